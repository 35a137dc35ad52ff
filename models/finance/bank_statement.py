"""Bank statements as the bank has sent them, and how far their entries are in the books."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Day,
    amounts_fit,
    closed_set,
    company_key,
    found_by,
    ordered_by,
    same_company,
)


class StatementFormat(StrEnum):
    """The formats in which banks send what they have booked; by hand where they send paper."""

    CAMT_052 = "CAMT_052"
    CAMT_053 = "CAMT_053"
    CAMT_054 = "CAMT_054"
    MT940 = "MT940"
    MT942 = "MT942"
    OFX = "OFX"
    MANUAL = "MANUAL"


class BankLineState(StrEnum):
    """How far a line of a statement is in the books."""

    UNMATCHED = "UNMATCHED"
    SUGGESTED = "SUGGESTED"
    PARTIALLY_MATCHED = "PARTIALLY_MATCHED"
    RECONCILED = "RECONCILED"
    UNDONE = "UNDONE"


class BankStatement(CompanyOwned, Base):
    """What a bank has booked on an account over some days, brought in once or written by hand."""

    __tablename__ = "bank_statement"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("bank_account_id", "identifier"),
        sa.UniqueConstraint("bank_account_id", "content_sha256", "position"),
        same_company("bank_account_id", "bank_account"),
        same_company("file_id", "file"),
        sa.CheckConstraint(
            "case format when 'MANUAL' then num_nonnulls(file_id, content_sha256) = 0 "
            "else num_nulls(file_id, content_sha256) = 0 end",
            name="file_unless_by_hand",
        ),
        *amounts_fit("currency", "opening_amount", "closing_amount", "total_amount"),
        *ordered_by("to_on", "recorded_at"),
        *found_by("file_id"),
        sa.Index(None, "company_id", "content_sha256"),
    )

    bank_account_id: Mapped[UUID]
    # Null for one that was written by hand.
    file_id: Mapped[UUID | None]
    # SHA-256 of the file, in hexadecimal, and which statement of the file it is, from 1.
    content_sha256: Mapped[Code | None]
    position: Mapped[int]
    format: Mapped[StatementFormat] = mapped_column(closed_set(StatementFormat))
    # What the bank calls it; null where it has no name for it.
    identifier: Mapped[Code | None]
    currency: Mapped[CurrencyCode]
    from_on: Mapped[Day | None]
    to_on: Mapped[Day]
    opening_amount: Mapped[Amount | None]
    closing_amount: Mapped[Amount | None]
    # What its lines add up to.
    total_amount: Mapped[Amount]
    # What is odd about it: a code, a colon and a sentence each.
    warnings: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default=sa.text("'{}'"))


class BankStatementLine(CompanyOwned, Base):
    """One booking of the bank. What the bank says never changes; how far it is in the books does."""

    __tablename__ = "bank_statement_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("statement_id", "position"),
        sa.UniqueConstraint("bank_account_id", "unique_id"),
        same_company("statement_id", "bank_statement"),
        same_company("bank_account_id", "bank_account"),
        sa.CheckConstraint("(original_amount is null) = (original_currency is null)", name="original_is_whole"),
        sa.CheckConstraint("matched_amount * amount >= 0", name="matched_on_same_side"),
        sa.CheckConstraint("abs(matched_amount) <= abs(amount)", name="matched_within_amount"),
        sa.CheckConstraint("(state = 'RECONCILED') = (matched_amount = amount)", name="reconciled_when_matched"),
        *amounts_fit("currency", "amount", "matched_amount", "fee_amount"),
        *ordered_by("booked_on"),
        *found_by("bank_account_id"),
        sa.Index(None, "company_id", "state", "booked_on", "id"),
        sa.Index(None, "state", "booked_on", "id"),
    )

    statement_id: Mapped[UUID]
    bank_account_id: Mapped[UUID]
    position: Mapped[int]
    booked_on: Mapped[Day]
    value_on: Mapped[Day | None]
    # What came is above zero, what went below.
    amount: Mapped[Amount]
    currency: Mapped[CurrencyCode]
    # What was paid, where that was in another currency, as the bank tells it.
    original_amount: Mapped[Amount | None]
    original_currency: Mapped[Code | None]
    # What the bank kept for itself; it is part of the amount.
    fee_amount: Mapped[Amount | None]
    counterparty_name: Mapped[str | None]
    counterparty_account: Mapped[Code | None]
    remittance: Mapped[str]
    end_to_end_id: Mapped[Code | None]
    bank_reference: Mapped[Code | None]
    # Told once for every entry of the account.
    unique_id: Mapped[Code | None]
    is_reversal: Mapped[bool] = mapped_column(server_default=sa.false())
    # How many payments the bank booked as this one.
    payments: Mapped[int] = mapped_column(server_default=sa.text("1"))
    state: Mapped[BankLineState] = mapped_column(closed_set(BankLineState), server_default=sa.text("'UNMATCHED'"))
    # How much of it is in the books; the trigger of its reconciliations keeps it.
    matched_amount: Mapped[Amount]
