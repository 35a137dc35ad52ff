"""A plan: what of which table of a source becomes what here. It is data, read by `building`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from models import Base
from services.migration.plans.fields import Condition, Field, Scope

Fields: TypeAlias = Mapping[str, Field]
Values: TypeAlias = dict[str, object]
"""A row to be stored, by column."""
Settle: TypeAlias = Callable[[Values, Sequence[Values], Scope], None]
"""Completes a document from its header and all its lines, in place."""


class Part(NamedTuple):
    """A row that comes with every entity and has no name of its own in the source; `owner` is its column for the entity."""

    target: type[Base]
    owner: str
    fields: Fields


class Adopt(NamedTuple):
    """Take what is here already for a row of the source: by the columns that identify it, if others agree."""

    by: tuple[str, ...]
    agreeing: tuple[str, ...] = ()
    only: bool = False
    """Nothing new is made: a row of which nothing is here is refused."""


@dataclass(frozen=True)
class Lines:
    """The lines of a document: rows of another table that name their document in a column."""

    type_name: str
    source: str
    document: str
    key: Field
    target: type[Base]
    owner: str
    fields: Fields


@dataclass(frozen=True)
class Becomes:
    """Rows of one table of the source become entities of one type."""

    type_name: str
    """As the schema calls it; with the key it is the external reference."""
    source: str
    key: Field
    target: type[Base]
    fields: Fields
    where: Condition | None = None
    uses: tuple[Field, ...] = ()
    """Further rows that say the same once more, and are accounted for with it."""
    settles: bool = True
    """Whether a row has come in with this; otherwise a later step takes more of it."""
    parts: tuple[Part, ...] = ()
    adopt: Adopt | None = None
    lines: Lines | None = None
    settle: Settle | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of the source whose rows it takes."""
        return (self.source, self.lines.source) if self.lines else (self.source,)


@dataclass(frozen=True)
class Founded:
    """Something that the source takes for granted and no row says: its one warehouse, say."""

    type_name: str
    key: str
    target: type[Base]
    fields: Fields


@dataclass(frozen=True)
class HeldBack:
    """Rows that have no place here yet, and why; without a condition, whatever of the table nothing else has used.

    A name that ends in a slash is a folder with all its tables.
    """

    table: str
    reason: str
    where: Condition | None = None

    def covers(self, table: str) -> bool:
        """Tell whether this is about a table."""
        return self.table == table or (self.table.endswith("/") and table.startswith(self.table))


@dataclass(frozen=True)
class Company:
    """The company that the source is about."""

    code: str
    name: str
    currency: str
    country: str
    time_zone: str


@dataclass(frozen=True)
class Figure:
    """A figure over all entities of a type that has to be the same in the source and here, rounding told apart.

    `source` is read in the rows of the source, `stored` in what became of them. `figure` is the name under which the figure
    is read back through the schema.
    """

    name: str
    type_name: str
    source: Field
    stored: Callable[[Values], Decimal]
    figure: str


@dataclass(frozen=True)
class Plan:
    """Everything that an import of one system needs to know."""

    system: str
    """The name of the other system in external references."""
    company: Company
    steps: tuple[Becomes | Founded, ...]
    held_back: tuple[HeldBack, ...]
    figures: tuple[Figure, ...]
    amount: Figure
    """The one of them by which all rows are added up."""
    looked_up: tuple[str, ...]
    """The tables that fields look into, besides those that steps take rows from."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of the source that something is taken from."""
        taken = [table for step in self.steps if isinstance(step, Becomes) for table in step.tables]
        return tuple(dict.fromkeys([*taken, *self.looked_up]))
