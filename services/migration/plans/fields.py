"""Fields: where a value comes from. A plan is made of these, and of functions with the same signature.

A field reads a row and gives a value, or None, or refuses the row. What it reads in other tables on the way counts as used.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from string import Formatter
from typing import Protocol, TypeAlias, TypeVar
from uuid import UUID

from kernel.clock import BusinessDay
from kernel.decimals import plain
from kernel.rounding import RoundingPolicy
from services.migration.plans.source import Key, Row, Source
from services.migration.refusals import ReferenceUnknown, ValueMissing, ValueUnreadable, ValueWithoutMeaning


class Identities(Protocol):
    """Who is who: the ids here of what the other system knows by its own keys."""

    def id_of(self, type_name: str, key: str) -> UUID | None:
        """Give the id of an entity that came in, now or before."""
        ...


@dataclass(frozen=True)
class Facts:
    """What holds for the whole import."""

    company_id: UUID
    currency: str
    day: BusinessDay
    rounding: RoundingPolicy
    imported_at: dt.datetime


@dataclass
class Scope:
    """What a field may look at besides its row, and which other rows it has used."""

    source: Source
    facts: Facts
    identities: Identities
    used: list[Row] = field(default_factory=list[Row])


Code = TypeVar("Code")
Field: TypeAlias = Callable[[Row, Scope], object]
Condition: TypeAlias = Callable[[Row, Scope], bool]
Link: TypeAlias = str | Mapping[str, Field]
"""How a row of another table is found: by a column that both have, or by what its columns have to be."""


def column(name: str) -> Field:
    """Take a column as it is."""
    return lambda row, _scope: row[name]


def needed(name: str) -> Field:
    """Take a column that may not be empty."""

    def read(row: Row, _scope: Scope) -> object:
        value = row[name]
        if value is None:
            raise ValueMissing(name)
        return value

    return read


def positive(name: str) -> Field:
    """Take a number above zero."""
    return _number(name, lambda number: number > 0, "a number above zero")


def not_negative(name: str) -> Field:
    """Take a number that is not below zero."""
    return _number(name, lambda number: number >= 0, "a number from zero on")


def _number(name: str, fits: Callable[[Decimal], bool], expected: str) -> Field:
    def read(row: Row, _scope: Scope) -> object:
        number = row.decimal(name)
        if not fits(number):
            raise ValueUnreadable(name, plain(number), expected)
        return number

    return read


def constant(value: object) -> Field:
    """Say the same for every row."""
    return lambda _row, _scope: value


def company_currency(_row: Row, scope: Scope) -> object:
    """Say the currency of the company."""
    return scope.facts.currency


def day(name: str) -> Field:
    """Take the day of a column."""
    return lambda row, _scope: row.day(name)


def start_of_day(name: str) -> Field:
    """Take the day of a column as the instant at which it began in the company's time zone."""

    def read(row: Row, scope: Scope) -> object:
        found = row.day(name)
        if found is None:
            raise ValueMissing(name)
        return scope.facts.day.starts_at(found)

    return read


def choice(name: str, meanings: Mapping[Code, object]) -> Field:
    """Translate a code of the source by a table; a code that is not in the table refuses the row."""

    table: Mapping[object, object] = {**meanings}

    def read(row: Row, _scope: Scope) -> object:
        code = row[name]
        if code not in table:
            raise ValueWithoutMeaning(name, str(code))
        return table[code]

    return read


def words(*names: str, between: str = " ") -> Field:
    """Join what is there of some columns; None where nothing is."""

    def read(row: Row, _scope: Scope) -> object:
        return between.join(str(value) for value in map(row.__getitem__, names) if value is not None) or None

    return read


def first_of(*fields: Field) -> Field:
    """Take the first field that has a value.

    Raises:
        ValueMissing: none has one.
    """

    def read(row: Row, scope: Scope) -> object:
        for each in fields:
            value = each(row, scope)
            if value is not None:
                return value
        raise ValueMissing("Every possible value")

    return read


def text(template: str) -> Field:
    """Write a text with values of the row in it, such as "PO-{PurchaseOrderID:06d}"; None where one of them is empty."""
    names = {name for _, name, _, _ in Formatter().parse(template) if name}

    def read(row: Row, _scope: Scope) -> object:
        values = {name: row[name] for name in names}
        return None if None in values.values() else template.format_map(values)

    return read


def entity(type_name: str, key: str | Field) -> Field:
    """Refer to an entity that came in, by its key in the source (a template as of `text`, or a field)."""
    read_key = text(key) if isinstance(key, str) else key

    def read(row: Row, scope: Scope) -> object:
        found = read_key(row, scope)
        if found is None:
            return None
        known = scope.identities.id_of(type_name, str(found))
        if known is None:
            raise ReferenceUnknown(type_name, str(found))
        return known

    return read


def at(table: str, link: Link, field: Field, *, optional: bool = False, counts: bool = True) -> Field:
    """Read a field of a row of another table.

    Where no such row is, the row is refused unless `optional`; where the link is empty there is no value. With
    `counts=False` the other row is only looked at: its content comes in some other way.
    """
    on: Mapping[str, Field] = {link: column(link)} if isinstance(link, str) else link
    columns = tuple(on)

    def read(row: Row, scope: Scope) -> object:
        key: Key = tuple(each(row, scope) for each in on.values())
        if None in key:
            return None
        other = scope.source.table(table).find(columns, key)
        if other is None:
            if optional:
                return None
            raise ReferenceUnknown(table, _shown(key))
        if counts:
            scope.used.append(other)
        return field(other, scope)

    return read


def equals(name: str, value: object) -> Condition:
    """Hold where a column has a value; None is no value."""
    return lambda row, _scope: row[name] == value


def one_of(name: str, values: Iterable[object]) -> Condition:
    """Hold where a column has one of some values."""
    among = frozenset(values)
    return lambda row, _scope: row[name] in among


def stands_in(table: str, link: Link) -> Condition:
    """Hold where another table has the row that the link means."""
    look = at(table, link, constant(value=True), optional=True, counts=False)
    return lambda row, scope: look(row, scope) is True


def _shown(key: Key) -> str:
    return "/".join(map(str, key))
