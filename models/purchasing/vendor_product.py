"""Vendor products: who sells which SKU, under which number, at which price, how soon."""

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
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class VendorProduct(CompanyOwned, Base):
    """What a vendor offers: prices are per unit of purchase, in the vendor's currency."""

    __tablename__ = "vendor_product"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("vendor_id", "sku_id"),
        same_company("vendor_id", "party"),
        same_company("sku_id", "sku"),
        *not_negative("unit_price", "last_unit_cost", "lead_time_days", "minimum_quantity", "maximum_quantity"),
        *ordered_by("unit_price", "lead_time_days"),
        *found_by("sku_id"),
    )

    vendor_id: Mapped[UUID]
    sku_id: Mapped[UUID]
    vendor_sku: Mapped[Code | None]
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"))
    currency: Mapped[CurrencyCode]
    unit_price: Mapped[UnitPrice]
    last_unit_cost: Mapped[UnitPrice | None]
    last_received_on: Mapped[dt.date | None]
    lead_time_days: Mapped[int | None]
    minimum_quantity: Mapped[QuantityValue | None]
    maximum_quantity: Mapped[QuantityValue | None]
    archived_at: Mapped[Instant | None]
