"""How much a bulk operation may be, and why one ends before its end."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from kernel.errors import DomainError

ROWS_MAX: Final = 5_000_000
BYTES_MAX: Final = 1024**3
LINES_MAX: Final = 100_000
"""How many lines are done, each by itself."""
LINES_TOGETHER_MAX: Final = 1_000
"""How many are done in one transaction, as many as a batch has."""
SNAPSHOT_LASTS: Final = timedelta(hours=1)
"""How long one snapshot is read: what was deleted since cannot be cleared away meanwhile."""

PAGE_LASTS: Final = timedelta(seconds=30)
"""How long one page of it is read; then it holds up what it is read beside."""


@dataclass(eq=False)
class BulkTooLarge(DomainError):
    """A file has a greatest number of rows and bytes."""

    message = "There are more than {maximum} {what}: ask for less at once, by a filter."
    what: str
    maximum: int


@dataclass(eq=False)
class BulkTookTooLong(DomainError):
    """One snapshot is read for a time, because the database keeps what is deleted for as long."""

    message = "It took longer than {minutes} minutes: ask for less at once, by a filter."
    minutes: int


@dataclass(eq=False)
class BulkPageTookTooLong(DomainError):
    """One page of a bulk query is read for a time, so that it leaves the database to others."""

    message = "A page of it took longer than {seconds} seconds: ask for less of each row, or by another filter."
    seconds: int


@dataclass(eq=False)
class BulkListTooLong(DomainError):
    """A list within a row is whole, unless the document asks by `pageInfo` whether there is more of it."""

    message = "{list_name} of {row} has more than one page. Ask for more of it, or for its pageInfo with hasNextPage, or for it as a list of its own."
    list_name: str
    row: str


@dataclass(eq=False)
class BulkRightsEnded(DomainError):
    """A bulk operation ends with the rights with which it was asked for."""

    message = "The rights with which this was asked for do not hold any more."
