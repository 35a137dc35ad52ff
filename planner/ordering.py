"""Orders of lists: which columns, which direction, and what comes after a given row.

NULL counts as greater than everything, as PostgreSQL's indexes have it: last when ascending, first when descending. So
one plain index serves both directions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause


@dataclass(frozen=True)
class Key:
    """One column of an order."""

    column: str
    descending: bool
    nullable: bool

    @property
    def reversed(self) -> "Key":
        """The same column in the other direction."""
        return replace(self, descending=not self.descending)


def keys(table: sa.Table, names: Sequence[str], within: str | None = None) -> list[Key]:
    """Make an order of column names, `-` for descending; the id makes it total.

    A list of the rows `within` one parent needs no id where the names are a key there: a line's position in its order.
    """
    order = [Key(name.lstrip("-"), name.startswith("-"), bool(table.c[name.lstrip("-")].nullable)) for name in names]
    if within is not None and {within, *(key.column for key in order)} in _unique(table):
        return order
    if all(key.column != "id" for key in order):
        order.append(Key("id", order[-1].descending if order else False, nullable=False))
    return order


def _unique(table: sa.Table) -> list[set[str]]:
    constraints = [each for each in table.constraints if isinstance(each, sa.UniqueConstraint)]
    return [{column.name for column in each.columns} for each in constraints]


def ordering(order: Sequence[Key], row: FromClause) -> list[ColumnElement[Any]]:
    """Write an order as ORDER BY has it."""
    return [row.c[key.column].desc() if key.descending else row.c[key.column].asc() for key in order]


def beyond(
    order: Sequence[Key],
    row: FromClause,
    values: Sequence[ColumnElement[Any]],
    nulls: Sequence[bool],
    within: Sequence[tuple[ColumnElement[Any], ColumnElement[Any]]] = (),
) -> list[ColumnElement[bool]]:
    """Select the rows that come after a row with these values; `nulls` tells which of them are NULL.

    The conditions exclude each other, and each is one range of an index, which is then entered where the range begins:
    values and NULLs are two ranges. `within` are columns that lead the index, and what they equal.
    """
    first, value = row.c[order[0].column], values[0]
    leading, led = [column for column, _ in within], [equal for _, equal in within]
    rest = _chain(order[1:], row, values[1:], nulls[1:])
    if nulls[0]:
        # NULLs are last when ascending, and first when descending.
        nulls_after = sa.and_(first.is_(None), rest)
        return [nulls_after, first.is_not(None)] if order[0].descending else [nulls_after]
    if _compares_as_tuple(order, nulls):
        mine, theirs = [*leading, *(row.c[key.column] for key in order)], [*led, *values]
        parts = [_after(order[0], mine, theirs)]
    else:
        bound = _after(order[0], [*leading, first], [*led, value], or_equal=True)
        parts = [sa.and_(bound, _chain(order, row, values, nulls))]
    if order[0].nullable and not order[0].descending:
        parts.append(first.is_(None))
    return parts


def _compares_as_tuple(order: Sequence[Key], nulls: Sequence[bool]) -> bool:
    """Tell whether `(a, b) > (x, y)` means what the order means; a NULL in it makes it hold for no row."""
    if any(nulls) or len({key.descending for key in order}) > 1:
        return False
    # Descending, a NULL comes before every value, and so do its rows before the row with the values.
    return order[0].descending or not any(key.nullable for key in order[1:])


def _after(
    key: Key, mine: Sequence[ColumnElement[Any]], theirs: Sequence[ColumnElement[Any]], *, or_equal: bool = False
) -> ColumnElement[bool]:
    one, other = (mine[0], theirs[0]) if len(mine) == 1 else (sa.tuple_(*mine), sa.tuple_(*theirs))
    if key.descending:
        return one <= other if or_equal else one < other
    return one >= other if or_equal else one > other


def _chain(
    order: Sequence[Key], row: FromClause, values: Sequence[ColumnElement[Any]], nulls: Sequence[bool]
) -> ColumnElement[bool]:
    """Compare key by key: the first that differs decides."""
    condition: ColumnElement[bool] = sa.false()
    for key, value, is_null in reversed(list(zip(order, values, nulls, strict=True))):
        column = row.c[key.column]
        tied = column.is_(None) if is_null else column == value
        condition = sa.or_(_past(key, column, value, is_null=is_null), sa.and_(tied, condition))
    return condition


def _past(key: Key, column: ColumnElement[Any], value: ColumnElement[Any], *, is_null: bool) -> ColumnElement[bool]:
    if is_null:
        return column.is_not(None) if key.descending else sa.false()
    if key.descending:
        return column < value
    return sa.or_(column > value, column.is_(None)) if key.nullable else column > value
