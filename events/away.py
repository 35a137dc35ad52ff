"""What the database driver raises where a connection breaks, or the database is away."""

from typing import Final

import asyncpg

BROKEN: Final = (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""The connection is of no use. The driver calls it an error of its own where it is used between the last words of a database
that was killed and the end of the connection."""
AWAY: Final = (asyncpg.PostgresError, *BROKEN)
"""Whatever it is that the database does not do now; who asks again later may get an answer."""
