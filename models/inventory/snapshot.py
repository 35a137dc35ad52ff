"""Stock snapshots: how much was where, and what it was worth, when a period was closed; so that no question reads all moves.

Taken by the database when a period is closed, and taken back when it is opened again: see `models/inventory/snapshot_rules.py`.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    CurrencyCode,
    Day,
    Instant,
    QuantityValue,
    amounts_fit,
    found_by,
    same_company,
)


class StockSnapshot(Base):
    """That stock was told as it was at the end of a closed period, before which no period is open."""

    __tablename__ = "stock_snapshot"
    __table_args__ = (
        sa.UniqueConstraint("company_id", "ends_on"),
        same_company("id", "accounting_period"),
    )

    # That of the period.
    id: Mapped[UUID] = mapped_column(primary_key=True)
    company_id: Mapped[UUID]
    # The last day of the period, and the moment at which it ended where the company is.
    ends_on: Mapped[Day]
    ends_at: Mapped[Instant]


class StockSnapshotLevel(Base):
    """How much of a SKU (and lot) was at a location then; what was nowhere has no row."""

    __tablename__ = "stock_snapshot_level"
    __table_args__ = (
        sa.UniqueConstraint("sku_id", "period_id", "location_id", "lot_id", postgresql_nulls_not_distinct=True),
        *found_by("period_id"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    company_id: Mapped[UUID]
    period_id: Mapped[UUID] = mapped_column(sa.ForeignKey("stock_snapshot.id", ondelete="CASCADE"))
    sku_id: Mapped[UUID]
    location_id: Mapped[UUID]
    lot_id: Mapped[UUID | None]
    # In the SKU's unit.
    on_hand: Mapped[QuantityValue]


class StockSnapshotValue(Base):
    """What all that a company had of a SKU was worth then; what it had nothing of has no row."""

    __tablename__ = "stock_snapshot_value"
    __table_args__ = (sa.UniqueConstraint("period_id", "sku_id"), *amounts_fit("currency", "value"))

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    company_id: Mapped[UUID]
    period_id: Mapped[UUID] = mapped_column(sa.ForeignKey("stock_snapshot.id", ondelete="CASCADE"))
    sku_id: Mapped[UUID]
    quantity: Mapped[QuantityValue]
    currency: Mapped[CurrencyCode]
    value: Mapped[Amount]
