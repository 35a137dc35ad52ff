"""Writing rows of which the audit keeps no entry, since nobody did anything."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from asyncpg import Connection

_AUDITING: Final = """
select format('alter table %s', tgrelid::regclass) as table, tgname as trigger from pg_trigger
where tgname in ('audit', 'audit_inserts') and tgrelid = any($1::text[]::regclass[])
"""


@asynccontextmanager
async def unaudited(connection: Connection, tables: Sequence[str]) -> AsyncGenerator[None]:
    """Keep the audit of some tables off, as their owner, in a transaction; what it defers is checked at the end of this."""
    auditing = await connection.fetch(_AUDITING, tables)
    for row in auditing:
        await connection.execute(f"{row['table']} disable trigger {row['trigger']}")
    yield
    await connection.execute("set constraints all immediate")
    for row in auditing:
        await connection.execute(f"{row['table']} enable trigger {row['trigger']}")
    await connection.execute("set constraints all deferred")
