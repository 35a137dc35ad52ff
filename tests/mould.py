"""What processes are forked from: all is imported, and the schema is made."""

from server.app import create_app

# An application opens nothing before it starts; the schema that it was made with is kept.
create_app()
