"""Drafts of journal entries as clients see and write them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

import models
from models import EntryKind
from planner.entity import entity
from planner.fields import Columns, column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money
from schema.finance.entry import READ, WRITE
from schema.scalars import CurrencyCode


def _currency(line: Columns) -> sa.ColumnElement[Any]:
    draft = models.JournalEntryDraft.__table__.alias()
    return sa.select(draft.c.currency).where(draft.c.id == line.draft_id).correlate_except(draft).scalar_subquery()


@entity(models.JournalEntryDraft, needs=READ, order="-posted_on", writes=WRITE)
class JournalEntryDraft(CompanyRecord):
    """An entry that is being written. Posting makes a journal entry of it that has its id; then the draft is gone."""

    journal: names.Journal | None = one(
        "The journal that it is to be written in.", "journal_id", filters=True, groups=True, writes=True
    )
    template: names.JournalTemplate | None = one(
        "The template that has made it; null where somebody has written it by hand.", "template_id", filters=True
    )
    posted_on: dt.date = column("The day that it is to count for.", filters=True, orders=True, writes=True)
    document_on: dt.date | None = column("The day on the document; null where none is said.", writes=True)
    description: str = column("What it is about.", writes=True)
    currency: CurrencyCode = column(
        "The currency of the document.", writes=True, fixed=True, filled="That of the company when left out."
    )
    rate: Decimal | None = column(
        "How much of the company's currency one unit of that is worth, ten digits; null for the rate of the day.",
        writes=True,
    )
    kind: EntryKind = column("Why it is to be posted: NORMAL or ACCRUAL.", groups=True, writes=True)
    is_adjustment: bool = column(
        "Whether it goes into the adjustment period of the year instead of the month.", writes=True
    )
    entered_by: str = column("Who wrote it, by the id of the user or client; `database:` and a role otherwise.")
    lines: list[names.JournalEntryDraftLine] | None = many(
        "Its lines, in their order.", "draft_id", order="position", at_most=2_000, writes=True
    )
    attachments: Connection[names.Attachment] | None = pages(
        "The files at it that the viewer may see.", names.Attachment, "entity_id"
    )


@entity(models.JournalEntryDraftLine, needs=READ, writes=WRITE)
class JournalEntryDraftLine(CompanyRecord):
    """One line of a draft: a debit or a credit."""

    draft: names.JournalEntryDraft | None = one("The draft.", "draft_id", filters=True)
    position: int = column("Its place in the draft, from 1 on.")
    account: names.LedgerAccount | None = one("The account.", "account_id", filters=True, writes=True)
    party: names.Party | None = one(
        "Who owes or is owed; null where the account does not ask for it.", "party_id", filters=True, writes=True
    )
    description: str | None = column("What this line is about; null where the draft says it.", writes=True)
    debit: Money = measure("The amount, where it is a debit; else zero.", "debit", _currency, writes=True)
    credit: Money = measure("The amount, where it is a credit; else zero.", "credit", _currency, writes=True)
    due_on: dt.date | None = column("The day on which it is to be paid; null where nothing is.", writes=True)
    tax_code: names.TaxCode | None = one(
        "The tax that the line is, for the tax return; null where it is none.", "tax_code_id", filters=True, writes=True
    )
    tax_base: Money | None = measure(
        "What is taxed by it, without sign: it goes the way of the line; null where the line is no tax.",
        "tax_base",
        _currency,
        writes=True,
    )
    dimensions: list[names.JournalEntryDraftLineDimension] | None = many(
        "What it belongs to, one value of a dimension each.", "line_id", order="dimension_id", at_most=50, writes=True
    )


@entity(models.JournalEntryDraftLineDimension, needs=READ, writes=WRITE)
class JournalEntryDraftLineDimension(CompanyRecord):
    """That a line of a draft belongs to a value of a dimension."""

    dimension: names.Dimension | None = one("The dimension.", "dimension_id")
    value: names.DimensionValue | None = one("The value.", "value_id", filters=True, writes=True, fixed=True)
