"""How the demo's prices differ: what the chain of cafés pays, what is cheaper in quantity, and what coupons give."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from kernel.rounding import round_to
from models import PricingBenefit, PricingStacking, SalesOrderState
from services.demo.catalogue import Catalogue
from services.demo.customers import CAFES_ID
from services.demo.identity import COMPANY_ID, CUSTOMER_PARTY_ID, FOUNDED_AT, OPENED_ON, demo_id
from services.demo.rows import Rows
from services.demo.sales_order import Order

COUPON: Final = "WILLKOMMEN"

_COFFEE: Final = "COF-R"
_LEAVES: Final = ("TEA-B", "TEA-G")
# From how many bags on the chain pays which part of the list price.
_BREAKS: Final = ((Decimal(1), Decimal("0.92")), (Decimal(24), Decimal("0.86")), (Decimal(96), Decimal("0.80")))


def add_group(rows: Rows) -> None:
    """Add the group of customers who get prices of their own."""
    rows.add(
        models.CustomerGroup, CAFES_ID, FOUNDED_AT,
        company_id=COMPANY_ID, code="CAFES", name="Cafés of the chain",
    )  # fmt: skip


def add_prices(rows: Rows, catalogue: Catalogue, units: Mapping[str, UUID]) -> None:
    """Add price lists, pricing rules, and a coupon for first orders."""
    _add_list(rows, "CAFES", "Coffee for the chain", CAFES_ID, None)
    _add_list(rows, "C10001", "Filter papers for the first of the chain", None, CUSTOMER_PARTY_ID)
    for article in catalogue.articles.values():
        for least, part in _BREAKS if article.category == _COFFEE else ():
            _add_item(rows, "CAFES", least, round_to(article.price * part, 2), units["PCE"], sku_id=article.id)
    category_id = demo_id("category", "BRW-F")
    _add_item(rows, "C10001", Decimal(0), Decimal("3.90"), units["PCE"], category_id=category_id)
    _add_rule(rows, "TEA-10", "Ten of green or black tea", "5", units["PCE"], minimum=Decimal(10), category="TEA")
    _add_rule(rows, "WELCOME", "The first order", "10", None, needs_coupon=True)
    for product in sorted({each.product_code for each in catalogue.articles.values() if each.category in _LEAVES}):
        rows.add(
            models.PricingRuleTarget, demo_id("pricing rule target", product), FOUNDED_AT,
            company_id=COMPANY_ID, rule_id=demo_id("pricing rule", "TEA-10"), product_id=demo_id("product", product),
        )  # fmt: skip
    rows.add(
        models.Coupon, demo_id("coupon", COUPON), FOUNDED_AT,
        company_id=COMPANY_ID, code=COUPON, rule_id=demo_id("pricing rule", "WELCOME"), valid_from=OPENED_ON,
        uses_max=1_000, uses_per_customer_max=1,
    )  # fmt: skip


def add_redemptions(rows: Rows, orders: Iterable[Order]) -> None:
    """Add that the first customers used their coupon for their first order that was delivered."""
    first: dict[UUID, Order] = {}
    for order in orders:
        if order.state is SalesOrderState.CLOSED:
            first.setdefault(order.customer.id, order)
    for party_id, order in list(first.items())[:20]:
        rows.add(
            models.CouponRedemption, demo_id("coupon redemption", order.number), order.placed_at,
            company_id=COMPANY_ID, coupon_id=demo_id("coupon", COUPON), order_id=order.id, customer_id=party_id,
        )  # fmt: skip


def _add_list(rows: Rows, code: str, name: str, group_id: UUID | None, customer_id: UUID | None) -> None:
    rows.add(
        models.PriceList, demo_id("price list", code), FOUNDED_AT,
        company_id=COMPANY_ID, code=code, name=name, currency="EUR", group_id=group_id, customer_id=customer_id,
        valid_from=OPENED_ON,
    )  # fmt: skip


def _add_item(
    rows: Rows,
    list_code: str,
    minimum: Decimal,
    price: Decimal,
    unit_id: UUID,
    *,
    sku_id: UUID | None = None,
    category_id: UUID | None = None,
) -> None:
    rows.add(
        models.PriceListItem, demo_id("price list item", f"{list_code} {sku_id or category_id} {minimum}"), FOUNDED_AT,
        company_id=COMPANY_ID, list_id=demo_id("price list", list_code), sku_id=sku_id, category_id=category_id,
        unit_id=unit_id, minimum_quantity=minimum, currency="EUR", price=price,
    )  # fmt: skip


def _add_rule(
    rows: Rows,
    code: str,
    name: str,
    percent: str,
    unit_id: UUID | None,
    *,
    minimum: Decimal | None = None,
    category: str | None = None,
    needs_coupon: bool = False,
) -> None:
    rows.add(
        models.PricingRule, demo_id("pricing rule", code), FOUNDED_AT,
        company_id=COMPANY_ID, code=code, name=name, stacking=PricingStacking.ON_DISCOUNTED,
        benefit=PricingBenefit.PERCENT, percent=Decimal(percent), unit_id=unit_id, minimum_quantity=minimum,
        category_id=None if category is None else demo_id("category", category), needs_coupon=needs_coupon,
        valid_from=OPENED_ON,
    )  # fmt: skip
