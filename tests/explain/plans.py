"""What a statement read, as EXPLAIN ANALYZE tells it."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import orjson
from asyncpg import Connection

from tests.oracle.naive.dynamic import Value

EXPLAIN = "explain (analyze, timing off, format json)"


class Scan(NamedTuple):
    """How one table was read, by all loops together."""

    table: str
    node: str
    rows_read: int

    @property
    def is_sequential(self) -> bool:
        """Tell whether the table was read from its start to its end."""
        return self.node == "Seq Scan"


async def scans(connection: Connection, sql: str, values: Sequence[Any], *, generic: bool = False) -> list[Scan]:
    """Run a statement and tell what it read; by the plan for its values, or by the one that serves all values."""
    async with connection.transaction():
        await connection.execute(f"set local plan_cache_mode = force_{'generic' if generic else 'custom'}_plan")
        told = await _told(connection, sql, values, generic=generic)
    return list(_scans(orjson.loads(told)[0]["Plan"]))


async def _told(connection: Connection, sql: str, values: Sequence[Any], *, generic: bool) -> str:
    if not generic:
        return await connection.fetchval(f"{EXPLAIN} {sql}", *values)
    oids = [each.oid for each in (await connection.prepare(sql)).get_parameters()]
    types = [await connection.fetchval("select format_type($1::oid, null)", oid) for oid in oids]
    written = [
        await connection.fetchval(f"select quote_nullable($1::{type_}::text)", value)
        for type_, value in zip(types, values, strict=True)
    ]
    await connection.execute(f"prepare generic{_listed(types)} as {sql}")
    try:
        return await connection.fetchval(f"{EXPLAIN} execute generic{_listed(written)}")
    finally:
        await connection.execute("deallocate generic")


def _listed(parts: Sequence[str]) -> str:
    return f"({', '.join(parts)})" if parts else ""


def _scans(node: Value) -> Iterator[Scan]:
    if "Relation Name" in node:
        loops = node["Actual Loops"]
        read = (
            node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        )
        yield Scan(node["Relation Name"], node["Node Type"], round(read * loops))
    for inner in node.get("Plans", ()):
        yield from _scans(inner)
