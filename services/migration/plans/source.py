"""A source: the tables of another system, and their rows with typed values.

A value is read when it is asked for, so that a fault in a column that nobody needs keeps no row outside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeAlias

from kernel.errors import DomainError, echo
from models import ImportFate
from services.migration.plans.values import ValueType
from services.migration.refusals import (
    ColumnMissing,
    FieldCountWrong,
    RowRefused,
    TableMissing,
    ValueMissing,
    ValueUnreadable,
)

Key: TypeAlias = tuple[object, ...]


class Column(NamedTuple):
    """Where in a row a value stands, and of what type it is. Empty text is no value, and so is what stands for null."""

    place: int
    type: ValueType
    null: str = ""


@dataclass(eq=False, slots=True)
class Row:
    """A row as it was found: the number that it has in its table, its texts, and in the end what is to become of it."""

    table: "Table"
    number: int
    texts: Sequence[str]
    is_torn: bool = False
    """The row is not cut into the columns of its table, so that nobody knows what stands where."""
    fate: ImportFate | None = None
    reason: RowRefused | str | None = None
    amount: Decimal | None = None
    """The figure by which rows are added up, if it has one."""

    @property
    def part(self) -> str:
        """Give the name of its table."""
        return self.table.name

    def values(self) -> dict[str, str]:
        """Give its texts by column; those of a torn row that no column is for begin with a plus."""
        names = list(self.table.columns)
        return {names[place] if place < len(names) else f"+{place + 1}": text for place, text in enumerate(self.texts)}

    def __getitem__(self, column: str) -> object:
        """Read a value; None where there is none.

        Raises:
            FieldCountWrong: the row is torn.
            ValueUnreadable: the text is not of the column's type.
        """
        if self.is_torn:
            raise FieldCountWrong(len(self.texts), len(self.table.columns))
        place, (expected, read), null = self.table.column(column)
        text = self.texts[place].strip()
        if not text or text == null:
            return None
        try:
            return read(text)
        except (ValueError, DomainError):
            raise ValueUnreadable(column, echo(text), expected) from None

    def whole(self, column: str) -> int:
        """Read a whole number that has to be there."""
        value = self[column]
        if value is None:
            raise ValueMissing(column)
        assert isinstance(value, int)
        return value

    def decimal(self, column: str) -> Decimal:
        """Read a decimal number that has to be there."""
        value = self[column]
        if value is None:
            raise ValueMissing(column)
        return value if isinstance(value, Decimal) else Decimal(self.whole(column))

    def day(self, column: str) -> date | None:
        """Read a day, or the day of a moment; None where there is none."""
        value = self[column]
        if value is None:
            return None
        assert isinstance(value, date)
        return value.date() if isinstance(value, datetime) else value

    def become(self, fate: ImportFate, reason: RowRefused | str | None = None) -> None:
        """Settle what is to become of the row; that it comes in counts more than that it does not."""
        if self.fate is None or _WEIGHT[fate] > _WEIGHT[self.fate]:
            self.fate, self.reason = fate, reason


_WEIGHT = {ImportFate.HELD_BACK: 0, ImportFate.REJECTED: 1, ImportFate.IMPORTED: 2}


@dataclass(eq=False)
class Table:
    """A table of the source with all its rows, those included that could not be cut into fields."""

    name: str
    columns: Mapping[str, Column]
    rows: list[Row] = field(default_factory=list[Row])
    _found: dict[tuple[str, ...], dict[Key, Row]] = field(default_factory=dict[tuple[str, ...], dict[Key, Row]])

    def add(self, texts: Sequence[str]) -> None:
        """Add a row; one that is not cut into the columns is rejected."""
        row = Row(self, len(self.rows) + 1, texts, is_torn=len(texts) != len(self.columns))
        if row.is_torn:
            row.become(ImportFate.REJECTED, FieldCountWrong(len(texts), len(self.columns)))
        self.rows.append(row)

    def column(self, name: str) -> Column:
        """Give a column by name.

        Raises:
            ColumnMissing: there is none.
        """
        try:
            return self.columns[name]
        except KeyError:
            raise ColumnMissing(self.name, name) from None

    def find(self, columns: tuple[str, ...], key: Key) -> Row | None:
        """Find the first row in which some columns have these values."""
        if columns not in self._found:
            self._found[columns] = self._by(columns)
        return self._found[columns].get(key)

    def _by(self, columns: tuple[str, ...]) -> dict[Key, Row]:
        found: dict[Key, Row] = {}
        for row in self.rows:
            if row.fate is ImportFate.REJECTED:
                continue
            try:
                found.setdefault(tuple(row[column] for column in columns), row)
            except RowRefused as refusal:
                row.become(ImportFate.REJECTED, refusal)
        return found


class Source(Protocol):
    """A system that something is brought in from."""

    @property
    def names(self) -> Sequence[str]:
        """The names of all tables, also of those that nothing is taken from."""
        ...

    def table(self, name: str) -> Table:
        """Give a table, read once.

        Raises:
            SourceUnusable: it is not there or not readable.
        """
        ...

    def count(self, name: str) -> int:
        """Count the rows of a table that nothing is taken from."""
        ...


def required(names: Sequence[str], name: str) -> str:
    """Insist on a table.

    Raises:
        TableMissing: it is not among the names.
    """
    if name not in names:
        raise TableMissing(name)
    return name
