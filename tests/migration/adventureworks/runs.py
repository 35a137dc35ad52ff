"""Running imports of AdventureWorks in tests, the way `./torso import` does, and reading what is kept of every row."""

from pathlib import Path
from typing import NamedTuple

from server.database import Database
from server.migrating import Report, migrate
from tests.migration.retail import SETTINGS, ask, unheard

FATES = """
select part, fate, count(*)::int from import_row where job_id = (select id from import_job order by id desc limit 1) group by 1, 2
"""
REJECTED = """
select part, number, code, reason from import_row
where job_id = (select id from import_job order by id desc limit 1) and fate = 'REJECTED' order by part, number
"""


class Counts(NamedTuple):
    """How many rows were read, and what became of them."""

    imported: int = 0
    merged: int = 0
    unchanged: int = 0
    rejected: int = 0
    held_back: int = 0

    @property
    def read(self) -> int:
        return sum(self)


async def run(database: Database, folder: Path, *, keep: bool = True) -> Report:
    """Import an extract."""
    return await migrate(database, SETTINGS, "adventureworks", folder, unheard, keep=keep)


async def counts(database: Database) -> dict[str, Counts]:
    """Count the rows of every table by what the newest import has made of them."""
    found: dict[str, Counts] = {}
    for part, fate, count in await ask(database, FATES):
        assert isinstance(count, int)
        found[str(part)] = found.get(str(part), Counts())._replace(**{str(fate).lower(): count})
    return found


async def rejections(database: Database) -> list[tuple[str, int, str]]:
    """List the rows that the newest import has rejected: table, number and code."""
    return [(str(part), int(str(number)), str(code)) for part, number, code, _ in await ask(database, REJECTED)]


async def reasons(database: Database, table: str) -> list[str]:
    """List why rows of a table were rejected."""
    return [str(reason) for part, _, _, reason in await ask(database, REJECTED) if part == table]
