"""Fields of rows: leaves, measures, and the entities that a row leads to."""

from collections.abc import Callable

from tests.oracle.naive.asked import Asked, Measured
from tests.oracle.naive.computed import COMPUTED, Around
from tests.oracle.naive.dynamic import Given, Row, Value
from tests.oracle.naive.facts import LIST_ORDERS, NAMED, REFERENCES, THROUGH, foreign_key, measure, snake, to_one
from tests.oracle.naive.orders import MEASURES, comparison, default, parsed, sort
from tests.oracle.naive.pages import connection
from tests.oracle.naive.promising import Availability, BundleAvailability
from tests.oracle.naive.recall import MOVES_OF_LOT, moves_of_lot
from tests.oracle.naive.store import MODELS
from tests.oracle.naive.tracing import Trace
from tests.oracle.naive.values import node_id, written

Names = Callable[[str, str], str]
"""Gives what no table holds, such as the name of a currency in the viewer's language: by coordinate, and code or id."""

BESIDE = {"Availability": Availability, "BundleAvailability": BundleAvailability, "DocumentTrace": Trace}
"""What is reckoned for a row from others, by its type."""


def of_row(asked: Asked, names: Names, row: Row, owner: str, name: str, given: Given) -> Value:
    """Give a field of a row."""
    of = asked.sdl.bare_type_of(owner, name)
    if of in BESIDE:
        return BESIDE[of](asked, row)
    if name == "id":
        return node_id(owner, row.id)
    if (owner, name) in REFERENCES:
        type_attribute, id_attribute = REFERENCES[owner, name]
        return asked.of_any_type(getattr(row, type_attribute), getattr(row, id_attribute))
    if of in MEASURES:
        measured = Measured(*measure(asked.store, owner, name, row))
        return None if measured.value is None else measured
    if asked.sdl.type_of(owner, name) in MODELS:
        return _related(asked, row, owner, name, given)
    if (owner, name) in NAMED:
        told_for = getattr(row, NAMED[owner, name])
        return None if told_for is None else names(f"{owner}.{name}", str(told_for))
    if (owner, name) in COMPUTED:
        return written(COMPUTED[owner, name](row, Around(asked.sdl, asked.store, asked.viewer)), of)
    return written(getattr(row, snake(name)), of)


def _related(asked: Asked, row: Row, owner: str, name: str, given: Given) -> Value:
    target = asked.sdl.type_of(owner, name)
    asked.viewer.require(f"{owner}.{name}", asked.sdl.need_of_type(target))
    if hasattr(row, to_one(owner, name)):
        return asked.visible(asked.store.one(target, getattr(row, to_one(owner, name))))
    rows = _belonging(asked, row, owner, name, target)
    if asked.sdl.bare_type_of(owner, name) != target:
        return connection(asked.filters, target, rows, given)
    order = parsed(LIST_ORDERS[owner, name]) if (owner, name) in LIST_ORDERS else default(target)
    compare = comparison(asked.sdl, asked.store, target, order)
    seen = sort([other for other in rows if asked.visible(other) is not None], compare)
    return seen if given.get("first") is None else seen[: given["first"]]


def _belonging(asked: Asked, row: Row, owner: str, name: str, target: str) -> list[Row]:
    """Give the entities that refer to one, or to which a third refers that refers to a part of it."""
    if (owner, name) in MOVES_OF_LOT:
        return moves_of_lot(asked.store, row, *MOVES_OF_LOT[owner, name])
    if (owner, name) not in THROUGH:
        return asked.store.by(target, foreign_key(owner, name), row.id)
    third, to_target, to_part, part, to_owner = THROUGH[owner, name]
    parts = asked.store.by(part, to_owner, row.id)
    named = {getattr(each, to_target) for of in parts for each in asked.store.by(third, to_part, of.id)}
    return [each for each in asked.store.all(target) if each.id in named]


def of_measured(asked: Asked, measured: Measured, owner: str, name: str) -> Value:
    """Give the number of an amount or quantity, or what it is counted in."""
    of = asked.sdl.type_of(owner, name)
    if of in MODELS:
        asked.viewer.require(f"{owner}.{name}", asked.sdl.need_of_type(of))
        return asked.visible(asked.store.one(of, measured.per))
    return written(measured.value if of == "Decimal" else measured.per, of)
