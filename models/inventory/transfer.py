"""Stock transfers: goods go from one warehouse to another, and are on the way in between.

What is on the way lies at a place of the kind TRANSIT, which holds stock: it is the company's all the time, so a transfer
moves no value. It is nobody's to promise until it has arrived.
"""

import datetime as dt
from decimal import Decimal
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
    not_negative,
    ordered_by,
    same_company,
)


class StockTransferState(StrEnum):
    """The life cycle of a transfer; how much of it has arrived is told by its lines."""

    READY = "READY"
    DISPATCHED = "DISPATCHED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class StockTransfer(CompanyOwned, Base):
    """Goods that go from one warehouse to another together."""

    __tablename__ = "stock_transfer"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("from_warehouse_id", "warehouse"),
        same_company("transit_location_id", "location"),
        same_company("to_location_id", "location"),
        sa.CheckConstraint(
            "(state in ('DISPATCHED', 'CLOSED')) = (dispatched_at is not null)", name="dispatched_when_dispatched"
        ),
        sa.CheckConstraint("(state = 'CLOSED') = (closed_at is not null)", name="closed_when_closed"),
        sa.CheckConstraint("closed_at >= dispatched_at", name="dispatched_before_closed"),
        *ordered_by("number", "planned_on", "dispatched_at"),
        *found_by("from_warehouse_id", "transit_location_id", "to_location_id"),
        sa.Index(None, "company_id", "state", "planned_on", "id"),
    )

    # Null only in a simulation, which takes no number.
    number: Mapped[Code | None]
    state: Mapped[StockTransferState] = mapped_column(closed_set(StockTransferState), server_default=sa.text("'READY'"))
    from_warehouse_id: Mapped[UUID]
    # Where goods are while they are in neither warehouse.
    transit_location_id: Mapped[UUID]
    # Where they are put, inside another warehouse, unless it is said otherwise when they arrive.
    to_location_id: Mapped[UUID]
    # The day on which they are to be there.
    planned_on: Mapped[dt.date]
    reason: Mapped[str | None]
    dispatched_at: Mapped[Instant | None]
    # When the last of it was on the way no more.
    closed_at: Mapped[Instant | None]


class StockTransferLine(CompanyOwned, Base):
    """Goods of one place that go to another warehouse, as they are reserved for it."""

    __tablename__ = "stock_transfer_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("transfer_id", "position"),
        sa.UniqueConstraint("reservation_id"),
        same_company("transfer_id", "stock_transfer"),
        same_company("reservation_id", "reservation"),
        same_company("sku_id", "sku"),
        same_company("location_id", "location"),
        same_company("lot_id", "lot"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("picked_quantity between 0 and quantity", name="picked_within_quantity"),
        sa.CheckConstraint("dispatched_quantity <= quantity", name="dispatched_within_quantity"),
        sa.CheckConstraint(
            "received_quantity + returned_quantity + written_off_quantity <= dispatched_quantity",
            name="ended_within_dispatched",
        ),
        *not_negative("dispatched_quantity", "received_quantity", "returned_quantity", "written_off_quantity"),
        *found_by("sku_id", "location_id", "lot_id"),
    )

    transfer_id: Mapped[UUID]
    position: Mapped[int]
    reservation_id: Mapped[UUID]
    sku_id: Mapped[UUID]
    # Where it lies until it leaves.
    location_id: Mapped[UUID]
    lot_id: Mapped[UUID | None]
    # All quantities are in the SKU's unit: how much is to leave, how much has, and what became of that.
    quantity: Mapped[QuantityValue]
    # How much was taken from its place so far; null where nobody has said.
    picked_quantity: Mapped[QuantityValue | None]
    dispatched_quantity: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
    received_quantity: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
    returned_quantity: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
    written_off_quantity: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
    under_way: Mapped[Decimal] = mapped_column(
        sa.Numeric(20, 6),
        sa.Computed(
            "dispatched_quantity - received_quantity - returned_quantity - written_off_quantity", persisted=True
        ),
    )
