"""Price lists: what goods cost, in a currency, for some days, for everybody, a group or one customer."""

import datetime as dt
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
    company_key,
    folded,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class PriceList(CompanyOwned, Base):
    """Prices in one currency. Without a customer and a group they are for everybody, without days for ever."""

    __tablename__ = "price_list"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        same_company("customer_id", "party"),
        same_company("group_id", "customer_group"),
        sa.CheckConstraint("num_nonnulls(customer_id, group_id) <= 1", name="customer_or_group"),
        sa.CheckConstraint("valid_from <= valid_until", name="valid_in_order"),
        *ordered_by("code", "name_key", "changed_at"),
        *found_by("customer_id", "group_id"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    currency: Mapped[CurrencyCode]
    customer_id: Mapped[UUID | None]
    group_id: Mapped[UUID | None]
    valid_from: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))


class PriceListItem(CompanyOwned, Base):
    """What one unit of a SKU, of a product or of what is in a category costs, from a quantity on."""

    __tablename__ = "price_list_item"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint(
            "list_id", "sku_id", "product_id", "category_id", "unit_id", "minimum_quantity", "valid_from",
            name="uq_price_list_item_said_once", postgresql_nulls_not_distinct=True,
        ),
        same_company("list_id", "price_list"),
        same_company("sku_id", "sku"),
        same_company("product_id", "product"),
        same_company("category_id", "product_category"),
        sa.CheckConstraint("num_nonnulls(sku_id, product_id, category_id) = 1", name="for_one_thing"),
        sa.CheckConstraint("valid_from <= valid_until", name="valid_in_order"),
        *not_negative("price", "minimum_quantity"),
        *ordered_by("changed_at"),
        *found_by("list_id", "sku_id", "product_id", "category_id"),
        sa.Index(None, "list_id", "product_id"),
        sa.Index(None, "list_id", "category_id"),
    )  # fmt: skip

    list_id: Mapped[UUID]
    sku_id: Mapped[UUID | None]
    product_id: Mapped[UUID | None]
    category_id: Mapped[UUID | None]
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"))
    # In its unit.
    minimum_quantity: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
    # Of one of its unit, in the currency of the list.
    currency: Mapped[CurrencyCode]
    price: Mapped[UnitPrice]
    valid_from: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
