"""What an importer gives to the engine: things to be made of rows, and rows that stay outside."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple, Protocol, TypeAlias
from uuid import UUID

from kernel.decimals import plain
from models import ImportFate
from services.migration.refusals import RowRefused

Change: TypeAlias = tuple[str, str, str, str]
"""Field, before, after and rule."""


class SourceRow(Protocol):
    """A row of a source: where it stands, its values as they were read, and the figure by which rows are added up."""

    @property
    def part(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def amount(self) -> Decimal | None: ...
    def values(self) -> dict[str, str]: ...


class Shape(NamedTuple):
    """The table and columns that records are written to."""

    table: str
    columns: tuple[str, ...]


Record: TypeAlias = tuple[Shape, tuple[Any, ...]]
"""A row for a table."""


def record(table: str, values: Mapping[str, Any]) -> Record:
    """Make a row of values by column, whatever their order."""
    columns = tuple(sorted(values))
    return Shape(table, columns), tuple(values[column] for column in columns)


class Made(NamedTuple):
    """A row, and what it becomes: the type in the schema and the id. Another row of the same thing is merged into it."""

    row: SourceRow
    entity_type: str
    entity_id: UUID
    changes: Sequence[Change] = ()
    fate: ImportFate = ImportFate.IMPORTED


@dataclass(eq=False, slots=True)
class Unit:
    """One thing that comes in whole or not at all, with everything that belongs to it and the rows that it is made of."""

    entity_type: str
    key: str
    """What the other system calls it: with the type, its external reference."""
    id: UUID
    company_id: UUID
    fingerprint: str
    records: list[Record] = field(default_factory=list[Record])
    made: list[Made] = field(default_factory=list[Made])
    referred: bool = True
    """Whether its key becomes an external reference; without, it is one, of something that was here already."""
    fate: ImportFate | None = None
    """What became of it, once it is written or was found written."""


class Aside(NamedTuple):
    """A row that stays outside or means what is here already: its fate, why, and what it was merged into."""

    row: SourceRow
    fate: ImportFate
    code: str
    reason: str
    entity_type: str | None = None
    entity_id: UUID | None = None
    changes: Sequence[Change] = ()

    @classmethod
    def rejected(cls, row: SourceRow, refusal: RowRefused) -> "Aside":
        """Reject a row."""
        return cls(row, ImportFate.REJECTED, refusal.code, str(refusal))

    @classmethod
    def held_back(cls, row: SourceRow, code: str, reason: str) -> "Aside":
        """Hold a row back: nothing is wrong with it, and there is no place for it."""
        return cls(row, ImportFate.HELD_BACK, code, reason)


Item: TypeAlias = Unit | Aside


class Importer(Protocol):
    """Knows one kind of source, and gives the same items in the same order whenever it is asked."""

    @property
    def system(self) -> str:
        """The other system, as external references name it."""
        ...

    @property
    def company_id(self) -> UUID:
        """The company that it brings things into, or founds."""
        ...

    def items(self) -> Iterator[Item]:
        """Give everything, so that what is referred to comes before what refers."""
        ...

    def notes(self) -> dict[str, int]:
        """Count by rule what was put into another form, once all items were given."""
        ...


class Tally(NamedTuple):
    """How many rows, and what they add up to in the source."""

    rows: int = 0
    amount: Decimal = Decimal(0)

    def as_json(self) -> dict[str, object]:
        return {"rows": self.rows, "amount": plain(self.amount)}


class Figure(NamedTuple):
    """What the rows of a source come to under a rule; a row may be under several, or none."""

    code: str
    says: str
    tally: Tally

    def as_json(self) -> dict[str, object]:
        return {"code": self.code, "says": self.says, **self.tally.as_json()}


class Sum(NamedTuple):
    """A figure that has to be the same in the source and here, rounding told apart."""

    name: str
    source: Decimal
    """Over all rows of the source that are readable."""
    left_out: Decimal
    """Of that, what did not come in."""
    stored: Decimal
    """What is stored of the rest, whether it came in now or before."""
    through_the_schema: Decimal
    """What the schema shows of the whole company."""
    holds: bool
    """Whether the schema shows exactly what came in, on top of what was there before."""

    @property
    def rounding(self) -> Decimal:
        """The difference that rounding to the digits of the currency made."""
        return self.stored - (self.source - self.left_out)

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "source": plain(self.source),
            "left_out": plain(self.left_out),
            "rounding": plain(self.rounding),
            "stored": plain(self.stored),
            "through_the_schema": plain(self.through_the_schema),
            "holds": self.holds,
        }


Figures: TypeAlias = Mapping[str, Decimal]
"""What the schema shows of a company, by root and field: `salesOrders.net`; what is not there counts as zero."""


class Told(Importer, Protocol):
    """An importer that has read its source, and knows what it adds up to."""

    @property
    def at_once(self) -> bool:
        """Whether it comes in by one transaction or not at all, since facts are among it, which nobody takes back."""
        ...

    @property
    def source(self) -> Tally:
        """How many rows the source has, and what they add up to."""
        ...

    def stored(self, figures: Figures) -> Decimal:
        """Give what came in of that, by the figures that the schema shows of the company."""
        ...

    def sums(self, before: Figures, after: Figures) -> Sequence[Sum]:
        """Give the sums that have to agree, once everything is written."""
        ...

    def figures(self) -> Sequence[Figure]:
        """Give what its rows come to by rules of its own, once all items were given."""
        ...


def fingerprint(texts: Iterable[str]) -> str:
    """Sum up texts, so that any difference shows."""
    return sha256("".join(f"{text}\0" for text in texts).encode()).hexdigest()


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Cut items into chunks of about `size` records, the same ones every time."""
    chunk: list[Item] = []
    weight = 0
    for item in items:
        chunk.append(item)
        weight += len(item.records) if isinstance(item, Unit) else 1
        if weight >= size:
            yield chunk
            chunk, weight = [], 0
    if chunk:
        yield chunk


Progress: TypeAlias = Callable[[str, int], None]
"""Hears what is being done and how many rows of the source are settled."""
