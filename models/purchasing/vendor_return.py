"""Vendor returns: goods of a receipt go back to who sent them.

What of them is not billed when they leave is owed no more; what is billed, the vendor gives back with a credit note of its own,
which is entered here as a debit note whose lines name the return.
"""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Instant,
    QuantityValue,
    amounts_fit,
    closed_set,
    company_key,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class VendorReturnState(StrEnum):
    """The life cycle of a return to a vendor."""

    READY = "READY"
    SHIPPED = "SHIPPED"
    CANCELLED = "CANCELLED"


class VendorReturn(CompanyOwned, Base):
    """Goods of one receipt that go back to its vendor together."""

    __tablename__ = "vendor_return"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("goods_receipt_id", "goods_receipt"),
        sa.CheckConstraint("(state = 'SHIPPED') = (shipped_at is not null)", name="shipped_when_shipped"),
        *ordered_by("number", "shipped_at"),
        *found_by("goods_receipt_id"),
        sa.Index(None, "company_id", "state", "id"),
    )

    # Null only in a simulation, which takes no number.
    number: Mapped[Code | None]
    state: Mapped[VendorReturnState] = mapped_column(closed_set(VendorReturnState), server_default=sa.text("'READY'"))
    goods_receipt_id: Mapped[UUID]
    reason: Mapped[str | None]
    shipped_at: Mapped[Instant | None]


class VendorReturnLine(CompanyOwned, Base):
    """Goods of one place and lot that go back, as they are reserved for it."""

    __tablename__ = "vendor_return_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("return_id", "position"),
        sa.UniqueConstraint("reservation_id"),
        same_company("return_id", "vendor_return"),
        same_company("goods_receipt_line_id", "goods_receipt_line"),
        same_company("reservation_id", "reservation"),
        same_company("sku_id", "sku"),
        same_company("location_id", "location"),
        same_company("lot_id", "lot"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("billed_quantity between 0 and quantity", name="billed_within_quantity"),
        sa.CheckConstraint(
            "num_nulls(billed_quantity, accrued_amount, owed_amount) in (0, 3)", name="told_when_it_has_left"
        ),
        *not_negative("accrued_amount", "owed_amount"),
        *amounts_fit("currency", "accrued_amount", "owed_amount"),
        *found_by("goods_receipt_line_id", "sku_id", "location_id", "lot_id"),
    )

    return_id: Mapped[UUID]
    position: Mapped[int]
    goods_receipt_line_id: Mapped[UUID]
    reservation_id: Mapped[UUID]
    sku_id: Mapped[UUID]
    location_id: Mapped[UUID]
    lot_id: Mapped[UUID | None]
    # In the SKU's unit, as is what of it was billed when it left; null until then, as are the amounts.
    quantity: Mapped[QuantityValue]
    reason: Mapped[str | None]
    billed_quantity: Mapped[QuantityValue | None]
    # That of the company.
    currency: Mapped[CurrencyCode]
    # What was accrued for what was not billed, and is owed no more.
    accrued_amount: Mapped[Amount | None]
    # What the vendor gives back of what was billed.
    owed_amount: Mapped[Amount | None]
