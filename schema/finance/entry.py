"""Journal entries as clients see them: what has been posted."""

import datetime as dt
from decimal import Decimal

import strawberry

import models
from models import EntryKind
from planner.entity import entity
from planner.fields import column, many, measure, one, reference
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money, Node
from schema.enums import described
from schema.scalars import CurrencyCode
from schema.trace import DocumentTrace, trace_of

READ = "finance.entry:read"
WRITE = "finance.entry:write"
POST = "finance.entry:post"
REVERSE = "finance.entry:reverse"

described(
    EntryKind,
    "Why an entry was posted.",
    {
        EntryKind.NORMAL: "Something happened.",
        EntryKind.OPENING: "It was there when the books began.",
        EntryKind.CLOSING: "A fiscal year was closed.",
        EntryKind.ACCRUAL: "It belongs to the period and comes later; it is undone on the first day of the next period.",
        EntryKind.REVALUATION: "Open amounts are told at the rate of a day.",
        EntryKind.EXCHANGE_DIFFERENCE: "A rate was another when something was paid.",
        EntryKind.REVERSAL: "Another entry is undone.",
    },
)


@entity(models.JournalEntry, needs=READ, order="-posted_on")
class JournalEntry(CompanyRecord):
    """Something that was posted: lines whose debits and credits are equal. A fact: it never changes."""

    journal: names.Journal | None = one("The journal that it is written in.", "journal_id", filters=True, groups=True)
    number: str | None = column(
        "Its number, without a gap in its journal and year; null only in a simulation.", filters=True, orders=True
    )
    posted_on: dt.date = column("The day that it counts for.", filters=True, orders=True, groups=True)
    period: names.AccountingPeriod | None = one(
        "The period that it counts for.", "period_id", filters=True, groups=True
    )
    document_on: dt.date | None = column("The day on the document that it comes from; null where none is said.")
    description: str = column("What it is about.")
    currency: CurrencyCode = column("The currency of the document.")
    rate: Decimal = column("How much of the company's currency one unit of that is worth, ten digits.")
    kind: EntryKind = column("Why it was posted.", groups=True)
    total: Money = measure(
        "What its debits add up to, in the company's currency.", "total_amount", "company_currency", sums=True
    )
    source: Node | None = reference(
        "The document whose consequence it is; null where there is none, or the viewer may not see it.",
        "source_type",
        "source_id",
    )
    reverses: names.JournalEntry | None = one(
        "The entry that it undoes; null where it undoes none.", "reverses_id", filters=True
    )
    reversals: list[names.JournalEntry] | None = many(
        "The entry that undoes it, if there is one.", "reverses_id", order="id", at_most=10, filters=True
    )
    entered_by: str = column("Who posted it, by the id of the user or client; `database:` and a role otherwise.")
    lines: list[names.JournalLine] | None = many(
        "Its lines, in their order.", "entry_id", order="position", at_most=10_000, filters=True
    )
    attachments: Connection[names.Attachment] | None = pages(
        "The files at it that the viewer may see.", names.Attachment, "entity_id"
    )
    trace: DocumentTrace = trace_of("JournalEntry")


@entity(models.JournalLine, needs=READ, order="-posted_on")
class JournalLine(CompanyRecord):
    """One line of an entry: an amount on one side of one account. A fact: it never changes."""

    entry: names.JournalEntry | None = one("The entry.", "entry_id", filters=True, groups=True)
    position: int = column("Its place in the entry, from 1 on.")
    posted_on: dt.date = column("The day that it counts for.", filters=True, orders=True, groups=True)
    period: names.AccountingPeriod | None = one("The period that it counts for.", "period_id", groups=True)
    account: names.LedgerAccount | None = one("The account.", "account_id", filters=True, groups=True)
    party: names.Party | None = one(
        "Who owes or is owed; null where that does not matter.", "party_id", filters=True, groups=True
    )
    description: str | None = column("What this line is about; null where the entry says it.")
    debit: Money = measure(
        "The amount, where it is a debit, in the currency of the document.", "debit", "currency", sums=True
    )
    credit: Money = measure(
        "The amount, where it is a credit, in the currency of the document.", "credit", "currency", sums=True
    )
    amount: Money = measure(
        "The amount in the company's currency: positive for a debit, negative for a credit.",
        "company_amount",
        "company_currency",
        sums=True,
    )
    account_amount: Money | None = measure(
        "The amount in the currency that the account is kept in, signed alike; null where that is the company's own.",
        "account_amount",
        "account_currency",
        sums=True,
    )
    due_on: dt.date | None = column("The day on which it is to be paid; null where nothing is.")
    dimensions: list[names.JournalLineDimension] | None = many(
        "What it belongs to, one value of a dimension each.", "line_id", order="dimension_id", at_most=50, filters=True
    )


@entity(models.JournalLineDimension, needs=READ)
class JournalLineDimension(CompanyRecord):
    """That a line belongs to a value of a dimension, such as a cost centre."""

    line: names.JournalLine | None = one("The line.", "line_id", filters=True)
    dimension: names.Dimension | None = one("The dimension.", "dimension_id", filters=True, groups=True)
    value: names.DimensionValue | None = one("The value.", "value_id", filters=True, groups=True)


@strawberry.input(description="What was on one account when the books began: a debit or a credit.")
class OpeningBalanceLineInput:
    """What was on one account when the books began."""

    account_id: strawberry.ID = strawberry.field(description="The account.")
    party_id: strawberry.ID | None = strawberry.field(
        description="Who owes or is owed, where the account asks for it.", default=strawberry.UNSET
    )
    debit: Decimal | None = strawberry.field(description="The amount, where it is a debit.", default=strawberry.UNSET)
    credit: Decimal | None = strawberry.field(description="The amount, where it is a credit.", default=strawberry.UNSET)
    description: str | None = strawberry.field(description="What it is about.", default=strawberry.UNSET)
    due_on: dt.date | None = strawberry.field(
        description="The day on which it is to be paid.", default=strawberry.UNSET
    )
    value_ids: list[strawberry.ID] = strawberry.field(
        description="The values of dimensions that it belongs to, one of each at most.", default_factory=list
    )


@strawberry.input(
    description="What a company had and owed when its books began; the rest goes against opening balances."
)
class OpeningBalancePostInput:
    """What a company had and owed when its books began."""

    company_id: strawberry.ID = strawberry.field(description="The company whose books they are.")
    posted_on: dt.date = strawberry.field(description="The day, mostly the first of a fiscal year.")
    description: str = strawberry.field(description="What it is about.", default="Opening balances")
    currency: CurrencyCode | None = strawberry.field(
        description="The currency of the amounts; the company's own when left out.", default=strawberry.UNSET
    )
    rate: Decimal | None = strawberry.field(
        description="How much of the company's currency one unit of that is worth; the rate of the day when left out.",
        default=strawberry.UNSET,
    )
    lines: list[OpeningBalanceLineInput] = strawberry.field(description="The accounts: 1 to 5,000 lines.")
