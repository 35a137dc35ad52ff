"""Warehouses and the tree of locations in and around them."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    Instant,
    closed_set,
    company_key,
    folded,
    found_by,
    ordered_by,
    same_company,
)
from models.inventory.stock_status import StockStatus


class LocationKind(StrEnum):
    """Where goods can be. Those inside and in transit are stock; the others are where stock comes from and goes to."""

    INTERNAL = "INTERNAL"
    TRANSIT = "TRANSIT"
    SUPPLIER = "SUPPLIER"
    CUSTOMER = "CUSTOMER"
    PRODUCTION = "PRODUCTION"
    ADJUSTMENT = "ADJUSTMENT"
    SCRAP = "SCRAP"


class AllocationStrategy(StrEnum):
    """What is taken first: what came first, what expires first, or what lies closest."""

    FIRST_IN = "FIRST_IN"
    FIRST_EXPIRED = "FIRST_EXPIRED"
    CLOSEST = "CLOSEST"


class Warehouse(CompanyOwned, Base):
    """A site where the company keeps stock."""

    __tablename__ = "warehouse"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        same_company("address_id", "address"),
        *ordered_by("code", "name_key"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    address_id: Mapped[UUID | None]
    # How goods are chosen here where nobody says it.
    picking_strategy: Mapped[AllocationStrategy] = mapped_column(
        closed_set(AllocationStrategy), server_default=sa.text("'FIRST_EXPIRED'")
    )
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))


class Location(CompanyOwned, Base):
    """A place goods move from and to; the trigger `tree_path` keeps `path` and refuses cycles."""

    __tablename__ = "location"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        same_company("warehouse_id", "warehouse"),
        same_company("parent_id", "location"),
        sa.CheckConstraint("(kind = 'INTERNAL') = (warehouse_id is not null)", name="warehouse_has_internal_locations"),
        *ordered_by("code"),
        *found_by("warehouse_id", "parent_id"),
        sa.Index("ix_location_path", "path", postgresql_using="gin"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    kind: Mapped[LocationKind] = mapped_column(closed_set(LocationKind))
    warehouse_id: Mapped[UUID | None]
    parent_id: Mapped[UUID | None]
    # The ids from the root to this location, both included.
    path: Mapped[list[UUID]] = mapped_column(ARRAY(sa.Uuid()), server_default=sa.text("'{}'"))
    holds_stock: Mapped[bool] = mapped_column(sa.Computed("kind in ('INTERNAL', 'TRANSIT')", persisted=True))
    # True of what is in it and in its parts.
    stock_status: Mapped[StockStatus] = mapped_column(closed_set(StockStatus), server_default=sa.text("'AVAILABLE'"))
    # Where people come by on their way through the warehouse, the lowest first; null for last.
    pick_sequence: Mapped[int | None]
    archived_at: Mapped[Instant | None]
