"""The journal as a report, as clients see it."""

import datetime as dt

import strawberry
from strawberry.types.base import StrawberryOptional

from schema.base import Money
from schema.payloads import part, payload_type


@strawberry.input(description="What was posted in a journal in some days.")
class JournalReportInput:
    """What was posted in a journal in some days."""

    company_id: strawberry.ID = strawberry.field(description="The company.")
    journal_id: strawberry.ID = strawberry.field(description="The journal.")
    starts_on: dt.date = strawberry.field(description="The first day.")
    ends_on: dt.date = strawberry.field(description="The last day.")
    first: int = strawberry.field(description="How many entries at most, 200 or fewer.", default=50)
    after: strawberry.ID | None = strawberry.field(
        description="The last entry that was read before; from the first one when left out.", default=strawberry.UNSET
    )


@strawberry.type(description="One line of an entry, in the currency of the company.")
class JournalReportLine:
    """One line of an entry, in the currency of the company."""

    line_id: strawberry.ID = strawberry.field(description="The line; `journalLine` tells more of it.")
    account_id: strawberry.ID = strawberry.field(description="Its account.")
    code: str = strawberry.field(description="The number of the account in the chart.")
    name: str = strawberry.field(description="What people call the account.")
    party_id: strawberry.ID | None = strawberry.field(
        description="Who owes or is owed; null where that does not matter."
    )
    description: str = strawberry.field(description="What it is about.")
    debit: Money = strawberry.field(description="The amount, where it is a debit; otherwise zero.")
    credit: Money = strawberry.field(description="The amount, where it is a credit; otherwise zero.")


@strawberry.type(description="An entry with its lines.")
class JournalReportEntry:
    """An entry with its lines."""

    entry_id: strawberry.ID = strawberry.field(description="The entry; `journalEntry` tells more of it.")
    number: str | None = strawberry.field(description="Its number; null only in a simulation.")
    posted_on: dt.date = strawberry.field(description="The day that it counts for.")
    description: str = strawberry.field(description="What it is about.")
    total: Money = strawberry.field(description="What its debits, and so its credits, come to.")
    lines: list[JournalReportLine] = strawberry.field(description="Its lines, in their order.")


@strawberry.type(description="Entries of a journal in the order of their numbers, and what there is in all these days.")
class JournalReport:
    """Entries of a journal in the order of their numbers, and what there is in all these days."""

    entries: list[JournalReportEntry] = strawberry.field(description="The entries, by number.")
    count: int = strawberry.field(description="How many entries there are in these days.")
    total: Money = strawberry.field(description="What the debits of all of them, and so their credits, come to.")
    has_more: bool = strawberry.field(description="Whether there are more of these days: ask again after the last one.")


JournalReportPayload = payload_type(
    "JournalReportPayload",
    "What came of asking for a journal.",
    part("journal_report", StrawberryOptional(JournalReport), "What was posted; null where that is not told."),
)
