"""Blanket agreements: what a customer agrees to take within a period, and at which prices."""

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


class BlanketAgreementState(StrEnum):
    """The life cycle of a blanket agreement; how much of it is called off is told apart from it."""

    DRAFT = "DRAFT"
    CONFIRMED = "CONFIRMED"
    CLOSED = "CLOSED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"


class ExcessPolicy(StrEnum):
    """Whether more may be called off than was agreed."""

    REFUSED = "REFUSED"
    ALLOWED = "ALLOWED"


class BlanketAgreement(CompanyOwned, Base):
    """An agreement with a customer from which its orders call off. It is written while it is a draft."""

    __tablename__ = "blanket_agreement"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("customer_id", "party"),
        sa.CheckConstraint("valid_from <= valid_until", name="valid_in_order"),
        sa.CheckConstraint("amount_max > 0", name="amount_max_positive"),
        sa.CheckConstraint("(confirmed_at is null) = (state = 'DRAFT')", name="confirmed_when_no_draft"),
        sa.CheckConstraint("(ended_at is null) = (state in ('DRAFT', 'CONFIRMED'))", name="ended_when_over"),
        sa.CheckConstraint("end_reason is null or ended_at is not null", name="reason_of_end"),
        *amounts_fit("currency", "amount_max"),
        *ordered_by("number", "valid_from", "valid_until", "changed_at"),
        *found_by("customer_id", "sales_rep_id"),
        sa.Index(None, "company_id", "state", "valid_until", "id"),
        sa.Index(None, "state", "valid_until", "id"),
        sa.Index(None, "company_id", "customer_reference"),
    )

    # Null while it is a draft, and in a simulation.
    number: Mapped[Code | None]
    state: Mapped[BlanketAgreementState] = mapped_column(
        closed_set(BlanketAgreementState), server_default=sa.text("'DRAFT'")
    )
    customer_id: Mapped[UUID]
    customer_reference: Mapped[Code | None]
    sales_rep_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    valid_from: Mapped[Day]
    valid_until: Mapped[Day]
    currency: Mapped[CurrencyCode]
    # How much may be called off in all, without tax; null for what the lines come to.
    amount_max: Mapped[Amount | None]
    excess_policy: Mapped[ExcessPolicy] = mapped_column(closed_set(ExcessPolicy), server_default=sa.text("'REFUSED'"))
    terms: Mapped[str | None]
    confirmed_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]
    end_reason: Mapped[str | None]
    note: Mapped[str | None]


class BlanketAgreementLine(CompanyOwned, Base):
    """What is agreed of one SKU, in its unit: a price, and how much is taken."""

    __tablename__ = "blanket_agreement_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("agreement_id", "position"),
        sa.UniqueConstraint("agreement_id", "sku_id"),
        same_company("agreement_id", "blanket_agreement"),
        same_company("sku_id", "sku"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("minimum_quantity > 0", name="minimum_quantity_positive"),
        sa.CheckConstraint("minimum_quantity <= quantity", name="minimum_within_quantity"),
        *not_negative("unit_price"),
        *found_by("sku_id", "unit_id"),
    )

    agreement_id: Mapped[UUID]
    position: Mapped[int]
    sku_id: Mapped[UUID]
    # How much is taken in all; null for as much as is wanted.
    quantity: Mapped[QuantityValue | None]
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"))
    currency: Mapped[CurrencyCode]
    unit_price: Mapped[UnitPrice]
    # How much one line of an order takes at least; null for whatever it takes.
    minimum_quantity: Mapped[QuantityValue | None]
