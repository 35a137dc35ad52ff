"""Open items and settlements as clients see them."""

import datetime as dt

import models
from models import OpenItemSide
from planner.entity import entity
from planner.fields import column, many, measure, one, reference
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money, Node
from schema.enums import described
from schema.scalars import CurrencyCode

READ = "finance.open_item:read"
SETTLE = "finance.open_item:settle"
WRITE_OFF = "finance.open_item:write_off"
LEDGER = "finance.entry:read"

described(
    OpenItemSide,
    "On which side of the books an open item stands.",
    {
        OpenItemSide.RECEIVABLE: "On an account of what parties owe.",
        OpenItemSide.PAYABLE: "On an account of what is owed to parties.",
    },
)


@entity(models.OpenItem, needs=READ, order="due_on")
class OpenItem(CompanyRecord):
    """What a party owes or is owed by one posted line. What it is never changes; how much of it is settled does.

    Its id is that of the line. Payments and credit notes are open items too, until they are settled with others.
    """

    side: OpenItemSide = column("On which side of the books it stands.", groups=True)
    party: names.Party | None = one("Who owes, or is owed.", "party_id", filters=True, groups=True)
    account: names.LedgerAccount | None = one(
        "The account that it stands on.", "account_id", filters=True, groups=True, needs=LEDGER
    )
    entry: names.JournalEntry | None = one("The entry that it was posted with.", "entry_id", filters=True, needs=LEDGER)
    source: Node | None = reference(
        "The document that it comes from; null where there is none, or the viewer may not see it.",
        "source_type",
        "source_id",
    )
    posted_on: dt.date = column("The day that it counts for.", filters=True, orders=True, groups=True)
    due_on: dt.date = column("The day on which it is to be paid.", filters=True, orders=True, groups=True)
    currency: CurrencyCode = column("The currency that it is to be paid in.", groups=True)
    amount: Money = measure(
        "The whole of it: above zero for what the party owes, below for what it is owed.",
        "amount",
        "currency",
        sums=True,
    )
    settled: Money = measure("How much of it is settled, with its sign.", "settled_amount", "currency", sums=True)
    open: Money = measure("How much of it is open, with its sign.", "open_amount", "currency", sums=True)
    company_amount: Money = measure(
        "The whole of it in the currency of the company, as posted.", "company_amount", "company_currency", sums=True
    )
    company_open: Money = measure(
        "What is open in the currency of the company, as posted.", "open_company_amount", "company_currency", sums=True
    )
    dunned_level: int = column("The level of the last reminder; 0 before the first.", groups=True)
    dunned_on: dt.date | None = column("The day of the last reminder; null before the first.")
    discounts: list[names.OpenItemDiscount] | None = many(
        "What is let go for paying early.", "open_item_id", order="until_on", at_most=20
    )
    settlement_lines: Connection[names.SettlementLine] | None = pages(
        "How it was settled.", names.SettlementLine, "open_item_id"
    )


@entity(models.OpenItemDiscount, needs=READ)
class OpenItemDiscount(CompanyRecord):
    """That less is taken for paying an open item until a day. A fact: it never changes."""

    open_item: names.OpenItem | None = one("The open item.", "open_item_id")
    until_on: dt.date = column("The last day on which it is taken off.")
    amount: Money = measure("How much is taken off where all of it is paid.", "amount", "currency")
    lowers_tax: bool = column("Whether tax is lowered with it, or the net amount alone.")


@entity(models.Settlement, needs=READ, order="-settled_on")
class Settlement(CompanyRecord):
    """That open items of one party on one account cancel out. A fact: it never changes, and another one undoes it."""

    account: names.LedgerAccount | None = one(
        "The account that they stand on.", "account_id", filters=True, needs=LEDGER
    )
    party: names.Party | None = one("Whose they are.", "party_id", filters=True)
    settled_on: dt.date = column("The day from which it counts.", filters=True, orders=True, groups=True)
    currency: CurrencyCode = column(
        "The currency in which they cancel out: their own, or that of the company where they are in several.",
        groups=True,
    )
    payment: names.Payment | None = one(
        "The payment that it was made with; null for none.", "payment_id", filters=True, needs="finance.payment:read"
    )
    entry: names.JournalEntry | None = one(
        "What was posted with it: discounts, write-offs, taxes, differences of exchange; null for nothing.",
        "entry_id",
        filters=True,
        needs=LEDGER,
    )
    undoes: names.Settlement | None = one("The settlement that it undoes; null for none.", "undoes_id", filters=True)
    lines: list[names.SettlementLine] | None = many(
        "What of which item is settled.", "settlement_id", order="id", at_most=1_000
    )


@entity(models.SettlementLine, needs=READ, order="-settled_on")
class SettlementLine(CompanyRecord):
    """How much of an open item a settlement settles. A fact: it never changes."""

    settlement: names.Settlement | None = one("The settlement.", "settlement_id", filters=True)
    open_item: names.OpenItem | None = one("The open item.", "open_item_id", filters=True)
    settled_on: dt.date = column("The day from which it counts.", filters=True, orders=True)
    amount: Money = measure("How much, with the sign of the item; the opposite where it undoes.", "amount", "currency")
    company_amount: Money = measure(
        "The same in the currency of the company, as it was posted.", "company_amount", "company_currency"
    )
