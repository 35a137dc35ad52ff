"""Running an import in tests, the way `./torso import` does."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from server.database import Database
from server.importing import import_company


async def run(database: Database, folder: Path, *, keep: bool = True) -> dict[str, Any]:
    """Import an extract, and give the report as a script would read it."""
    report = await import_company(database, "adventureworks", folder, lambda _what, _done, _steps: None, keep=keep)
    return orjson.loads(orjson.dumps(report.as_json()))


def table(report: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Find what is reported of a table of the source."""
    (found,) = (each for each in report["tables"] if each["table"] == name)
    return found


def counts(report: Mapping[str, Any], entity: str) -> tuple[int, ...]:
    """Give what was read, imported, unchanged, rejected and held back of an entity."""
    (found,) = (each for each in report["entities"] if each["entity"] == entity)
    return tuple(found[name] for name in ("read", "imported", "unchanged", "rejected", "held_back"))


def rejections(report: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    """List the rejected rows: table, number and code."""
    return [(each["table"], row["row"], row["code"]) for each in report["tables"] for row in each["rejections"]]


async def checksum(database: Database) -> str:
    """Sum up everything that is in all tables of a database."""
    connection = await asyncpg.connect(database.owner_url)
    try:
        tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public' order by 1")
        sums = [
            await connection.fetchval(f'select md5(string_agg(t::text, chr(10) order by t::text)) from "{name}" t')
            for (name,) in tables
        ]
    finally:
        await connection.close()
    return " ".join(map(str, sums))
