"""Dunning as clients see and write it."""

import datetime as dt
from decimal import Decimal

import models
from planner.entity import entity
from planner.fields import column, many, measure, one
from schema import names
from schema.base import CompanyRecord, Money
from schema.scalars import CurrencyCode

READ = "finance.dunning:read"
WRITE = "finance.dunning:write"
RUN = "finance.dunning:run"


@entity(models.DunningLevel, needs=READ, order="level", writes=WRITE)
class DunningLevel(CompanyRecord):
    """How a company reminds of what is overdue for some days."""

    level: int = column(
        "Its place among the levels, from 1 on; an item comes from one to the next.", orders=True, writes=True
    )
    name: str = column("What people call it.", writes=True)
    days_overdue: int = column("From how many days after it was due on.", writes=True)
    fee: Decimal | None = column("What is charged for a reminder; null for nothing.", writes=True)
    currency: CurrencyCode | None = column(
        "The currency of the fee, in which alone it is charged; null where there is none.", writes=True
    )
    interest_percent: Decimal = column("What is charged for a year of 365 days, in percent.", writes=True)
    wording: str | None = column("What the reminder says; null for nothing of its own.", writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")


@entity(models.DunningNotice, needs=READ, order="-dunned_on")
class DunningNotice(CompanyRecord):
    """One reminder to one party, of all that it owes overdue in one currency. A fact: it never changes."""

    party: names.Party | None = one("Who is reminded.", "party_id", filters=True, groups=True)
    level: names.DunningLevel | None = one("The highest level of its lines.", "level_id", filters=True, groups=True)
    dunned_on: dt.date = column("The day of the reminder.", filters=True, orders=True, groups=True)
    overdue: Money = measure("What is overdue.", "overdue_amount", "currency", sums=True)
    interest: Money = measure("What is charged as interest.", "interest_amount", "currency", sums=True)
    fee: Money = measure("What is charged as a fee.", "fee_amount", "currency", sums=True)
    charges: Money = measure(
        "Interest and fee together.", lambda notice: notice.interest_amount + notice.fee_amount, "currency"
    )
    total: Money = measure(
        "All that the party is to pay.",
        lambda notice: notice.overdue_amount + notice.interest_amount + notice.fee_amount,
        "currency",
    )
    entry: names.JournalEntry | None = one(
        "Where interest and fee were posted; null where they were demanded only.",
        "entry_id",
        filters=True,
        needs="finance.entry:read",
    )
    lines: list[names.DunningNoticeLine] | None = many(
        "What is overdue, item by item.", "notice_id", order="id", at_most=10_000
    )


@entity(models.DunningNoticeLine, needs=READ)
class DunningNoticeLine(CompanyRecord):
    """What a reminder says of one open item. A fact: it never changes."""

    notice: names.DunningNotice | None = one("The reminder.", "notice_id")
    open_item: names.OpenItem | None = one(
        "The open item.", "open_item_id", filters=True, needs="finance.open_item:read"
    )
    level: names.DunningLevel | None = one("The level that it has come to.", "level_id", filters=True)
    days_overdue: int = column("For how many days it had been overdue.")
    open: Money = measure("What was open.", "open_amount", "currency")
    interest: Money = measure("What is charged for it.", "interest_amount", "currency")
