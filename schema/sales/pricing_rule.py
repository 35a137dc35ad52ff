"""Pricing rules as clients see and write them."""

import datetime as dt
from decimal import Decimal

import models
from planner.entity import entity
from planner.fields import column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money, Quantity
from schema.sales.pricing_words import PricingBenefit, PricingStacking
from schema.scalars import CurrencyCode
from services.sales.pricing_rule import TARGETS_MAX

READ = "sales.promotion:read"
WRITE = "sales.promotion:write"


@entity(models.PricingRule, needs=READ, order="code", writes=WRITE)
class PricingRule(CompanyRecord):
    """What is taken off prices or given for nothing, where what it is for reaches its minimum.

    It is for what is in its category, and of that for the SKUs and products that it names; without either for everything.
    """

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    priority: int = column(
        "Its place among the rules, the higher first, from -1000 to 1000.", filters=True, orders=True, writes=True
    )
    stacking: PricingStacking = column("How it goes together with others on the same line.", writes=True)
    benefit: PricingBenefit = column("What it gives.", writes=True)
    percent: Decimal | None = column("How many percent, for PERCENT; null for others.", writes=True)
    figure: Money | None = measure(
        "The amount, for AMOUNT, or the price of one of its unit, for PRICE, six digits; null for others.",
        "figure",
        "currency",
        writes=True,
    )
    currency: CurrencyCode | None = column(
        "The currency of its figure and its minimum; it counts for documents in that currency alone; null for all.",
        writes=True,
        filled="That of the company, where a new one needs one.",
    )
    free_sku: names.Sku | None = one(
        "What is given, for FREE_ITEM; null for others.", "free_sku_id", filters=True, writes=True
    )
    free_quantity: Decimal | None = column(
        "How much is given, in the unit of that SKU, for FREE_ITEM; null for others.", writes=True
    )
    category: names.ProductCategory | None = one(
        "What it is for is in this category or below it; null for any.", "category_id", filters=True, writes=True
    )
    unit: names.Unit | None = one(
        "The unit of its minimum and its price; it is for what converts into it; null where it has neither.",
        "unit_id",
        writes=True,
    )
    minimum_quantity: Quantity | None = measure(
        "From how much on it gives, of all lines together that it is for; null for any.",
        "minimum_quantity",
        "unit_id",
        writes=True,
    )
    minimum_amount: Money | None = measure(
        "From which amount on it gives, of all lines together that it is for, before any rule, six digits; null for any.",
        "minimum_amount",
        "currency",
        writes=True,
    )
    repeats: bool = column(
        "Whether it gives again each time that the minimum is reached, for AMOUNT and FREE_ITEM.", writes=True
    )
    needs_coupon: bool = column("Whether it counts only with a coupon.", writes=True)
    customer: names.Party | None = one(
        "The customer that it is for; null where it is for more.", "customer_id", filters=True, writes=True
    )
    group: names.CustomerGroup | None = one(
        "The customers that it is for; null where it is for one, or for everybody.",
        "group_id",
        filters=True,
        writes=True,
    )
    valid_from: dt.date | None = column("The first day on which it is valid; null for always until now.", writes=True)
    valid_until: dt.date | None = column("The last day on which it is valid; null for ever.", writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    targets: list[names.PricingRuleTarget] | None = many(
        "The SKUs and products that it is for; empty for all.",
        "rule_id",
        order="id",
        at_most=TARGETS_MAX,
        writes=True,
    )
    coupons: Connection[names.Coupon] | None = pages("The coupons that let it count.", names.Coupon, "rule_id")


@entity(models.PricingRuleTarget, needs=READ, writes=WRITE)
class PricingRuleTarget(CompanyRecord):
    """A SKU, or all SKUs of a product, that a pricing rule is for."""

    rule: names.PricingRule | None = one("The rule.", "rule_id", filters=True)
    sku: names.Sku | None = one("The SKU; null where it is a product.", "sku_id", filters=True, writes=True)
    product: names.Product | None = one(
        "The product; null where it is one SKU.", "product_id", filters=True, writes=True
    )
