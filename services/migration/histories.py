"""The systems whose history can be brought in: for each how its files are opened and which importer reads them."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from asyncpg import Connection

from services.migration.adventureworks import extract as adventureworks
from services.migration.adventureworks.plan import ADVENTUREWORKS
from services.migration.engine.items import Told
from services.migration.engine.job import NewJob
from services.migration.online_retail import extract as retail
from services.migration.online_retail.history import History
from services.migration.online_retail.names import SYSTEM
from services.migration.plans.importer import read_plan
from services.migration.refusals import SourceUnusable

HISTORY: Final = "history"
PIECES: Final = "select id from unit where code = 'PCE'"


@dataclass(eq=False)
class HistoryUnknown(SourceUnusable):
    """History comes from a system that is known."""

    message = "There is no import of {name}."
    name: str


@dataclass(frozen=True)
class Opened:
    """A source that was found, and not read yet."""

    job: NewJob
    read: Callable[[Connection], Awaitable[Told]]
    """Reads all of it, and on the connection what is here already."""


def _online_retail(folder: Path, requested_by: str) -> Opened:
    extract = retail.Extract(folder)

    async def read(connection: Connection) -> Told:
        return await asyncio.to_thread(History, extract, await connection.fetchval(PIECES))

    return Opened(NewJob(SYSTEM, HISTORY, folder.name, extract.sha256(), requested_by), read)


def _adventureworks(folder: Path, requested_by: str) -> Opened:
    extract = adventureworks.Extract(folder)

    async def read(connection: Connection) -> Told:
        return await read_plan(connection, extract, ADVENTUREWORKS, dt.datetime.now(dt.UTC))

    return Opened(NewJob(ADVENTUREWORKS.system, HISTORY, folder.name, extract.sha256(), requested_by), read)


HISTORIES: Final[Mapping[str, Callable[[Path, str], Opened]]] = MappingProxyType(
    {ADVENTUREWORKS.system: _adventureworks, SYSTEM: _online_retail}
)
"""By the name under which the system stands in external references."""


def open_history(name: str, folder: Path, requested_by: str) -> Opened:
    """Find a source.

    Raises:
        SourceUnusable: there is no such system, or not its files.
    """
    opening = HISTORIES.get(name)
    if opening is None:
        raise HistoryUnknown(name)
    return opening(folder, requested_by)
