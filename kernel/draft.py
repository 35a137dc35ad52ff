"""What a caller wants written of a document: values by column, and edits of the lists that belong to it.

A draft keeps apart what was not said, which stays as it is, and what was said to be nothing. It also knows where in the
caller's input it stood, so that a refusal can point there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from kernel.errors import InputPath


@dataclass(frozen=True, slots=True)
class Removal:
    """A row of a list that is to go."""

    key: UUID
    path: InputPath = ()


class ExternalId(NamedTuple):
    """The id that another system has for something."""

    system: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One row: what is said of it, and of the rows that belong to it."""

    values: Mapping[str, object]
    # The id: the one that the caller chose for a new row, or that of the row to change.
    key: UUID | None = None
    # The version that a change is based on; None where the caller does not care.
    version: int | None = None
    lists: Mapping[str, "Edits"] = field(default_factory=dict[str, "Edits"])
    path: InputPath = ()
    # By which another system knows it.
    external_id: ExternalId | None = None
    # The columns that can be said of a new row only.
    fixed: frozenset[str] = frozenset()

    def at(self, column: str) -> InputPath:
        """Say where in the input a column stood, or would have."""
        return (*self.path, column)


@dataclass(frozen=True, slots=True)
class Edits:
    """What is to become of a list: rows to add, to change and to remove."""

    add: Sequence[Draft] = ()
    update: Sequence[Draft] = ()
    remove: Sequence[Removal] = ()
