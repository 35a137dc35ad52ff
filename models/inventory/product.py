"""Products, the SKUs in which they are stocked and sold, and the barcodes on them."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR
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
    not_negative,
    ordered_by,
    same_company,
    searchable,
)


class ProductKind(StrEnum):
    """Goods are stocked; services are not."""

    GOODS = "GOODS"
    SERVICE = "SERVICE"


class Tracking(StrEnum):
    """How finely stock is told apart: not at all, by lot, or piece by piece."""

    NONE = "NONE"
    LOT = "LOT"
    SERIAL = "SERIAL"


class CostMethod(StrEnum):
    """How the value of stock is determined (IAS 2, 25)."""

    MOVING_AVERAGE = "MOVING_AVERAGE"
    FIFO = "FIFO"
    STANDARD = "STANDARD"


class Product(CompanyOwned, Base):
    """What the company makes, buys or sells, in one or more variants (SKUs)."""

    __tablename__ = "product"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        same_company("category_id", "product_category"),
        same_company("merged_into_id", "product"),
        sa.CheckConstraint("merged_into_id is null or archived_at is not null", name="merged_is_archived"),
        *ordered_by("code", "name_key", "changed_at"),
        sa.Index(None, "category_id", "name_key", "id"),
        *found_by("merged_into_id"),
        sa.Index("ix_product_search", "search_vector", postgresql_using="gin"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    description: Mapped[str | None]
    kind: Mapped[ProductKind] = mapped_column(closed_set(ProductKind))
    category_id: Mapped[UUID | None]
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"))
    tracking: Mapped[Tracking] = mapped_column(closed_set(Tracking), server_default=sa.text("'NONE'"))
    cost_method: Mapped[CostMethod] = mapped_column(closed_set(CostMethod), server_default=sa.text("'MOVING_AVERAGE'"))
    archived_at: Mapped[Instant | None]
    # The one that it turned out to be the same as; its SKUs are that one's now.
    merged_into_id: Mapped[UUID | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))
    search_vector: Mapped[Any] = mapped_column(TSVECTOR, searchable("code", "name", "description"))


class Sku(CompanyOwned, Base):
    """The thing on the shelf: one variant of a product, with its own code, price and cost."""

    __tablename__ = "sku"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        same_company("product_id", "product"),
        *not_negative("list_price", "standard_cost", "reorder_point", "safety_stock", "weight_kg"),
        *ordered_by("code", "name_key", "list_price", "changed_at"),
        *found_by("product_id"),
        sa.Index("ix_sku_search", "search_vector", postgresql_using="gin"),
    )

    product_id: Mapped[UUID]
    code: Mapped[Code]
    name: Mapped[str]
    # What tells it from its siblings ("blue, 52").
    variant: Mapped[str | None]
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"))
    # Prices and costs are in the company's currency, per unit.
    currency: Mapped[CurrencyCode]
    list_price: Mapped[UnitPrice | None]
    standard_cost: Mapped[UnitPrice | None]
    weight_kg: Mapped[Decimal | None] = mapped_column(sa.Numeric(20, 6))
    reorder_point: Mapped[QuantityValue | None]
    safety_stock: Mapped[QuantityValue | None]
    is_made: Mapped[bool] = mapped_column(server_default=sa.false())
    is_sold: Mapped[bool] = mapped_column(server_default=sa.true())
    sold_from: Mapped[dt.date | None]
    sold_until: Mapped[dt.date | None]
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))
    search_vector: Mapped[Any] = mapped_column(TSVECTOR, searchable("code", "name", "variant"))


class BarcodeKind(StrEnum):
    """The symbology, which says how many digits and which check digit (GS1 General Specifications)."""

    EAN_13 = "EAN_13"
    EAN_8 = "EAN_8"
    UPC_A = "UPC_A"
    GTIN_14 = "GTIN_14"
    CODE_128 = "CODE_128"


class Barcode(CompanyOwned, Base):
    """A code that a scanner reads, and how many of the SKU it stands for."""

    __tablename__ = "barcode"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "value"),
        same_company("sku_id", "sku"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        *ordered_by("value"),
        *found_by("sku_id"),
    )

    sku_id: Mapped[UUID]
    value: Mapped[Code]
    kind: Mapped[BarcodeKind] = mapped_column(closed_set(BarcodeKind))
    # A carton's code counts for the pieces inside.
    quantity: Mapped[QuantityValue] = mapped_column(server_default=sa.text("1"))
