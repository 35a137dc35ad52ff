"""Pricing rules: what is taken off prices or given for nothing, to whom, for what, and how rules go together."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Instant,
    QuantityValue,
    UnitPrice,
    closed_set,
    company_key,
    folded,
    found_by,
    ordered_by,
    same_company,
)
from models.sales.pricing_words import PricingBenefit, PricingStacking


class PricingRule(CompanyOwned, Base):
    """What is taken off or given, where what it is for reaches its minimum."""

    __tablename__ = "pricing_rule"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        same_company("customer_id", "party"),
        same_company("group_id", "customer_group"),
        same_company("category_id", "product_category"),
        same_company("free_sku_id", "sku"),
        sa.CheckConstraint("num_nonnulls(customer_id, group_id) <= 1", name="customer_or_group"),
        sa.CheckConstraint("valid_from <= valid_until", name="valid_in_order"),
        sa.CheckConstraint("priority between -1000 and 1000", name="priority_in_range"),
        sa.CheckConstraint("(benefit = 'PERCENT') = (percent is not null)", name="percent_where_needed"),
        sa.CheckConstraint("(benefit in ('AMOUNT', 'PRICE')) = (figure is not null)", name="figure_where_needed"),
        sa.CheckConstraint(
            "num_nonnulls(free_sku_id, free_quantity) = case benefit when 'FREE_ITEM' then 2 else 0 end",
            name="free_item_where_needed",
        ),
        sa.CheckConstraint(
            "num_nonnulls(figure, minimum_amount) = 0 or currency is not null", name="currency_where_needed"
        ),
        sa.CheckConstraint(
            "(minimum_quantity is null and benefit <> 'PRICE') or unit_id is not null", name="unit_where_needed"
        ),
        sa.CheckConstraint(
            "not repeats or (num_nonnulls(minimum_quantity, minimum_amount) > 0 and benefit in ('AMOUNT', 'FREE_ITEM'))",
            name="repeats_what_adds_up",
        ),
        sa.CheckConstraint("percent > 0 and percent <= 100", name="percent_in_range"),
        sa.CheckConstraint("figure >= 0 and (figure > 0 or benefit = 'PRICE')", name="figure_in_range"),
        sa.CheckConstraint("free_quantity > 0", name="free_quantity_positive"),
        sa.CheckConstraint("minimum_quantity > 0", name="minimum_quantity_positive"),
        sa.CheckConstraint("minimum_amount > 0", name="minimum_amount_positive"),
        *ordered_by("code", "name_key", "priority", "changed_at"),
        *found_by("customer_id", "group_id", "category_id", "free_sku_id"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    priority: Mapped[int] = mapped_column(server_default=sa.text("0"))
    stacking: Mapped[PricingStacking] = mapped_column(
        closed_set(PricingStacking), server_default=sa.text("'ON_DISCOUNTED'")
    )
    benefit: Mapped[PricingBenefit] = mapped_column(closed_set(PricingBenefit))
    percent: Mapped[Decimal | None] = mapped_column(sa.Numeric(9, 6))
    # An amount off the whole, or the price of one of its unit.
    figure: Mapped[UnitPrice | None]
    currency: Mapped[CurrencyCode | None]
    free_sku_id: Mapped[UUID | None]
    # In the unit of that SKU.
    free_quantity: Mapped[QuantityValue | None]
    category_id: Mapped[UUID | None]
    # In which the minimum is counted, and of one of which a price is.
    unit_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("unit.id"))
    minimum_quantity: Mapped[QuantityValue | None]
    minimum_amount: Mapped[UnitPrice | None]
    # Whether it gives again each time that the minimum is reached.
    repeats: Mapped[bool] = mapped_column(server_default=sa.false())
    needs_coupon: Mapped[bool] = mapped_column(server_default=sa.false())
    customer_id: Mapped[UUID | None]
    group_id: Mapped[UUID | None]
    valid_from: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))


class PricingRuleTarget(CompanyOwned, Base):
    """A SKU, or all SKUs of a product, that a rule is for; a rule without targets is for everything in its category."""

    __tablename__ = "pricing_rule_target"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("rule_id", "sku_id", "product_id", postgresql_nulls_not_distinct=True),
        same_company("rule_id", "pricing_rule"),
        same_company("sku_id", "sku"),
        same_company("product_id", "product"),
        sa.CheckConstraint("num_nonnulls(sku_id, product_id) = 1", name="for_one_thing"),
        *found_by("sku_id", "product_id"),
    )

    rule_id: Mapped[UUID]
    sku_id: Mapped[UUID | None]
    product_id: Mapped[UUID | None]
