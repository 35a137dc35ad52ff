"""Drafts of journal entries: what somebody is writing, and nobody is bound by."""

from decimal import Decimal
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
    closed_set,
    company_key,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)
from models.finance.entry import EntryKind


class JournalEntryDraft(CompanyOwned, Base):
    """An entry that is not posted yet. Posting makes a journal entry of it that has its id, and the draft is gone."""

    __tablename__ = "journal_entry_draft"
    __table_args__ = (
        company_key(),
        same_company("journal_id", "journal"),
        same_company("template_id", "journal_template"),
        sa.CheckConstraint("kind in ('NORMAL', 'ACCRUAL')", name="kind_by_hand"),
        sa.CheckConstraint("rate > 0", name="rate_positive"),
        *ordered_by("posted_on"),
        *found_by("journal_id", "template_id"),
    )

    journal_id: Mapped[UUID]
    # What made it, and whose writers have written it too; null where somebody has written it by hand.
    template_id: Mapped[UUID | None]
    posted_on: Mapped[Day]
    document_on: Mapped[Day | None]
    description: Mapped[str]
    currency: Mapped[CurrencyCode]
    # Null for the rate of the day.
    rate: Mapped[Decimal | None] = mapped_column(sa.Numeric(20, 10))
    kind: Mapped[EntryKind] = mapped_column(closed_set(EntryKind), server_default=sa.text("'NORMAL'"))
    # In the adjustment period of the year instead of the month.
    is_adjustment: Mapped[bool] = mapped_column(server_default=sa.false())
    entered_by: Mapped[Code] = mapped_column(
        server_default=sa.text("coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user)")
    )


class JournalEntryDraftLine(CompanyOwned, Base):
    """One line of a draft. What it says may still be unbalanced."""

    __tablename__ = "journal_entry_draft_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("draft_id", "position", deferrable=True, initially="DEFERRED"),
        same_company("draft_id", "journal_entry_draft"),
        same_company("account_id", "ledger_account"),
        same_company("party_id", "party"),
        same_company("tax_code_id", "tax_code"),
        sa.CheckConstraint("(tax_code_id is null) = (tax_base is null)", name="tax_has_a_base"),
        sa.CheckConstraint("(debit = 0) <> (credit = 0)", name="debit_or_credit"),
        *not_negative("debit", "credit", "tax_base"),
        *found_by("draft_id", "account_id", "party_id", "tax_code_id"),
    )

    draft_id: Mapped[UUID]
    position: Mapped[int]
    account_id: Mapped[UUID]
    party_id: Mapped[UUID | None]
    description: Mapped[str | None]
    debit: Mapped[Amount] = mapped_column(server_default=sa.text("0"))
    credit: Mapped[Amount] = mapped_column(server_default=sa.text("0"))
    due_on: Mapped[Day | None]
    # What tax the line is, and of how much; null where it is none.
    tax_code_id: Mapped[UUID | None]
    tax_base: Mapped[Decimal | None]


class JournalEntryDraftLineDimension(CompanyOwned, Base):
    """That a line of a draft belongs to a value of a dimension."""

    __tablename__ = "journal_entry_draft_line_dimension"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("line_id", "dimension_id", name="uq_journal_entry_draft_line_dimension_line_id"),
        sa.ForeignKeyConstraint(
            ["company_id", "line_id"],
            ["journal_entry_draft_line.company_id", "journal_entry_draft_line.id"],
            name="fk_journal_entry_draft_line_dimension_line_id",
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "dimension_id", "value_id"],
            ["dimension_value.company_id", "dimension_value.dimension_id", "dimension_value.id"],
            name="fk_journal_entry_draft_line_dimension_value_id",
        ),
        sa.Index("ix_journal_entry_draft_line_dimension_value_id", "value_id", "id"),
    )

    line_id: Mapped[UUID]
    dimension_id: Mapped[UUID]
    value_id: Mapped[UUID]
