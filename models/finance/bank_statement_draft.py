"""Drafts of bank statements: what somebody writes from paper, with what it is for, until it adds up."""

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
    amounts_fit,
    company_key,
    found_by,
    ordered_by,
    same_company,
)


class BankStatementDraft(CompanyOwned, Base):
    """A bank statement that is being written by hand. Posting makes a statement of it that has its id; the draft is gone."""

    __tablename__ = "bank_statement_draft"
    __table_args__ = (
        company_key(),
        same_company("bank_account_id", "bank_account"),
        *amounts_fit("currency", "opening_amount", "closing_amount"),
        *ordered_by("to_on"),
        *found_by("bank_account_id"),
    )

    bank_account_id: Mapped[UUID]
    # What the bank calls it.
    identifier: Mapped[Code]
    currency: Mapped[CurrencyCode]
    from_on: Mapped[Day | None]
    to_on: Mapped[Day]
    opening_amount: Mapped[Amount]
    closing_amount: Mapped[Amount]


class BankStatementDraftLine(CompanyOwned, Base):
    """A booking of the bank, or a part of one: what it pays, if that is known."""

    __tablename__ = "bank_statement_draft_line"
    __table_args__ = (
        company_key(),
        same_company("draft_id", "bank_statement_draft"),
        same_company("journal_line_id", "journal_line"),
        same_company("account_id", "ledger_account"),
        same_company("party_id", "party"),
        sa.CheckConstraint("amount <> 0", name="amount_not_zero"),
        sa.CheckConstraint("journal_line_id is null or account_id is null", name="line_or_account"),
        sa.CheckConstraint("position >= 1", name="position_counts_from_one"),
        *amounts_fit("currency", "amount"),
        *found_by("draft_id", "journal_line_id", "account_id", "party_id"),
    )

    draft_id: Mapped[UUID]
    # Which booking of the bank it belongs to: those with the same position are parts of one.
    position: Mapped[int]
    booked_on: Mapped[Day]
    # What came is above zero, what went below.
    amount: Mapped[Amount]
    currency: Mapped[CurrencyCode]
    counterparty_name: Mapped[str | None]
    remittance: Mapped[str] = mapped_column(server_default=sa.text("''"))
    # The posted line that it pays, or else the account that it goes to; null for both where nobody knows yet.
    journal_line_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    party_id: Mapped[UUID | None]
