"""Revaluation: what is open in foreign currencies is worth at the rate of a day, until the next period begins."""

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
    amounts_fit,
    company_key,
    found_by,
    ordered_by,
    same_company,
)


class Revaluation(CompanyOwned, Base):
    """That what was open in a foreign currency was revalued at the rate of a day (IAS 21, 23). Append-only."""

    __tablename__ = "revaluation"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("entry_id"),
        same_company("entry_id", "journal_entry"),
        sa.CheckConstraint("rate > 0", name="rate_positive"),
        *amounts_fit("company_currency", "difference_amount"),
        *ordered_by("revalued_on"),
    )

    revalued_on: Mapped[Day]
    currency: Mapped[CurrencyCode]
    rate: Mapped[Decimal] = mapped_column(sa.Numeric(20, 10))
    company_currency: Mapped[CurrencyCode]
    # Above zero for a gain.
    difference_amount: Mapped[Amount]
    entry_id: Mapped[UUID]


class RevaluationLine(CompanyOwned, Base):
    """What one party's open items on one account, or the money there, were worth before, and are worth. Append-only."""

    __tablename__ = "revaluation_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("revaluation_id", "account_id", "party_id", postgresql_nulls_not_distinct=True),
        same_company("revaluation_id", "revaluation"),
        same_company("account_id", "ledger_account"),
        same_company("party_id", "party"),
        *amounts_fit("currency", "open_amount"),
        *amounts_fit("company_currency", "before_amount", "after_amount"),
        *found_by("account_id", "party_id"),
    )

    revaluation_id: Mapped[UUID]
    account_id: Mapped[UUID]
    # Null for money at a bank or in a cash box.
    party_id: Mapped[UUID | None]
    currency: Mapped[CurrencyCode]
    open_amount: Mapped[Amount]
    company_currency: Mapped[CurrencyCode]
    before_amount: Mapped[Amount]
    after_amount: Mapped[Amount]
