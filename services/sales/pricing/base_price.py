"""The price that a good has before any rule: said by hand, agreed before, from a price list, or the list price of the SKU.

What the agreement says that the document names goes before all lists. Price lists are asked in this order: the one that the document names, those of the customer, of its group, of everybody; of
equals the one that began last, then by code. In a list a SKU counts before its product, and a product before its category,
the nearest in the tree first. Of the items for the same thing those in the unit of the line count first; of these the one
with the highest minimum that the line reaches, then the one that began last, then the cheapest.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.rounding import round_to
from models.sales.pricing_words import PriceSource
from services.sales.pricing.facts import AgreedLine, Facts, Good, PriceItem, PriceList

PRICE_DIGITS: Final = 6


@dataclass(eq=False)
class PriceMissing(DomainError):
    """What is sold has a price: in a list that holds for the customer, of its own, or said by hand."""

    message = "{sku} has no price in {currency} for this customer, unit and day."
    sku: str
    currency: str


@dataclass(eq=False)
class PriceListUnfit(DomainError):
    """A price list that a document names is in the currency of the document, in use and valid on its day."""

    message = "This price list does not hold: it is in another currency, not valid on the day, or out of use."


@dataclass(frozen=True, slots=True)
class BasePrice:
    """The price of one unit of a line, six digits, and where it comes from."""

    source: PriceSource
    unit_price: Decimal
    price_list: PriceList | None = None
    item: PriceItem | None = None
    agreed: AgreedLine | None = None


def base_price(
    facts: Facts, good: Good, quantity: Decimal, unit_id: UUID, named_list_id: UUID | None = None
) -> BasePrice | None:
    """Give the price of one unit of a good in a quantity; None where it has none."""
    agreed = None if facts.agreement is None else facts.agreement.lines.get(good.sku_id)
    price = None if agreed is None else _per_unit(facts, agreed.price, good.unit_id, unit_id)
    if price is not None:
        return BasePrice(PriceSource.AGREEMENT, price, agreed=agreed)
    for price_list in sorted(facts.lists, key=lambda each: _list_rank(each, named_list_id)):
        found = _from_list(facts, price_list.items, good, quantity, unit_id)
        if found is not None:
            item, price = found
            return BasePrice(PriceSource.PRICE_LIST, price, price_list, item)
    if good.list_price is None:
        return None
    price = _per_unit(facts, good.list_price, good.unit_id, unit_id)
    return None if price is None else BasePrice(PriceSource.SKU, price)


def _list_rank(price_list: PriceList, named_list_id: UUID | None) -> tuple[object, ...]:
    return (price_list.id != named_list_id, price_list.audience, -_ordinal(price_list.valid_from), price_list.code)


def _from_list(
    facts: Facts, items: Sequence[PriceItem], good: Good, quantity: Decimal, unit_id: UUID
) -> tuple[PriceItem, Decimal] | None:
    fitting = [
        (_item_rank(item, good, unit_id, price), item, price)
        for item in items
        if _is_for(item, good)
        and (wanted := facts.converted(quantity, unit_id, item.unit_id)) is not None
        and wanted >= item.minimum_quantity
        and (price := _per_unit(facts, item.price, item.unit_id, unit_id)) is not None
    ]
    if not fitting:
        return None
    _, item, price = min(fitting, key=lambda each: each[0])
    return item, price


def _item_rank(item: PriceItem, good: Good, unit_id: UUID, price: Decimal) -> tuple[object, ...]:
    return (
        _distance(item, good),
        item.unit_id != unit_id,
        -item.minimum_quantity,
        -_ordinal(item.valid_from),
        price,
        item.id,
    )


def _is_for(item: PriceItem, good: Good) -> bool:
    return item.sku_id == good.sku_id or item.product_id == good.product_id or item.category_id in good.category_ids


def _distance(item: PriceItem, good: Good) -> int:
    """How far an item is from a good: none for the SKU itself, one for its product, then the way up the categories."""
    if item.sku_id is not None:
        return 0
    if item.product_id is not None:
        return 1
    assert item.category_id is not None
    return 1 + len(good.category_ids) - good.category_ids.index(item.category_id)


def _per_unit(facts: Facts, price: Decimal, unit_id: UUID, of_unit_id: UUID) -> Decimal | None:
    """Give the price of one of another unit, six digits."""
    ratio = facts.units.ratio(of_unit_id, unit_id)
    return None if ratio is None else round_to(Fraction(price) * ratio, PRICE_DIGITS, facts.rounding)


def _ordinal(day: dt.date | None) -> int:
    return 0 if day is None else day.toordinal()
