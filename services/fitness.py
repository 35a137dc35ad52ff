"""What is said of rows must fit their columns; whoever says something else is told where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, cast

import sqlalchemy as sa

from kernel.currency import currency_exponent
from kernel.errors import InputPath
from services.refusals import NumberTooLarge, TextTooLong, TextUnfit, ValueRequired
from services.rows import ChangedRow, NewRow

TEXT_MAX = 10_000
INDEXED_TEXT_MAX = 300


@dataclass(frozen=True, slots=True)
class _Place:
    """What a column can hold."""

    nullable: bool
    has_default: bool
    characters_max: int
    # The first number that is too large; None where any fits.
    below: Decimal | None


def require_fit(table: sa.Table, rows: Sequence[NewRow] | Sequence[ChangedRow]) -> None:
    """Check what is said of rows; null of a new row where the database has a default means the default.

    Raises:
        ValueRequired: what everything of its kind has is left out, cleared or blank.
        TextTooLong, TextUnfit, NumberTooLarge: as their names say.
    """
    places = _places(table)
    for row in rows:
        if isinstance(row, NewRow):
            _use_defaults(places, row)
        for name, value in row.values.items():
            _require_value(places[name], value, row.at(name))
        if isinstance(row, NewRow):
            _require_whole(table, row)


def require_text(text: str, path: InputPath, maximum: int = TEXT_MAX, *, may_be_blank: bool = False) -> None:
    """Check that a text says something that can be stored.

    Raises:
        ValueRequired: it is blank.
        TextTooLong, TextUnfit: as their names say.
    """
    if not may_be_blank and not text.strip():
        raise ValueRequired(path=path)
    if len(text) > maximum:
        raise TextTooLong(len(text), maximum, path=path)
    if "\0" in text:
        raise TextUnfit(path=path)


def fit_amount(row: NewRow | ChangedRow, column: str, currency: object) -> None:
    """Write an amount with the digits of its currency, where it has no more than those."""
    amount = row.values.get(column)
    if isinstance(amount, Decimal) and isinstance(currency, str):
        fitting = round(amount, currency_exponent(currency))
        row.values[column] = fitting if fitting == amount else amount


def _use_defaults(places: Mapping[str, _Place], row: NewRow) -> None:
    for name in [name for name, value in row.values.items() if value is None]:
        if places[name].has_default and not places[name].nullable:
            del row.values[name]


def _require_value(place: _Place, value: object, path: InputPath) -> None:
    if value is None and not place.nullable:
        raise ValueRequired(path=path)
    if isinstance(value, str):
        require_text(value, path, place.characters_max, may_be_blank=place.nullable)
    if isinstance(value, list):
        for index, each in enumerate(cast("list[object]", value)):
            _require_value(place, each, (*path, index))
    if isinstance(value, Decimal) and place.below is not None and abs(value) >= place.below:
        raise NumberTooLarge(path=path)


def _require_whole(table: sa.Table, row: NewRow) -> None:
    for name in _required(table):
        if row.values.get(name) is None:
            raise ValueRequired(path=row.at(name))


@cache
def _places(table: sa.Table) -> Mapping[str, _Place]:
    indexed = {column.name for index in table.indexes for column in index.columns}
    return {column.name: _place(column, indexed) for column in table.columns}


def _place(column: sa.Column[Any], indexed: set[str]) -> _Place:
    short = not indexed.isdisjoint((column.name, f"{column.name}_key"))
    return _Place(
        nullable=bool(column.nullable),
        has_default=column.server_default is not None,
        characters_max=INDEXED_TEXT_MAX if short else TEXT_MAX,
        below=_below(column.type),
    )


def _below(type_: sa.types.TypeEngine[Any]) -> Decimal | None:
    if not isinstance(type_, sa.Numeric) or type_.precision is None:
        return None
    return Decimal(10) ** (type_.precision - (type_.scale or 0))


@cache
def _required(table: sa.Table) -> tuple[str, ...]:
    """Name what every new row must say."""
    return tuple(
        column.name
        for column in table.columns
        if not column.nullable and column.server_default is None and column.computed is None
    )
