"""How an amount of money or a quantity of a row is found."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeAlias

from tests.oracle.naive import selling
from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.store import Store

Measure: TypeAlias = tuple[Decimal | None, object]
"""A number, and the currency code or the id of the unit that it is counted in."""

EXACT = Context(prec=100, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Figure:
    """A measure, with the attributes of the row that it shows as they are."""

    measure: Callable[[Row, Store], Measure]
    shown: tuple[str, ...]

    def __call__(self, row: Row, store: Store) -> Measure:
        return self.measure(row, store)


def plain(value: str, per: str) -> Figure:
    return Figure(lambda row, _: (getattr(row, value), getattr(row, per)), (value, per))


def of_sku(value: str, per: str) -> Figure:
    return Figure(lambda row, store: (getattr(row, value), getattr(store.one("Sku", row.sku_id), per)), (value,))


def sku_of(store: Store, row: Row) -> Row:
    return store.one("Sku", row.sku_id)


def six_digits(one: Decimal, other: Decimal) -> Decimal:
    return EXACT.multiply(one, other).quantize(Decimal("0.000001"), context=EXACT)


def billed(named_by: str) -> Figure:
    """How much posted invoices say of a line of an order, less what notes give back."""
    return Figure(lambda line, store: (selling.billed(line, named_by, store), line.unit_id), ("unit_id",))


def of_owner(value: str, type_name: str, attribute: str) -> Figure:
    def give(row: Row, store: Store) -> Measure:
        owner = store.one(type_name, getattr(row, attribute))
        assert owner is not None
        return getattr(row, value), owner.currency

    return Figure(give, (value,))
