"""Journal templates as clients see and write them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

import models
from models import TemplateKind
from planner.entity import entity
from planner.fields import Columns, column, many, measure, one
from schema import names
from schema.base import CompanyRecord, Money
from schema.enums import described
from schema.finance.journal import READ, WRITE
from schema.scalars import CurrencyCode

described(
    TemplateKind,
    "What a template makes.",
    {
        TemplateKind.RECURRING: "Entries that stay.",
        TemplateKind.ACCRUAL: "Accruals, which are undone on the first day of the next period.",
    },
)


def _currency(line: Columns) -> sa.ColumnElement[Any]:
    template = models.JournalTemplate.__table__.alias()
    query = sa.select(template.c.currency).where(template.c.id == line.template_id)
    return query.correlate_except(template).scalar_subquery()


@entity(models.JournalTemplate, needs=READ, order="code", writes=WRITE)
class JournalTemplate(CompanyRecord):
    """An entry that comes again every few months. What is due is posted every hour, or when somebody says so."""

    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What it is about; its entries say it.", key="name_key", filters=True, orders=True, writes=True)
    kind: TemplateKind = column("What it makes.", groups=True, writes=True, fixed=True)
    journal: names.Journal | None = one("The journal of its entries.", "journal_id", filters=True, writes=True)
    currency: CurrencyCode = column(
        "The currency of its amounts.", writes=True, fixed=True, filled="That of the company when left out."
    )
    every_months: int = column("How many months lie between its entries: 1 to 120.", writes=True)
    day_of_month: int = column("On which day of the month: 1 to 31; where it is too short, its last.", writes=True)
    next_on: dt.date = column("When it is due next.", filters=True, orders=True, writes=True)
    until_on: dt.date | None = column("The last day on which it may be due; null for no end.", writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    lines: list[names.JournalTemplateLine] | None = many(
        "Its lines, in their order.", "template_id", order="position", at_most=500, writes=True
    )


@entity(models.JournalTemplateLine, needs=READ, writes=WRITE)
class JournalTemplateLine(CompanyRecord):
    """One line of a template: a debit or a credit."""

    template: names.JournalTemplate | None = one("The template.", "template_id", filters=True)
    position: int = column("Its place in the template, from 1 on.")
    account: names.LedgerAccount | None = one("The account.", "account_id", filters=True, writes=True)
    party: names.Party | None = one(
        "Who owes or is owed; null where the account does not ask for it.", "party_id", filters=True, writes=True
    )
    description: str | None = column("What this line is about; null where the template says it.", writes=True)
    debit: Money = measure("The amount, where it is a debit; else zero.", "debit", _currency, writes=True)
    credit: Money = measure("The amount, where it is a credit; else zero.", "credit", _currency, writes=True)
    dimensions: list[names.JournalTemplateLineDimension] | None = many(
        "What it belongs to, one value of a dimension each.", "line_id", order="dimension_id", at_most=50, writes=True
    )


@entity(models.JournalTemplateLineDimension, needs=READ, writes=WRITE)
class JournalTemplateLineDimension(CompanyRecord):
    """That a line of a template belongs to a value of a dimension."""

    dimension: names.Dimension | None = one("The dimension.", "dimension_id")
    value: names.DimensionValue | None = one("The value.", "value_id", filters=True, writes=True, fixed=True)
