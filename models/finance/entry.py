"""Journal entries: what has been posted. Facts that never change; another entry undoes one."""

from decimal import Decimal
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
    not_negative,
    ordered_by,
    same_company,
)


class EntryKind(StrEnum):
    """Why an entry was posted."""

    NORMAL = "NORMAL"
    OPENING = "OPENING"
    CLOSING = "CLOSING"
    ACCRUAL = "ACCRUAL"
    REVALUATION = "REVALUATION"
    EXCHANGE_DIFFERENCE = "EXCHANGE_DIFFERENCE"
    REVERSAL = "REVERSAL"


class JournalEntry(CompanyOwned, Base):
    """That something was posted: lines whose debits and credits are equal. Append-only."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "journal_id", "number"),
        same_company("journal_id", "journal"),
        same_company("period_id", "accounting_period"),
        same_company("reverses_id", "journal_entry"),
        sa.CheckConstraint("(source_type is null) = (source_id is null)", name="source_is_whole"),
        sa.CheckConstraint("(kind = 'REVERSAL') = (reverses_id is not null)", name="reversal_of_something"),
        sa.CheckConstraint(
            "case kind when 'CLOSING' then is_closing when 'REVERSAL' then true else not is_closing end",
            name="closing_closes",
        ),
        sa.CheckConstraint("line_count >= 2", name="lines_at_least_two"),
        sa.CheckConstraint("rate > 0", name="rate_positive"),
        sa.CheckConstraint("currency <> company_currency or rate = 1", name="rate_of_own_currency"),
        *amounts_fit("company_currency", "total_amount"),
        *ordered_by("posted_on", "number"),
        *found_by("period_id", "source_id"),
        sa.Index(None, "journal_id", "posted_on", "id"),
        sa.Index("uq_journal_entry_reverses_id", "reverses_id", unique=True),
        sa.Index("ix_journal_entry_accrual", "company_id", "posted_on", postgresql_where=sa.text("kind = 'ACCRUAL'")),
    )

    journal_id: Mapped[UUID]
    # Null only in a simulation, which takes no number.
    number: Mapped[Code | None]
    posted_on: Mapped[Day]
    period_id: Mapped[UUID]
    # The day on the document that it comes from.
    document_on: Mapped[Day | None]
    description: Mapped[str]
    # That of the document, and how much of the company's currency one unit of it is worth.
    currency: Mapped[CurrencyCode]
    rate: Mapped[Decimal] = mapped_column(sa.Numeric(20, 10))
    company_currency: Mapped[CurrencyCode]
    kind: Mapped[EntryKind] = mapped_column(closed_set(EntryKind), server_default=sa.text("'NORMAL'"))
    # It takes income and expenses to the retained earnings, or undoes that; results of a year are told without these.
    is_closing: Mapped[bool] = mapped_column(server_default=sa.false())
    # How many lines it has, and what their debits add up to in the company's currency: with both said here, an entry is
    # known to be whole, and none can be added to it later.
    line_count: Mapped[int]
    total_amount: Mapped[Amount]
    # The document whose consequence it is: the name of its type in the schema, and its id.
    source_type: Mapped[Code | None]
    source_id: Mapped[UUID | None]
    reverses_id: Mapped[UUID | None]
    # Who posted it; the trigger `journal_entry_applies` lets nobody name somebody else.
    entered_by: Mapped[Code] = mapped_column(
        server_default=sa.text("coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user)")
    )


class JournalLine(CompanyOwned, Base):
    """One line of an entry: an amount on one side of one account. Append-only.

    Day, period and currencies are those of its entry; they stand here too, so that an account is read without its entries.
    """

    __tablename__ = "journal_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("entry_id", "position"),
        same_company("entry_id", "journal_entry"),
        same_company("account_id", "ledger_account"),
        same_company("party_id", "party"),
        same_company("tax_code_id", "tax_code"),
        sa.CheckConstraint("position >= 1", name="position_counts_from_one"),
        sa.CheckConstraint("debit = 0 or credit = 0", name="debit_or_credit"),
        sa.CheckConstraint("(debit - credit) * company_amount >= 0", name="company_amount_on_same_side"),
        sa.CheckConstraint("debit > 0 or credit > 0 or company_amount <> 0", name="amount_not_zero"),
        sa.CheckConstraint("(account_currency is null) = (account_amount is null)", name="account_amount_is_whole"),
        sa.CheckConstraint("tax_base is null or tax_code_id is not null", name="tax_base_of_tax"),
        *amounts_fit("currency", "debit", "credit", "tax_base"),
        *amounts_fit("company_currency", "company_amount"),
        *amounts_fit("account_currency", "account_amount"),
        *not_negative("debit", "credit"),
        *ordered_by("posted_on"),
        sa.Index(None, "account_id", "posted_on", "id"),
        sa.Index(None, "party_id", "posted_on", "id", postgresql_where=sa.text("party_id is not null")),
        sa.Index(None, "tax_code_id", "posted_on", "id", postgresql_where=sa.text("tax_code_id is not null")),
    )

    entry_id: Mapped[UUID]
    position: Mapped[int]
    posted_on: Mapped[Day]
    period_id: Mapped[UUID]
    account_id: Mapped[UUID]
    party_id: Mapped[UUID | None]
    description: Mapped[str | None]
    currency: Mapped[CurrencyCode]
    debit: Mapped[Amount]
    credit: Mapped[Amount]
    # Debits are positive, credits negative.
    company_currency: Mapped[CurrencyCode]
    company_amount: Mapped[Amount]
    # In the currency of the account, where that is kept in one of its own.
    account_currency: Mapped[CurrencyCode | None]
    account_amount: Mapped[Amount | None]
    tax_code_id: Mapped[UUID | None]
    tax_base: Mapped[Amount | None]
    due_on: Mapped[Day | None]
    # The values of dimensions that it belongs to; the rows of `journal_line_dimension` are made of them.
    value_ids: Mapped[list[UUID]] = mapped_column(ARRAY(sa.Uuid()), server_default=sa.text("'{}'"))


class JournalLineDimension(CompanyOwned, Base):
    """That a line belongs to a value of a dimension. Append-only, and written by the trigger of the lines alone."""

    __tablename__ = "journal_line_dimension"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("line_id", "dimension_id"),
        same_company("line_id", "journal_line"),
        sa.ForeignKeyConstraint(
            ["company_id", "dimension_id", "value_id"],
            ["dimension_value.company_id", "dimension_value.dimension_id", "dimension_value.id"],
        ),
        *found_by("dimension_id", "value_id"),
    )

    line_id: Mapped[UUID]
    dimension_id: Mapped[UUID]
    value_id: Mapped[UUID]
