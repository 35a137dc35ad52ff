"""Dunning: reminders of what is overdue, sterner from level to level, with fees and interest."""

from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    CompanyOwned,
    CurrencyCode,
    Day,
    Instant,
    UnitPrice,
    amounts_fit,
    company_key,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class DunningLevel(CompanyOwned, Base):
    """How a company reminds of what is overdue for some days, and what it charges for that."""

    __tablename__ = "dunning_level"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "level"),
        sa.CheckConstraint("level between 1 and 99", name="level_in_range"),
        sa.CheckConstraint("days_overdue between 0 and 3660", name="days_overdue_in_range"),
        sa.CheckConstraint("interest_percent between 0 and 100", name="interest_percent_in_range"),
        sa.CheckConstraint("(fee is null) = (currency is null)", name="fee_has_a_currency"),
        *not_negative("fee"),
        *ordered_by("level", "changed_at"),
    )

    level: Mapped[int]
    name: Mapped[str]
    days_overdue: Mapped[int]
    # For each reminder, in its currency; a reminder in another currency has none.
    fee: Mapped[UnitPrice | None]
    currency: Mapped[CurrencyCode | None]
    # A year of 365 days.
    interest_percent: Mapped[Decimal] = mapped_column(sa.Numeric(9, 6), server_default=sa.text("0"))
    wording: Mapped[str | None]
    archived_at: Mapped[Instant | None]


class DunningNotice(CompanyOwned, Base):
    """One reminder to one party, of all that it owes overdue in one currency. Append-only."""

    __tablename__ = "dunning_notice"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "party_id", "currency", "dunned_on"),
        same_company("party_id", "party"),
        same_company("level_id", "dunning_level"),
        same_company("entry_id", "journal_entry"),
        *amounts_fit("currency", "overdue_amount", "interest_amount", "fee_amount"),
        *not_negative("interest_amount", "fee_amount"),
        *ordered_by("dunned_on"),
        *found_by("party_id", "level_id", "entry_id"),
    )

    party_id: Mapped[UUID]
    level_id: Mapped[UUID]
    dunned_on: Mapped[Day]
    currency: Mapped[CurrencyCode]
    overdue_amount: Mapped[Amount]
    interest_amount: Mapped[Amount]
    fee_amount: Mapped[Amount]
    # Where interest and fee were posted; null where they were only demanded.
    entry_id: Mapped[UUID | None]


class DunningNoticeLine(CompanyOwned, Base):
    """What a reminder says of one open item. Append-only."""

    __tablename__ = "dunning_notice_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("notice_id", "open_item_id"),
        same_company("notice_id", "dunning_notice"),
        same_company("open_item_id", "open_item"),
        same_company("level_id", "dunning_level"),
        *amounts_fit("currency", "open_amount", "interest_amount"),
        *found_by("open_item_id", "level_id"),
    )

    notice_id: Mapped[UUID]
    open_item_id: Mapped[UUID]
    level_id: Mapped[UUID]
    days_overdue: Mapped[int]
    currency: Mapped[CurrencyCode]
    open_amount: Mapped[Amount]
    interest_amount: Mapped[Amount]
