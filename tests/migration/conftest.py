"""A whole year of retail, brought in once for a whole run."""

from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import orjson
import pytest
from filelock import AsyncFileLock

from server.database import Database
from tests.databases import MIGRATED, Databases
from tests.migration.retail import REAL, bring

NAME = "online_retail"


class Year(NamedTuple):
    """A database that the year came into, the report, and how long it took."""

    database: Database
    report: dict[str, Any]
    seconds: float


@pytest.fixture(scope="session")
async def year(databases: Databases, run_directory: Path) -> Year:
    """The year, in a database that all workers share and none changes."""
    told = run_directory / f"{NAME}.json"
    async with AsyncFileLock(run_directory / f"{NAME}.lock"):
        if not told.exists():
            database = await databases.make(NAME, MIGRATED)
            started = perf_counter()
            report = await bring(database, REAL)
            told.write_bytes(orjson.dumps({"report": report, "seconds": perf_counter() - started}))
    return Year(databases.named(NAME), **orjson.loads(told.read_bytes()))
