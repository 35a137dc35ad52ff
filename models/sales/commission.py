"""Sales commissions: which part of what is invoiced whoever sold it earns, and what of that was posted.

What is earned follows from invoices, settlements and rules (`commission_rules.py`), and is kept nowhere until it is posted.
"""

import datetime as dt
from decimal import Decimal
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
    amounts_fit,
    closed_set,
    company_key,
    folded,
    found_by,
    ordered_by,
    same_company,
)


class CommissionBasis(StrEnum):
    """Of what a commission is a part."""

    NET = "NET"
    MARGIN = "MARGIN"


class CommissionEarning(StrEnum):
    """When a commission is earned."""

    INVOICED = "INVOICED"
    PAID = "PAID"


class CommissionRule(CompanyOwned, Base):
    """Which part of what is invoiced somebody earns: a salesperson or all, for goods of a category, for customers of a group."""

    __tablename__ = "commission_rule"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        same_company("group_id", "customer_group"),
        same_company("category_id", "product_category"),
        sa.CheckConstraint("percent > 0 and percent <= 100", name="percent_in_range"),
        sa.CheckConstraint("priority between -1000 and 1000", name="priority_in_range"),
        sa.CheckConstraint("valid_from <= valid_until", name="valid_in_order"),
        *ordered_by("code", "name_key", "priority", "changed_at"),
        *found_by("sales_rep_id", "group_id", "category_id"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    priority: Mapped[int] = mapped_column(server_default=sa.text("0"))
    sales_rep_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    group_id: Mapped[UUID | None]
    category_id: Mapped[UUID | None]
    basis: Mapped[CommissionBasis] = mapped_column(closed_set(CommissionBasis), server_default=sa.text("'NET'"))
    percent: Mapped[Decimal] = mapped_column(sa.Numeric(9, 6))
    earned_when: Mapped[CommissionEarning] = mapped_column(
        closed_set(CommissionEarning), server_default=sa.text("'INVOICED'")
    )
    valid_from: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))


class CommissionPosting(CompanyOwned, Base):
    """That commissions earned until the end of a day were posted, as far as they were not before. Append-only."""

    __tablename__ = "commission_posting"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("entry_id"),
        same_company("entry_id", "journal_entry"),
        # What comes to nothing together is posted without an entry.
        sa.CheckConstraint("(amount = 0) = (entry_id is null)", name="entry_of_amount"),
        *amounts_fit("currency", "amount"),
        *ordered_by("earned_until"),
    )

    earned_until: Mapped[Day]
    posted_on: Mapped[Day]
    # That of the company.
    currency: Mapped[CurrencyCode]
    # Below zero where more was given back than earned.
    amount: Mapped[Amount]
    entry_id: Mapped[UUID | None]


class CommissionPostingLine(CompanyOwned, Base):
    """What was posted of the commission for one line of an invoice or credit note. Append-only."""

    __tablename__ = "commission_posting_line"
    __table_args__ = (
        company_key(),
        # Of two who post the same at once, the second has the step of the first.
        sa.UniqueConstraint("invoice_line_id", "step"),
        same_company("posting_id", "commission_posting"),
        same_company("invoice_line_id", "invoice_line"),
        same_company("rule_id", "commission_rule"),
        sa.CheckConstraint("step > 0", name="step_positive"),
        *amounts_fit("currency", "base_amount", "earned_amount", "amount"),
        *found_by("posting_id", "rule_id", "sales_rep_id"),
    )

    posting_id: Mapped[UUID]
    invoice_line_id: Mapped[UUID]
    # Which posting for its line it is, from 1 on.
    step: Mapped[int]
    sales_rep_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    rule_id: Mapped[UUID]
    currency: Mapped[CurrencyCode]
    # Of what the rule gives its part: net amount or margin.
    base_amount: Mapped[Amount]
    # What was earned of it by then, of which earlier steps have posted all but `amount`.
    earned_amount: Mapped[Amount]
    amount: Mapped[Amount]
