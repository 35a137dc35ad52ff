"""Extracts as clients see them: lines one after the other, with what there is after each."""

import datetime as dt

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional

from schema.base import Money
from schema.payloads import part, payload_type
from schema.scalars import CurrencyCode


@strawberry.input(description="What was posted to an account in some days.")
class GeneralLedgerInput:
    """What was posted to an account in some days."""

    company_id: strawberry.ID = strawberry.field(description="The company.")
    account_id: strawberry.ID = strawberry.field(description="The account.")
    starts_on: dt.date = strawberry.field(description="The first day.")
    ends_on: dt.date = strawberry.field(description="The last day.")
    value_id: strawberry.ID | None = strawberry.field(
        description="A value of a dimension: what belongs to it, and to those below it, alone. Everything when left out.",
        default=strawberry.UNSET,
    )
    before_closing: bool = strawberry.field(
        description="Leave out the entries of these days that close a year, as income statements do.", default=False
    )
    first: int = strawberry.field(description="How many lines at most, 1,000 or fewer.", default=100)
    after: strawberry.ID | None = strawberry.field(
        description="The last line that was read before; from the first one when left out.", default=strawberry.UNSET
    )


@strawberry.input(description="What a party owed, and came to owe, in some days.")
class StatementOfAccountInput:
    """What a party owed, and came to owe, in some days."""

    company_id: strawberry.ID = strawberry.field(description="The company.")
    party_id: strawberry.ID = strawberry.field(description="The party.")
    starts_on: dt.date = strawberry.field(description="The first day.")
    ends_on: dt.date = strawberry.field(description="The last day.")
    first: int = strawberry.field(
        description="How many lines at most, of all currencies together, 1,000 or fewer.", default=100
    )
    after: strawberry.ID | None = strawberry.field(
        description="The open item of the last line that was read before; from the first one when left out.",
        default=strawberry.UNSET,
    )


@strawberry.type(description="A posted line, and what is on the account after it.")
class GeneralLedgerLine:
    """A posted line, and what is on the account after it."""

    line_id: strawberry.ID = strawberry.field(description="The line; `journalLine` tells more of it.")
    entry_id: strawberry.ID = strawberry.field(description="Its entry.")
    number: str | None = strawberry.field(description="The number of the entry; null only in a simulation.")
    posted_on: dt.date = strawberry.field(description="The day that it counts for.")
    description: str = strawberry.field(description="What it is about.")
    amount: Money = strawberry.field(description="The amount in the currency of the company: debits are above zero.")
    balance: Money = strawberry.field(description="What is on the account after it.")


@strawberry.type(description="What was posted to an account in some days, by day.")
class GeneralLedger:
    """What was posted to an account in some days."""

    opening: Money = strawberry.field(description="What was on it before these days: debits less credits.")
    lines: list[GeneralLedgerLine] = strawberry.field(description="What was posted to it.")
    closing: Money = strawberry.field(description="What is on it after these days.")
    has_more: bool = strawberry.field(description="Whether there are lines after these.")


@strawberry.type(description="What a party came to owe by one document (above zero), or owe less (below).")
class StatementOfAccountLine:
    """What a party came to owe by one document, or owe less."""

    item_id: strawberry.ID = strawberry.field(description="The open item; `openItem` tells more of it.")
    source_id: strawberry.ID | None = strawberry.field(
        description="The document that it comes from; null where there is none."
    )
    posted_on: dt.date = strawberry.field(description="The day that it counts for.")
    due_on: dt.date = strawberry.field(description="The day on which it is to be paid.")
    amount: Money = strawberry.field(description="How much.")
    balance: Money = strawberry.field(
        description="What the party owes after it; below zero where it is owed something."
    )
    open: Money = strawberry.field(description="How much of it is open now, with its sign.")


@strawberry.type(description="What a party owed in one currency, and came to owe, in some days.")
class StatementOfAccount:
    """What a party owed in one currency, and came to owe, in some days."""

    currency: CurrencyCode = strawberry.field(description="The currency.")
    opening: Money = strawberry.field(description="What it owed before these days.")
    lines: list[StatementOfAccountLine] = strawberry.field(
        description="What came in these days, by day; where there is more than a page, lines of the first currencies come first."
    )
    closing: Money = strawberry.field(description="What it owes after them.")
    has_more: bool = strawberry.field(description="Whether there are lines in this currency after those of this page.")


GeneralLedgerPayload = payload_type(
    "GeneralLedgerPayload",
    "What came of asking what was posted to an account.",
    part("general_ledger", StrawberryOptional(GeneralLedger), "What was posted; null where that is not told."),
)
StatementOfAccountPayload = payload_type(
    "StatementOfAccountPayload",
    "What came of asking for a statement of account.",
    part("statements", StrawberryList(StatementOfAccount), "Currency by currency."),
)
