"""Invoices, bills and notes as clients see and write them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import strawberry

import models
from models import InvoiceKind, InvoiceState
from planner.entity import entity
from planner.fields import Columns, column, computed, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money
from schema.finance.invoice_words import READ, READ_REMARK, WRITE, InvoicePaymentState
from schema.past_wall import past
from schema.scalars import CurrencyCode
from schema.trace import DocumentTrace, trace_of


def _items(invoice: Columns, item: sa.FromClause) -> sa.ColumnElement[bool]:
    """What is due of an invoice; what an advance is to be taken off stands on the other side."""
    of_customer = sa.or_(invoice.kind == InvoiceKind.CUSTOMER_INVOICE, invoice.kind == InvoiceKind.CREDIT_NOTE)
    side = sa.case((of_customer, "RECEIVABLE"), else_="PAYABLE")
    return sa.and_(item.c.entry_id == invoice.entry_id, item.c.side == side)


def _any_item(invoice: Columns, item: sa.FromClause, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    query = sa.select(sa.literal_column("1", sa.Integer())).where(_items(invoice, item), *conditions)
    return query.correlate_except(item).exists()


def _payment_state(invoice: Columns) -> sa.ColumnElement[Any]:
    item = past(models.OpenItem)
    is_open = _any_item(invoice, item, item.c.open_amount != 0)
    is_settled = _any_item(invoice, item, item.c.settled_amount != 0)
    return sa.case(
        (invoice.entry_id.is_(None), sa.null()),
        (sa.not_(is_open), InvoicePaymentState.PAID),
        (is_settled, InvoicePaymentState.PARTLY_PAID),
        else_=InvoicePaymentState.OPEN,
    )


def _is_overdue(invoice: Columns) -> sa.ColumnElement[Any]:
    company, item = models.Company.__table__.alias(), past(models.OpenItem)
    zone = sa.select(company.c.time_zone).where(company.c.id == invoice.company_id)
    today = sa.cast(sa.func.timezone(zone.correlate_except(company).scalar_subquery(), sa.func.now()), sa.Date())
    return _any_item(invoice, item, item.c.open_amount != 0, item.c.due_on < today)


def _outstanding(invoice: Columns) -> sa.ColumnElement[Any]:
    item = past(models.OpenItem)
    query = sa.select(sa.func.abs(sa.func.coalesce(sa.func.sum(item.c.open_amount), 0))).where(_items(invoice, item))
    left = query.correlate_except(item).scalar_subquery()
    exact = sa.func.round(left, sa.func.currency_exponent(invoice.currency))
    return sa.case((invoice.entry_id.is_(None), sa.null()), else_=exact)


def _withheld(invoice: Columns) -> sa.ColumnElement[Any]:
    part = models.InvoiceWithholding.__table__.alias()
    query = sa.select(sa.func.coalesce(sa.func.sum(part.c.amount), 0)).where(part.c.invoice_id == invoice.id)
    return sa.func.round(query.correlate_except(part).scalar_subquery(), sa.func.currency_exponent(invoice.currency))


def _payable(invoice: Columns) -> sa.ColumnElement[Any]:
    return invoice.total_amount - _withheld(invoice)


@entity(models.Invoice, needs=READ, order="-invoice_on", writes=WRITE)
class Invoice(CompanyRecord):
    """What a customer or a vendor is asked for, or what is taken back of it. Posted, it never changes."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    kind: InvoiceKind = column("Who asks whom for what.", filters=True, groups=True, writes=True, fixed=True)
    state: InvoiceState = column("Where it is in its life cycle.", filters=True, groups=True)
    number: str | None = column(
        "Its number, without a gap in its journal and year; null until it is posted.", filters=True, orders=True
    )
    party: names.Party | None = one(
        "The customer or vendor.", "party_id", filters=True, groups=True, writes=True, fixed=True
    )
    reference: str | None = column(
        "What the other side calls it, such as the number of a vendor's bill; null for nothing.", writes=True
    )
    journal: names.Journal | None = one(
        "The journal that it is written in.",
        "journal_id",
        filters=True,
        writes=True,
        filled="The first of its kind when left out.",
    )
    invoice_on: dt.date = column("The day on the document.", filters=True, orders=True, groups=True, writes=True)
    posted_on: dt.date | None = column(
        "The day that it counts for in the books; null for the day on the document.", writes=True
    )
    due_on: dt.date | None = column("The day of its first instalment; null for nothing due.", filters=True, orders=True)
    currency: CurrencyCode = column(
        "The currency of the document.",
        groups=True,
        writes=True,
        fixed=True,
        filled="That of the company, or of what a note takes back, when left out.",
    )
    rate: Decimal | None = column(
        "How much of the company's currency one unit of that is worth, ten digits; null for the rate of the day on which "
        "it is posted. Posted, it stays.",
        writes=True,
    )
    discount_amount: Money = measure(
        "What is taken off the whole document, spread over its lines.",
        "discount_amount",
        "currency",
        writes=True,
        filled="Nothing when left out.",
    )
    payment_term: names.PaymentTerm | None = one(
        "When it is due; null for the day on the document.", "payment_term_id", filters=True, writes=True
    )
    is_paid_in_cash: bool = column("Whether it is rounded to what coins can pay.", writes=True)
    is_advance: bool = column(
        "Whether it asks for money in advance, which a later invoice takes off.", writes=True, fixed=True
    )
    credits: names.Invoice | None = one(
        "What a note takes back; null for what is no note, or one of its own.",
        "credits_id",
        filters=True,
        writes=True,
        fixed=True,
    )
    sales_order: names.SalesOrder | None = one(
        "The order that an advance is for; null for all else, since lines say what they bill.",
        "sales_order_id",
        filters=True,
    )
    return_authorization: names.ReturnAuthorization | None = one(
        "The return whose goods a note gives the price of back; null where it is for none.",
        "return_authorization_id",
        filters=True,
    )
    withholding_code: names.TaxCode | None = one(
        "What is withheld of it by whoever pays, when it is posted or paid, as the tax says; null for nothing.",
        "withholding_code_id",
        filters=True,
        writes=True,
        fixed=True,
        filled="That of the tax profile of the party, or of what a note takes back, when left out.",
    )
    position: names.TaxPosition | None = one(
        "The tax position that its taxes were reckoned by; null where there was none.", "position_id"
    )
    wording: str | None = column("What it has to say because of its taxes; null for nothing.")
    net: Money = measure("The sum of its lines, without tax.", "net_amount", "currency", sums=True)
    tax: Money = measure(
        "The tax on it, without what the buyer owes to the tax office.", "tax_amount", "currency", sums=True
    )
    deducted: Money = measure("What advances had asked for already, with their tax.", "deducted_amount", "currency")
    rounding: Money = measure("What coins cannot pay; above zero where more is paid.", "rounding_amount", "currency")
    total: Money = measure(
        "What is to be paid: net and tax, less advances, rounded.", "total_amount", "currency", filters=True, orders=True,
        sums=True,
    )  # fmt: skip
    withheld: Money = measure(
        "What is withheld of it and goes to the tax office; nothing until it is posted, and where that is told by payments.",
        _withheld,
        "currency",
    )
    payable: Money = measure(
        "What is to be paid to whoever asks: the total less what is withheld.", _payable, "currency"
    )
    outstanding: Money | None = measure("What is not settled of it; null until it is posted.", _outstanding, "currency")
    payment_state: InvoicePaymentState | None = computed(
        "How far it is settled; null until it is posted.", _payment_state
    )
    is_overdue: bool = computed(
        "Whether some of it should have been paid before today, in the zone of the company.", _is_overdue
    )
    entry: names.JournalEntry | None = one("The entry that posted it; null until then.", "entry_id", filters=True)
    note: str | None = column("Remarks for colleagues; null for none.", needs=READ_REMARK, writes=True)
    lines: list[names.InvoiceLine] | None = many(
        "Its positions, in their order.", "invoice_id", order="position", at_most=500, writes=True
    )
    taxes: list[names.InvoiceTax] | None = many("Its taxes.", "invoice_id", order="position", at_most=100)
    instalments: list[names.InvoiceInstalment] | None = many(
        "What is due when, in the order of the payment term.", "invoice_id", order="position", at_most=100
    )
    withholdings: list[names.InvoiceWithholding] | None = many(
        "The parts of what is withheld when it is posted.", "invoice_id", order="position", at_most=100
    )
    deductions: list[names.InvoiceDeduction] | None = many(
        "The advances that it takes off, or as a note gives back.", "invoice_id", order="id", at_most=100, writes=True
    )
    notes: list[names.Invoice] | None = many("The notes that take it back.", "credits_id", order="id", at_most=1_000)
    attachments: Connection[names.Attachment] | None = pages(
        "The files at it that the viewer may see.", names.Attachment, "entity_id"
    )
    trace: DocumentTrace = trace_of("Invoice")


@strawberry.input(description="How much of a line a note takes back.")
class InvoiceCreditLineInput:
    """How much of a line a note takes back."""

    line_id: strawberry.ID = strawberry.field(description="The line.")
    quantity: Decimal = strawberry.field(description="How much of it, at most what is left.")
