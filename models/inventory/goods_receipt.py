"""Goods receipts: what arrived from a vendor, what it cost, and what is owed for it until it is billed."""

from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Day,
    QuantityValue,
    UnitPrice,
    amounts_fit,
    company_key,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class GoodsReceipt(CompanyOwned, Base):
    """That goods arrived. Its moves name it as their document. Append-only."""

    __tablename__ = "goods_receipt"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("vendor_id", "party"),
        sa.CheckConstraint("rate > 0", name="rate_positive"),
        *ordered_by("number", "received_on"),
        *found_by("vendor_id"),
    )

    # Null only in a simulation, which takes no number.
    number: Mapped[Code | None]
    vendor_id: Mapped[UUID]
    # What the vendor's delivery note is called.
    vendor_reference: Mapped[str | None]
    received_on: Mapped[Day]
    currency: Mapped[CurrencyCode]
    # How much of the company's currency one unit of it is worth.
    rate: Mapped[Decimal] = mapped_column(sa.Numeric(20, 10))
    note: Mapped[str | None]


class GoodsReceiptLine(CompanyOwned, Base):
    """What arrived of one SKU, at which price. Append-only."""

    __tablename__ = "goods_receipt_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("receipt_id", "position"),
        same_company("receipt_id", "goods_receipt"),
        same_company("purchase_order_line_id", "purchase_order_line"),
        same_company("sku_id", "sku"),
        same_company("location_id", "location"),
        same_company("lot_id", "lot"),
        sa.CheckConstraint("quantity > 0 and stock_quantity > 0", name="quantity_positive"),
        *not_negative("unit_price", "accrued_amount"),
        *amounts_fit("company_currency", "accrued_amount"),
        *found_by("purchase_order_line_id", "sku_id", "location_id", "lot_id"),
    )

    receipt_id: Mapped[UUID]
    position: Mapped[int]
    # The position of an order that it is a part of; null for goods that nobody ordered here.
    purchase_order_line_id: Mapped[UUID | None]
    sku_id: Mapped[UUID]
    location_id: Mapped[UUID]
    # Null for goods without lots, and for pieces with serial numbers, each of which is a lot.
    lot_id: Mapped[UUID | None]
    # In the unit in which it was bought, and in the SKU's.
    quantity: Mapped[QuantityValue]
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"))
    stock_quantity: Mapped[QuantityValue]
    currency: Mapped[CurrencyCode]
    # Of one unit in which it was bought; null where nobody knows it yet, and it is worth what is there.
    unit_price: Mapped[UnitPrice | None]
    company_currency: Mapped[CurrencyCode]
    # What is owed for it until it is billed.
    accrued_amount: Mapped[Amount]
