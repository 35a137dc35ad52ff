"""The real extract, imported once for a whole run: dry, in earnest, and again."""

from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
from filelock import AsyncFileLock

from server.database import Database
from tests.databases import MIGRATED, Databases
from tests.migration.adventureworks.files import REAL, Files, small_extract
from tests.migration.adventureworks.runs import run
from tests.migration.retail import everything

NAME = "adventureworks"


class Imported(NamedTuple):
    """A database that AdventureWorks came into, and the reports of the three runs that it saw."""

    database: Database
    dry: dict[str, Any]
    first: dict[str, Any]
    second: dict[str, Any]
    empty_stayed_empty: bool
    """The dry run left every table as it was."""
    stayed: bool
    """The second run left every table as it was."""


@pytest.fixture(scope="session")
async def imported(databases: Databases, run_directory: Path) -> Imported:
    """The company, in a database that all workers share and none changes."""
    told = run_directory / f"{NAME}.json"
    async with AsyncFileLock(run_directory / f"{NAME}.lock"):
        if not told.exists():
            told.write_bytes(orjson.dumps(await _three_runs(databases)))
    return Imported(databases.named(NAME), **orjson.loads(told.read_bytes()))


async def _three_runs(databases: Databases) -> dict[str, Any]:
    database = await databases.make(NAME, MIGRATED)
    before = await everything(database)
    dry = await run(database, REAL, keep=False)
    empty = await everything(database)
    first = await run(database, REAL)
    full = await everything(database)
    second = await run(database, REAL)
    stayed = await everything(database) == full
    return {"dry": dry, "first": first, "second": second, "empty_stayed_empty": empty == before, "stayed": stayed}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A small extract that may be damaged."""
    return small_extract(tmp_path)
