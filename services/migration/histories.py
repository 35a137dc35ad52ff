"""The systems whose history can be brought in: for each how its files are opened and which importer reads them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.migration.engine.items import Told
from services.migration.engine.job import NewJob
from services.migration.online_retail.extract import Extract
from services.migration.online_retail.history import History
from services.migration.online_retail.names import SYSTEM
from services.migration.refusals import SourceUnusable


@dataclass(eq=False)
class HistoryUnknown(SourceUnusable):
    """History comes from a system that is known."""

    message = "There is no import of {name}."
    name: str


@dataclass(frozen=True)
class Opened:
    """A source that was found, and not read yet."""

    job: NewJob
    read: Callable[[UUID], Told]
    """Reads it, given the unit that pieces are counted in."""


def _online_retail(folder: Path, requested_by: str) -> Opened:
    extract = Extract(folder)
    job = NewJob(SYSTEM, "history", folder.name, extract.sha256(), requested_by)
    return Opened(job, lambda pieces: History(extract, pieces))


HISTORIES: Final[Mapping[str, Callable[[Path, str], Opened]]] = MappingProxyType({SYSTEM: _online_retail})
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
