"""What every process of a server begins with: all is imported, and the schema is made.

It takes seconds of work and is the same each time, so it is done once, in a process from which servers are forked.
"""

from server.app import create_app

# An application opens nothing before it starts; the schema that it was made with is kept.
create_app()
