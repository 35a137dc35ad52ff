"""Quotations as clients see and write them."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import models
from models import QuotationState
from planner.entity import entity
from planner.fields import column, document, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money, Quantity
from schema.enums import described
from schema.sales.line_discount import SalesLineDiscount
from schema.sales.order_words import DISCOUNT
from schema.sales.pricing_words import PriceSource
from schema.scalars import CurrencyCode
from schema.trace import DocumentTrace, trace_of
from schema.transitions import available_transitions
from services.sales.quotation.life import LIFE

READ = "sales.quotation:read"
WRITE = "sales.quotation:write"
SEND = "sales.quotation:send"
DECIDE = "sales.quotation:decide"


class QuotationTransition(StrEnum):
    """What can be done with a quotation."""

    UPDATE = "UPDATE"
    DELETE = "DELETE"
    SEND = "SEND"
    ACCEPT = "ACCEPT"
    REJECT = "REJECT"
    EXPIRE = "EXPIRE"
    LOSE = "LOSE"


described(
    QuotationState,
    "Where a quotation is in its life cycle.",
    {
        QuotationState.DRAFT: "It is being written, and binds nobody.",
        QuotationState.SENT: "It was sent to the customer, and stays as it is.",
        QuotationState.ACCEPTED: "The customer accepted it, and there is an order.",
        QuotationState.REJECTED: "The customer does not want it.",
        QuotationState.EXPIRED: "It is not on offer any more.",
        QuotationState.LOST: "Nothing came of it.",
    },
)
described(
    QuotationTransition,
    "What can be done with a quotation.",
    {
        QuotationTransition.UPDATE: "Change the draft.",
        QuotationTransition.DELETE: "Throw the draft away.",
        QuotationTransition.SEND: "Send it to the customer.",
        QuotationTransition.ACCEPT: "Draft the order that the customer gives.",
        QuotationTransition.REJECT: "Write down that the customer does not want it.",
        QuotationTransition.EXPIRE: "Write down that its last day is over.",
        QuotationTransition.LOSE: "Write down that nothing came of it.",
    },
)


@entity(models.Quotation, needs=READ, order="-quoted_on", writes=WRITE)
class Quotation(CompanyRecord):
    """What is offered to a customer, at which price, until when."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    number: str | None = column(
        "The number that people call it by; null while it is a draft.", filters=True, orders=True
    )
    state: QuotationState = column("Where it is in its life cycle.", filters=True, groups=True)
    available_transitions: list[QuotationTransition] = available_transitions(
        "What the viewer may do next with it.", LIFE, tuple(QuotationTransition)
    )
    customer: names.Party | None = one(
        "Who is offered it.", "customer_id", filters=True, groups=True, writes=True, fixed=True
    )
    customer_reference: str | None = column("What the customer calls it; null for nothing.", writes=True)
    billing_address: names.Address | None = one(
        "Where the invoice would go; null for the customer's main address.", "billing_address_id", writes=True
    )
    shipping_address: names.Address | None = one(
        "Where the goods would go; null for the billing address.", "shipping_address_id", writes=True
    )
    warehouse: names.Warehouse | None = one(
        "Where the goods would come from; null while nobody has said.", "warehouse_id", filters=True, writes=True
    )
    sales_rep: names.User | None = one(
        "Who looks after it on our side; null for nobody.", "sales_rep_id", filters=True, groups=True, writes=True
    )
    quoted_on: dt.date = column(
        "The day on it.", filters=True, orders=True, groups=True, writes=True, filled="Today when left out."
    )
    valid_until: dt.date | None = column(
        "The last day on which it is on offer; null for no last day.", filters=True, orders=True, writes=True
    )
    currency: CurrencyCode = column(
        "The currency of it.", writes=True, fixed=True, filled="That of the company when left out."
    )
    payment_term: names.PaymentTerm | None = one(
        "When invoices would be due; null for the day on them.", "payment_term_id", writes=True
    )
    price_list: names.PriceList | None = one(
        "The price list that counts before all others; null where none was named.",
        "price_list_id",
        filters=True,
        writes=DISCOUNT,
    )
    position: names.TaxPosition | None = one(
        "The tax position that its taxes were reckoned by; null where there was none.", "position_id"
    )
    wording: str | None = column("What it has to say because of its taxes; null for nothing.")
    net: Money = measure("The sum of its lines, without tax.", "net_amount", "currency", sums=True)
    tax: Money = measure("The tax on it.", "tax_amount", "currency", sums=True)
    total: Money = measure(
        "What the customer would owe for it, tax included.", "total_amount", "currency", filters=True, orders=True,
        sums=True,
    )  # fmt: skip
    sent_at: dt.datetime | None = column("When it was sent; null until then.")
    decided_at: dt.datetime | None = column("When it came to its end; null until then.")
    lost_reason: str | None = column("Why nothing came of it; null where nobody said, or something did.")
    note: str | None = column("Remarks for people; null if there are none.", writes=True)
    lines: list[names.QuotationLine] | None = many(
        "Its positions, in their order.", "quotation_id", order="position", at_most=500, filters=True, writes=True
    )
    orders: Connection[names.SalesOrder] | None = pages(
        "What the customer ordered by accepting it.", names.SalesOrder, "quotation_id"
    )
    trace: DocumentTrace = trace_of("Quotation")


@entity(models.QuotationLine, needs=READ, writes=WRITE)
class QuotationLine(CompanyRecord):
    """One position of a quotation."""

    quotation: names.Quotation | None = one("The quotation that it is a position of.", "quotation_id", filters=True)
    position: int = column("Its place in the quotation, from 1 on.")
    sku: names.Sku | None = one("What is offered.", "sku_id", filters=True, writes=True, fixed=True)
    description: str = column("What it says on the paper.", writes=True, filled="The name of the SKU when left out.")
    quantity: Quantity = measure("How much is offered.", "quantity", "unit_id", writes=True)
    unit_price: Money = measure(
        "The price of one unit before the discount, six digits.",
        "unit_price",
        "currency",
        writes=DISCOUNT,
        filled="By price lists when left out, or null.",
    )
    discount_percent: Decimal = column(
        "The discount on the price, in percent, four digits.",
        writes=DISCOUNT,
        filled="By pricing rules when left out, or null, where the price is not said either.",
    )
    price_source: PriceSource = column("Where its price comes from.")
    discounts: list[SalesLineDiscount] | None = document(
        "What pricing rules take off it, in their order; null where its price or discount was said by hand.",
        "discounts",
    )
    net: Money = measure("Quantity times price less the discount, without tax.", "net_amount", "currency")
    tax: Money = measure("The tax on it.", "tax_amount", "currency")
    taxes: list[names.QuotationLineTax] | None = many(
        "The taxes asked of it; the company's usual one where there is none.",
        "line_id",
        order="position",
        at_most=20,
        writes=True,
    )


@entity(models.QuotationLineTax, needs=READ, writes=WRITE)
class QuotationLineTax(CompanyRecord):
    """That a line is taxed by a code, before the tax position of the customer makes another of it."""

    tax_code: names.TaxCode | None = one("The tax, or group of taxes.", "tax_code_id", writes=True, fixed=True)
    position: int = column("Its place among the taxes of the line.", writes=True)
