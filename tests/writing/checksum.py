"""A checksum over all tables; the numbers that people see are taken from one of them."""

from asyncpg import Connection

_TABLES = "select tablename from pg_tables where schemaname = 'public' order by tablename"


async def checksum(connection: Connection) -> dict[str, str]:
    """Sum up every table."""
    tables = [row["tablename"] for row in await connection.fetch(_TABLES)]
    return {name: await _sum(connection, name) for name in tables}


async def _sum(connection: Connection, table: str) -> str:
    query = f"select count(*) || ':' || coalesce(sum(hashtextextended(row::text, 0)::numeric), 0) from {table} as row"
    return await connection.fetchval(query)
