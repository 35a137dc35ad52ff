"""Purchase orders: what was ordered from a vendor, at which price, and how much of it arrived."""

import datetime as dt
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
    UnitPrice,
    amounts_fit,
    closed_set,
    company_key,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class PurchaseOrderState(StrEnum):
    """The life cycle of a purchase order; what has been received and billed is told apart from it."""

    DRAFT = "DRAFT"
    PENDING_APPROVAL = "PENDING_APPROVAL"
    APPROVED = "APPROVED"
    SENT = "SENT"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    COMPLETED = "COMPLETED"
    CLOSED_SHORT = "CLOSED_SHORT"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


class PurchaseOrder(CompanyOwned, Base):
    """An order to a vendor. Net is the sum of its lines; tax and freight are the vendor's."""

    __tablename__ = "purchase_order"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("vendor_id", "party"),
        same_company("warehouse_id", "warehouse"),
        sa.CheckConstraint("total_amount = net_amount + tax_amount + freight_amount", name="total_adds_up"),
        sa.CheckConstraint("state in ('DRAFT', 'PENDING_APPROVAL') or number is not null", name="number_once_approved"),
        *amounts_fit("currency", "net_amount", "tax_amount", "freight_amount", "total_amount"),
        *ordered_by("number", "ordered_at", "expected_on", "total_amount", "changed_at"),
        *found_by("vendor_id", "warehouse_id"),
        sa.Index(None, "company_id", "state", "ordered_at", "id"),
        sa.Index(None, "state", "ordered_at", "id"),
        sa.Index(None, "vendor_id", "ordered_at", "id"),
    )

    number: Mapped[Code | None]
    state: Mapped[PurchaseOrderState] = mapped_column(closed_set(PurchaseOrderState))
    vendor_id: Mapped[UUID]
    vendor_reference: Mapped[Code | None]
    warehouse_id: Mapped[UUID | None]
    ordered_at: Mapped[Instant]
    expected_on: Mapped[dt.date | None]
    shipped_on: Mapped[dt.date | None]
    currency: Mapped[CurrencyCode]
    net_amount: Mapped[Amount]
    tax_amount: Mapped[Amount]
    freight_amount: Mapped[Amount]
    total_amount: Mapped[Amount]
    note: Mapped[str | None]


class PurchaseOrderLine(CompanyOwned, Base):
    """One position of a purchase order."""

    __tablename__ = "purchase_order_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("order_id", "position"),
        same_company("order_id", "purchase_order"),
        same_company("sku_id", "sku"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("rejected_quantity <= received_quantity", name="rejected_within_received"),
        *not_negative("unit_price", "received_quantity", "rejected_quantity"),
        *amounts_fit("currency", "net_amount"),
        *found_by("sku_id"),
        sa.Index(None, "company_id", "due_on", "id"),
        sa.Index(None, "due_on", "id"),
    )

    order_id: Mapped[UUID]
    position: Mapped[int]
    sku_id: Mapped[UUID]
    description: Mapped[str]
    quantity: Mapped[QuantityValue]
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"))
    currency: Mapped[CurrencyCode]
    unit_price: Mapped[UnitPrice]
    net_amount: Mapped[Amount]
    due_on: Mapped[dt.date | None]
    received_quantity: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
    rejected_quantity: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
