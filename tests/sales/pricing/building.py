"""Goods, rules and documents for tests of pricing, which show only what matters."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from models.sales.pricing_words import PricingBenefit, PricingStacking
from services.sales.pricing.explanation import Pricing, Wanted, explain
from services.sales.pricing.facts import Facts, Good, PriceItem, PriceList, Rule
from services.sales.pricing.lines import WantedLine
from services.sales.pricing.units import Conversion, Units
from tests.sales.pricing.days import TODAY

_SPACE = UUID("6f6f9f9e-8f55-4d1f-8a57-5f8b8d8d3a11")


def key(name: str) -> UUID:
    """Give the id of something by its name."""
    return uuid5(_SPACE, name)


PIECE, DOZEN, METRE = key("piece"), key("dozen"), key("metre")
UNITS = Units([Conversion(DOZEN, PIECE, 12, 1)])


def good(code: str, list_price: str | None = "20", categories: Sequence[str] = ()) -> Good:
    """Make a SKU, with its product, which is called alike."""
    price = None if list_price is None else Decimal(list_price)
    path = tuple(key(each) for each in categories)
    return Good(key(code), code, key(f"product {code}"), path, PIECE, price)


def item(price: str, minimum: str = "0", unit: UUID = PIECE, **said: Any) -> PriceItem:
    """Make an item of a price list."""
    return PriceItem(key(f"{price} {minimum} {unit} {said}"), unit, Decimal(price), Decimal(minimum), **said)


def price_list(code: str, *items: PriceItem, **said: Any) -> PriceList:
    """Make a price list."""
    return PriceList(key(code), code, items, **said)


def rule(
    figure: str | None,
    benefit: PricingBenefit = PricingBenefit.PERCENT,
    stacking: PricingStacking = PricingStacking.ON_DISCOUNTED,
    code: str = "R",
    **said: Any,
) -> Rule:
    """Make a pricing rule."""
    return Rule(key(code), code, benefit, stacking, None if figure is None else Decimal(figure), **said)


def facts(goods: Sequence[Good], *rules: Rule, lists: Sequence[PriceList] = (), **said: Any) -> Facts:
    """Make everything that prices follow from, in a currency with cents."""
    return Facts(2, {each.sku_id: each for each in goods}, lists, rules, units=UNITS, **said)


def line(code: str, quantity: str, **said: Any) -> WantedLine:
    """Make a line that asks for some of a good."""
    return WantedLine(key(code), Decimal(quantity), **said)


def wanted(*lines: WantedLine, **said: Any) -> Wanted:
    """Make a document of today, in euros."""
    return Wanted("EUR", TODAY, lines, **said)


def priced(known: Facts, *lines: WantedLine, **said: Any) -> Pricing:
    """Price a document."""
    return explain(known, wanted(*lines, **said))
