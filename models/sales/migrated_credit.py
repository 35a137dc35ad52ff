"""Migrated credits: what customers were given back in the system that a company came from.

They are history. A credit of today is a credit note of the books; these have moved no stock and are in no journal here.
"""

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
    company_key,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class MigratedCredit(CompanyOwned, Base):
    """A credit as the other system had it; its amounts are what the customer got back, so they are positive."""

    __tablename__ = "migrated_credit"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("customer_id", "party"),
        same_company("order_id", "sales_order"),
        sa.CheckConstraint("total_amount = net_amount + tax_amount", name="total_adds_up"),
        *amounts_fit("currency", "net_amount", "tax_amount", "total_amount"),
        *ordered_by("number", "credited_at", "total_amount"),
        *found_by("order_id"),
        sa.Index(None, "customer_id", "credited_at", "id"),
    )

    number: Mapped[Code]
    customer_id: Mapped[UUID]
    # The order that all of it takes back; null where that is several, or none that is known.
    order_id: Mapped[UUID | None]
    credited_at: Mapped[Instant]
    currency: Mapped[CurrencyCode]
    net_amount: Mapped[Amount]
    tax_amount: Mapped[Amount]
    total_amount: Mapped[Amount]


class MigratedCreditLine(CompanyOwned, Base):
    """One position of a migrated credit, and the position of an order that it takes back, where one is known."""

    __tablename__ = "migrated_credit_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("credit_id", "position"),
        same_company("credit_id", "migrated_credit"),
        same_company("order_line_id", "sales_order_line"),
        same_company("sku_id", "sku"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        *not_negative("unit_price"),
        *amounts_fit("currency", "net_amount", "tax_amount"),
        *found_by("sku_id", "order_line_id"),
    )

    credit_id: Mapped[UUID]
    position: Mapped[int]
    order_line_id: Mapped[UUID | None]
    sku_id: Mapped[UUID]
    description: Mapped[str]
    quantity: Mapped[QuantityValue]
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"))
    currency: Mapped[CurrencyCode]
    unit_price: Mapped[UnitPrice]
    net_amount: Mapped[Amount]
    tax_amount: Mapped[Amount]
