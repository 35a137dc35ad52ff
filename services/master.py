"""Master data: what is written as one, with everything that belongs to it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, cast

import sqlalchemy as sa

from models.base import Base
from services.bounds import Within
from services.rows import ChangedRow, NewRow
from services.work import Work

Complete: TypeAlias = Callable[[Work, Sequence[NewRow]], Awaitable[None]]
Check: TypeAlias = Callable[[Work, Sequence[ChangedRow]], Awaitable[None]]


@dataclass(frozen=True)
class Master:
    """What is written as one: a table, and the lists of rows that belong to a row of it."""

    model: type[Base]
    # The lists that belong to it, by their names in drafts.
    lists: Mapping[str, "Master"] = field(default_factory=dict[str, "Master"])
    # What it belongs to itself, where it is a list of something.
    within: Within | None = None
    # Adds to new rows what follows from what was said; refuses what cannot be.
    complete: Complete | None = None
    # Refuses changes that cannot be, knowing what is there.
    check: Check | None = None
    # Refuses to put back into use what may not be.
    check_restored: Check | None = None

    @property
    def table(self) -> sa.Table:
        """The table."""
        return cast("sa.Table", self.model.__table__)

    @property
    def name(self) -> str:
        """The name of the type in the schema."""
        return self.model.__name__
