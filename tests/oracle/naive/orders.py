"""Orders of lists: null is greater than everything, and the id decides between equals."""

from collections.abc import Callable, Sequence
from functools import cmp_to_key
from typing import Any, NamedTuple

from tests.oracle.naive.dynamic import Row, Value
from tests.oracle.naive.facts import FOLDED, ORDERS, measure, snake, to_one
from tests.oracle.naive.sdl import Sdl
from tests.oracle.naive.store import MODELS, Store
from tests.oracle.naive.text import fold
from tests.oracle.naive.values import comparable

MEASURES = ("Money", "Quantity")


class By(NamedTuple):
    """One field of an order."""

    field: str
    descending: bool = False


def default(type_name: str) -> list[By]:
    """Give the order of a list that asks for none."""
    return parsed(ORDERS.get(type_name, ()))


def parsed(names: Sequence[str]) -> list[By]:
    """Read an order, `-` for descending."""
    return [By(name.lstrip("-"), name.startswith("-")) for name in names]


def total(order: Sequence[By]) -> list[By]:
    """Let the id decide between equals, in the direction of the last field."""
    if any(by.field == "id" for by in order):
        return list(order)
    return [*order, By("id", order[-1].descending if order else False)]


def comparison(sdl: Sdl, store: Store, type_name: str, order: Sequence[By]) -> Callable[[Row, Row], int]:
    """Give the comparison of two rows by an order: -1, 0 or 1."""

    def compare(one: Row, other: Row) -> int:
        for by in total(order):
            result = _compare(
                sort_value(sdl, store, type_name, by.field, one), sort_value(sdl, store, type_name, by.field, other)
            )
            if result:
                return -result if by.descending else result
        return 0

    return compare


def sort(rows: Sequence[Row], compare: Callable[[Row, Row], int]) -> list[Row]:
    """Sort rows by a comparison."""
    return sorted(rows, key=cmp_to_key(compare))


def sort_value(sdl: Sdl, store: Store, type_name: str, field: str, row: Row) -> Value:
    """Give what a row is compared by in an order or a filter, for a field."""
    if field == "id":
        return row.id
    of = sdl.type_of(type_name, field)
    if of in MEASURES:
        return measure(store, type_name, field, row)[0]
    if of in MODELS:
        return getattr(row, to_one(type_name, field))
    value = comparable(getattr(row, snake(field)))
    return fold(value) if value is not None and (type_name, field) in FOLDED else value


def null_last(value: Value) -> tuple[bool, Any]:
    """Give a key for sorting that puts null after everything."""
    return (value is None, 0 if value is None else value)


def _compare(one: Value, other: Value) -> int:
    mine, theirs = null_last(one), null_last(other)
    return (mine > theirs) - (mine < theirs)
