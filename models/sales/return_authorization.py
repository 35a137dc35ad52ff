"""Returns: what customers may send back of what was shipped to them, what came back of it, and what was found."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    Instant,
    QuantityValue,
    closed_set,
    company_key,
    found_by,
    ordered_by,
    same_company,
)


class ReturnState(StrEnum):
    """The life cycle of a return."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    IN_TRANSIT = "IN_TRANSIT"
    RECEIVED = "RECEIVED"
    INSPECTED = "INSPECTED"
    CLOSED = "CLOSED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


class ReturnedGoods(StrEnum):
    """What becomes of goods that came back."""

    RESTOCK = "RESTOCK"
    SCRAP = "SCRAP"


class ReturnRemedy(StrEnum):
    """What the customer gets for goods that came back."""

    REFUND = "REFUND"
    REPLACE = "REPLACE"
    NONE = "NONE"


class ReturnAuthorization(CompanyOwned, Base):
    """That a customer may send back goods of an order that was shipped. What is over never changes."""

    __tablename__ = "return_authorization"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("customer_id", "party"),
        same_company("sales_order_id", "sales_order"),
        same_company("location_id", "location"),
        same_company("replacement_order_id", "sales_order"),
        sa.CheckConstraint(
            "(received_at is not null) = (state in ('RECEIVED', 'INSPECTED', 'CLOSED'))", name="received_when_received"
        ),
        sa.CheckConstraint("(received_at is null) = (location_id is null)", name="received_at_a_place"),
        sa.CheckConstraint("reject_reason is null or state = 'REJECTED'", name="reason_of_rejected"),
        sa.CheckConstraint(
            "replacement_order_id is null or state in ('INSPECTED', 'CLOSED')", name="replaced_once_inspected"
        ),
        *ordered_by("number", "received_at"),
        *found_by("customer_id", "sales_order_id", "location_id", "replacement_order_id"),
        sa.Index(None, "company_id", "state", "id"),
        sa.Index(None, "state", "id"),
    )

    # Null only in a simulation, which takes no number.
    number: Mapped[Code | None]
    state: Mapped[ReturnState] = mapped_column(closed_set(ReturnState), server_default=sa.text("'REQUESTED'"))
    customer_id: Mapped[UUID]
    sales_order_id: Mapped[UUID]
    # Why the customer sends it back, and why it may not.
    reason: Mapped[str | None]
    reject_reason: Mapped[str | None]
    # By which the carrier follows it, where the customer has said.
    tracking_number: Mapped[Code | None]
    received_at: Mapped[Instant | None]
    # Where what came back was put first.
    location_id: Mapped[UUID | None]
    # What is sent instead of it, at no price; null while there is nothing.
    replacement_order_id: Mapped[UUID | None]


class ReturnAuthorizationLine(CompanyOwned, Base):
    """How much of a line of a shipment may come back, and how much has."""

    __tablename__ = "return_authorization_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("authorization_id", "position"),
        sa.UniqueConstraint("authorization_id", "shipment_line_id"),
        same_company("authorization_id", "return_authorization"),
        same_company("sales_order_line_id", "sales_order_line"),
        same_company("shipment_line_id", "shipment_line"),
        same_company("sku_id", "sku"),
        same_company("lot_id", "lot"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("received_quantity between 0 and quantity", name="received_within_quantity"),
        *found_by("sales_order_line_id", "shipment_line_id", "sku_id", "lot_id"),
    )

    authorization_id: Mapped[UUID]
    position: Mapped[int]
    sales_order_line_id: Mapped[UUID]
    shipment_line_id: Mapped[UUID]
    sku_id: Mapped[UUID]
    lot_id: Mapped[UUID | None]
    # In the SKU's unit: how much may come back, and how much came; null until it is received.
    quantity: Mapped[QuantityValue]
    received_quantity: Mapped[QuantityValue | None]


class ReturnInspection(CompanyOwned, Base):
    """What was found of goods that came back: what becomes of them, and what the customer gets. Append-only."""

    __tablename__ = "return_inspection"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("line_id", "position"),
        same_company("line_id", "return_authorization_line"),
        same_company("location_id", "location"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        *found_by("location_id"),
    )

    line_id: Mapped[UUID]
    position: Mapped[int]
    quantity: Mapped[QuantityValue]
    goods: Mapped[ReturnedGoods] = mapped_column(closed_set(ReturnedGoods))
    remedy: Mapped[ReturnRemedy] = mapped_column(closed_set(ReturnRemedy))
    # Where it was put: a shelf, or the place for scrap.
    location_id: Mapped[UUID]
    note: Mapped[str | None]
