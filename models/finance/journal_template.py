"""Journal templates: entries that come again by a schedule."""

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
    closed_set,
    company_key,
    folded,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class TemplateKind(StrEnum):
    """What a template makes."""

    RECURRING = "RECURRING"
    ACCRUAL = "ACCRUAL"


class JournalTemplate(CompanyOwned, Base):
    """An entry that comes again every few months, until a day. An accrual is undone on the first day of the next period."""

    __tablename__ = "journal_template"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        same_company("journal_id", "journal"),
        sa.CheckConstraint("every_months between 1 and 120", name="every_months_within_bounds"),
        sa.CheckConstraint("day_of_month between 1 and 31", name="day_of_month_within_bounds"),
        *ordered_by("name_key", "next_on"),
        sa.Index(None, "code", "id"),
        *found_by("journal_id"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))
    kind: Mapped[TemplateKind] = mapped_column(closed_set(TemplateKind))
    journal_id: Mapped[UUID]
    currency: Mapped[CurrencyCode]
    every_months: Mapped[int] = mapped_column(server_default=sa.text("1"))
    # 31 is the last day of every month.
    day_of_month: Mapped[int] = mapped_column(server_default=sa.text("31"))
    # The next day on which it is due, and the last on which it may be; null for no end.
    next_on: Mapped[Day]
    until_on: Mapped[Day | None]
    archived_at: Mapped[Instant | None]


class JournalTemplateLine(CompanyOwned, Base):
    """One line of a template."""

    __tablename__ = "journal_template_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("template_id", "position", deferrable=True, initially="DEFERRED"),
        same_company("template_id", "journal_template"),
        same_company("account_id", "ledger_account"),
        same_company("party_id", "party"),
        sa.CheckConstraint("(debit = 0) <> (credit = 0)", name="debit_or_credit"),
        *not_negative("debit", "credit"),
        *found_by("template_id", "account_id", "party_id"),
    )

    template_id: Mapped[UUID]
    position: Mapped[int]
    account_id: Mapped[UUID]
    party_id: Mapped[UUID | None]
    description: Mapped[str | None]
    debit: Mapped[Amount] = mapped_column(server_default=sa.text("0"))
    credit: Mapped[Amount] = mapped_column(server_default=sa.text("0"))


class JournalTemplateLineDimension(CompanyOwned, Base):
    """That a line of a template belongs to a value of a dimension."""

    __tablename__ = "journal_template_line_dimension"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("line_id", "dimension_id", name="uq_journal_template_line_dimension_line_id"),
        same_company("line_id", "journal_template_line", name="fk_journal_template_line_dimension_line_id"),
        sa.ForeignKeyConstraint(
            ["company_id", "dimension_id", "value_id"],
            ["dimension_value.company_id", "dimension_value.dimension_id", "dimension_value.id"],
            name="fk_journal_template_line_dimension_value_id",
        ),
        sa.Index("ix_journal_template_line_dimension_value_id", "value_id", "id"),
    )

    line_id: Mapped[UUID]
    dimension_id: Mapped[UUID]
    value_id: Mapped[UUID]
