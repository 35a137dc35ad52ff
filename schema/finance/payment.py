"""Payments as clients see and write them."""

import datetime as dt
from decimal import Decimal

import models
from models import PaymentDirection, PaymentState
from planner.entity import entity
from planner.fields import column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money
from schema.enums import described
from schema.finance.open_item import WRITE_OFF
from schema.scalars import CurrencyCode
from schema.trace import DocumentTrace, trace_of

READ = "finance.payment:read"
WRITE = "finance.payment:write"
POST = "finance.payment:post"
VOID = "finance.payment:void"
WRITE_POLICY = "finance.payment_policy:write"
LEDGER = "finance.entry:read"

described(
    PaymentDirection,
    "Which way money went.",
    {PaymentDirection.IN: "It came in.", PaymentDirection.OUT: "It went out."},
)
described(
    PaymentState,
    "How far a payment is.",
    {
        PaymentState.DRAFT: "It is being written.",
        PaymentState.POSTED: "It is in the books.",
        PaymentState.RECONCILED: "The bank shows it too.",
        PaymentState.VOIDED: "It was undone by another entry.",
    },
)


@entity(models.Payment, needs=READ, order="-paid_on", writes=WRITE)
class Payment(CompanyRecord):
    """Money that came from a party or went to one. What of it is allocated to nothing stays open for the party."""

    direction: PaymentDirection = column("Which way the money went.", groups=True, writes=True, fixed=True)
    state: PaymentState = column("How far it is.", groups=True)
    party: names.Party | None = one(
        "Who paid, or was paid.", "party_id", filters=True, groups=True, writes=True, fixed=True
    )
    account: names.LedgerAccount | None = one(
        "The account of a bank or cash box.",
        "account_id",
        filters=True,
        groups=True,
        writes=True,
        filled="That in the role BANK when left out.",
        needs=LEDGER,
    )
    party_account: names.LedgerAccount | None = one(
        "The account of what parties owe or are owed.",
        "party_account_id",
        filters=True,
        writes=True,
        filled="That in the role RECEIVABLE for what came in, PAYABLE for what went out, when left out.",
        needs=LEDGER,
    )
    journal: names.Journal | None = one(
        "The journal that it is written in.",
        "journal_id",
        filters=True,
        writes=True,
        filled="That of the bank account when left out.",
        needs="finance.journal:read",
    )
    paid_on: dt.date = column("The day on which it was paid.", filters=True, orders=True, groups=True, writes=True)
    currency: CurrencyCode = column(
        "The currency that was paid.", groups=True, writes=True, fixed=True, filled="That of the company when left out."
    )
    amount: Money = measure("How much was paid.", "amount", "currency", sums=True, writes=True)
    rate: Decimal | None = column(
        "How much of the company's currency one unit is worth, ten digits; null for the rate of the day, until posted.",
        writes=True,
    )
    reference: str | None = column("What was written for the receiver; null for nothing.", writes=True)
    entry: names.JournalEntry | None = one("What was posted; null before.", "entry_id", filters=True, needs=LEDGER)
    void_entry: names.JournalEntry | None = one(
        "What undid that; null where nothing did.", "void_entry_id", filters=True, needs=LEDGER
    )
    allocations: list[names.PaymentAllocation] | None = many(
        "What it is for.", "payment_id", order="id", at_most=500, writes=True
    )
    settlements: Connection[names.Settlement] | None = pages("What it has settled.", names.Settlement, "payment_id")
    bank_reconciliation_parts: Connection[names.BankReconciliationPart] | None = pages(
        "What entries of the bank show of it; what undoes such a part is another part.",
        names.BankReconciliationPart,
        "payment_id",
        needs="finance.bank:read",
    )
    trace: DocumentTrace = trace_of("Payment")


@entity(models.PaymentAllocation, needs=READ, writes=WRITE)
class PaymentAllocation(CompanyRecord):
    """What a part of a payment is for. It is settled when the payment is posted."""

    payment: names.Payment | None = one("The payment.", "payment_id", filters=True)
    open_item: names.OpenItem | None = one(
        "What is paid.", "open_item_id", filters=True, writes=True, fixed=True, needs="finance.open_item:read"
    )
    amount: Money = measure(
        "How much of the payment; below zero for what lowers it, such as a credit note.",
        "amount",
        "currency",
        writes=True,
        filled="Nothing when left out.",
    )
    item_amount: Money = measure(
        "What that pays of the open item, in the currency of the item.",
        "item_amount",
        "item_currency",
        writes=True,
        filled="The amount when left out; in another currency, what that is worth at the rate of the day of payment.",
    )
    discount_amount: Money = measure(
        "How much of the item is let go for paying early, besides.",
        "discount_amount",
        "item_currency",
        writes=True,
        filled="Nothing when left out.",
    )
    write_off_amount: Money = measure(
        "How much of the item is written off, besides.",
        "write_off_amount",
        "item_currency",
        writes=WRITE_OFF,
        filled="Nothing when left out.",
    )


@entity(models.PaymentPolicy, needs="finance.payment_policy:read", writes=WRITE_POLICY)
class PaymentPolicy(CompanyRecord):
    """How much of an open item a company lets go; there is one of a company at most, and without it nothing is let go.

    Without one, payments in other currencies may be 5 percent from the rates of the day.
    """

    write_off_limit: Decimal = column("At most so much, in the currency of the company.", writes=True)
    write_off_percent: Decimal = column("At most so much of the whole item, in percent.", writes=True)
    rate_deviation_percent: Decimal = column(
        "How far what is paid in another currency than it is owed in may be from the rates of the day, in percent.",
        writes=True,
    )
