"""Quotations: what is offered to a customer, at which price, until when."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Day,
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
from models.sales.pricing_words import PriceSource


class QuotationState(StrEnum):
    """The life cycle of a quotation."""

    DRAFT = "DRAFT"
    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    LOST = "LOST"


class Quotation(CompanyOwned, Base):
    """An offer to a customer. It is written while it is a draft; what was sent stays as it was sent."""

    __tablename__ = "quotation"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("customer_id", "party"),
        same_company("billing_address_id", "address"),
        same_company("shipping_address_id", "address"),
        same_company("warehouse_id", "warehouse"),
        same_company("payment_term_id", "payment_term"),
        same_company("position_id", "tax_position"),
        same_company("price_list_id", "price_list"),
        sa.CheckConstraint("total_amount = net_amount + tax_amount", name="total_adds_up"),
        sa.CheckConstraint("valid_until >= quoted_on", name="valid_when_quoted"),
        sa.CheckConstraint("lost_reason is null or state in ('REJECTED', 'LOST')", name="reason_of_lost"),
        *amounts_fit("currency", "net_amount", "tax_amount", "total_amount"),
        *ordered_by("number", "quoted_on", "valid_until", "total_amount", "changed_at"),
        *found_by("customer_id", "warehouse_id", "sales_rep_id", "payment_term_id", "position_id", "price_list_id"),
        sa.Index(None, "company_id", "state", "quoted_on", "id"),
        sa.Index(None, "state", "quoted_on", "id"),
    )

    # Null while it is a draft, and in a simulation.
    number: Mapped[Code | None]
    state: Mapped[QuotationState] = mapped_column(closed_set(QuotationState), server_default=sa.text("'DRAFT'"))
    customer_id: Mapped[UUID]
    customer_reference: Mapped[str | None]
    billing_address_id: Mapped[UUID | None]
    shipping_address_id: Mapped[UUID | None]
    warehouse_id: Mapped[UUID | None]
    sales_rep_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    quoted_on: Mapped[Day]
    valid_until: Mapped[Day | None]
    currency: Mapped[CurrencyCode]
    payment_term_id: Mapped[UUID | None]
    # Whose prices count before those of all other lists; null where none was named.
    price_list_id: Mapped[UUID | None]
    position_id: Mapped[UUID | None]
    wording: Mapped[str | None]
    net_amount: Mapped[Amount]
    tax_amount: Mapped[Amount]
    total_amount: Mapped[Amount]
    sent_at: Mapped[Instant | None]
    decided_at: Mapped[Instant | None]
    lost_reason: Mapped[str | None]
    note: Mapped[str | None]


class QuotationLine(CompanyOwned, Base):
    """One position of a quotation."""

    __tablename__ = "quotation_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("quotation_id", "position"),
        same_company("quotation_id", "quotation"),
        same_company("sku_id", "sku"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("discount_percent between 0 and 100", name="discount_is_a_percentage"),
        *not_negative("unit_price"),
        *amounts_fit("currency", "net_amount", "tax_amount"),
        *found_by("sku_id", "unit_id"),
    )

    quotation_id: Mapped[UUID]
    position: Mapped[int]
    sku_id: Mapped[UUID]
    description: Mapped[str]
    quantity: Mapped[QuantityValue]
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"))
    currency: Mapped[CurrencyCode]
    unit_price: Mapped[UnitPrice]
    discount_percent: Mapped[Decimal] = mapped_column(sa.Numeric(7, 4), server_default=sa.text("0"))
    price_source: Mapped[PriceSource] = mapped_column(closed_set(PriceSource), server_default=sa.text("'BY_HAND'"))
    # What rules take off, in their order; null where they leave the line alone.
    discounts: Mapped[list[dict[str, str]] | None] = mapped_column(JSONB)
    net_amount: Mapped[Amount]
    tax_amount: Mapped[Amount]


class QuotationLineTax(CompanyOwned, Base):
    """That a line is taxed by a code, before the tax position of the customer makes another of it."""

    __tablename__ = "quotation_line_tax"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("line_id", "tax_code_id"),
        same_company("line_id", "quotation_line"),
        same_company("tax_code_id", "tax_code"),
        *found_by("tax_code_id"),
    )

    line_id: Mapped[UUID]
    tax_code_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(server_default=sa.text("1"))
