"""Sales orders as clients see them."""

import datetime as dt
from decimal import Decimal

import models
from models import SalesOrderState
from planner.entity import entity
from planner.fields import column, many, measure, one
from planner.lists import pages
from schema import names, zones
from schema.base import CompanyRecord, Connection, Money, Quantity
from schema.billed import invoices_that_bill, quantity_billed
from schema.enums import described

READ = "sales.order:read"
READ_MARGIN = "sales.margin:read"
READ_INVOICE = "finance.invoice:read"

described(
    SalesOrderState,
    "Where a sales order is in its life cycle; how far it is delivered, billed and paid is told apart from it.",
    {
        SalesOrderState.DRAFT: "It is being written, and binds nobody.",
        SalesOrderState.PENDING_APPROVAL: "It waits for somebody's approval.",
        SalesOrderState.CONFIRMED: "It is promised to the customer.",
        SalesOrderState.ON_HOLD: "It is promised, and nothing happens until it is released.",
        SalesOrderState.CLOSED: "All of it was delivered and billed.",
        SalesOrderState.CLOSED_SHORT: "The rest of it will not be delivered any more.",
        SalesOrderState.CANCELLED: "It was called off before anything was delivered.",
        SalesOrderState.MIGRATED: "It is history of another system, and moves nothing here.",
    },
)


@entity(models.SalesOrder, needs=READ, order="-placed_at")
class SalesOrder(CompanyRecord):
    """An order of a customer: what was agreed, at which price, for when."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    number: str | None = column(
        "The number that people call it by; null while it is a draft.", filters=True, orders=True
    )
    state: SalesOrderState = column("Where it is in its life cycle.", filters=True, groups=True)
    customer: names.Party | None = one("Who ordered.", "customer_id", filters=True, groups=True)
    customer_reference: str | None = column("What the customer calls the order; null if it gave no name.", filters=True)
    billing_address: names.Address | None = one(
        "Where the invoice goes; null where that is the customer's main address.", "billing_address_id"
    )
    shipping_address: names.Address | None = one(
        "Where the goods go; null where that is the billing address.", "shipping_address_id"
    )
    warehouse: names.Warehouse | None = one(
        "Where the goods come from; null while nobody has said.", "warehouse_id", filters=True, groups=True
    )
    sales_rep: names.User | None = one(
        "Who looks after the order on our side; null for nobody.", "sales_rep_id", filters=True, groups=True
    )
    placed_at: dt.datetime = column(
        "When the customer placed it.", filters=True, orders=True, groups=True, zone=zones.of_company
    )
    requested_on: dt.date | None = column(
        "The day on which the customer wants the goods; null for as soon as can be.", filters=True, orders=True
    )
    net: Money = measure("The sum of its lines, without tax.", "net_amount", "currency", sums=True)
    tax: Money = measure("The tax on it.", "tax_amount", "currency", sums=True)
    total: Money = measure(
        "What the customer owes for it, tax included.", "total_amount", "currency", filters=True, orders=True, sums=True
    )
    margin: Money | None = measure(
        "What is left of the net after the cost of the goods when ordered; null where a cost was unknown.",
        lambda order: order.net_amount - order.cost_amount,
        "currency",
        needs=READ_MARGIN,
        sums=True,
    )
    note: str | None = column("Remarks for people; null if there are none.")
    lines: list[names.SalesOrderLine] | None = many(
        "Its positions, in their order.", "order_id", order="position", at_most=2_000, filters=True
    )
    credits: Connection[names.MigratedCredit] | None = pages(
        "What was given back for it in the system that it comes from; empty for orders of today.",
        names.MigratedCredit,
        "order_id",
    )
    invoices: Connection[names.Invoice] | None = pages(
        "The invoices and notes that name a position of it.",
        names.Invoice,
        link=invoices_that_bill(models.SalesOrderLine.__table__, "sales_order_line_id"),
        needs=READ_INVOICE,
    )
    attachments: Connection[names.Attachment] | None = pages(
        "The files at it that the viewer may see.", names.Attachment, "entity_id"
    )


@entity(models.SalesOrderLine, needs=READ)
class SalesOrderLine(CompanyRecord):
    """One position of a sales order."""

    order: names.SalesOrder | None = one("The order that it is a position of.", "order_id", filters=True, groups=True)
    position: int = column("Its place in the order, from 1 on.")
    sku: names.Sku | None = one("What was ordered.", "sku_id", filters=True, groups=True)
    description: str = column("What it says on the documents.")
    quantity: Quantity = measure("How much was ordered.", "quantity", "unit_id", sums=True)
    unit_price: Money = measure("The price of one unit before the discount, six digits.", "unit_price", "currency")
    discount_percent: Decimal = column("The discount on the price, in percent, four digits.")
    net: Money = measure("Quantity times price less the discount, without tax.", "net_amount", "currency", sums=True)
    tax: Money = measure("The tax on it.", "tax_amount", "currency", sums=True)
    unit_cost: Money | None = measure(
        "What one unit cost when it was ordered, six digits; null where that was unknown.",
        "unit_cost",
        "currency",
        needs=READ_MARGIN,
    )
    requested_on: dt.date | None = column("The day wanted for this position; null for the day of the order.")
    billed_quantity: Quantity | None = measure(
        "How much of it is billed by posted invoices, less what notes give back; never null for who may read it.",
        quantity_billed("sales_order_line_id"),
        "unit_id",
        needs=READ_INVOICE,
    )
    invoice_lines: Connection[names.InvoiceLine] | None = pages(
        "The lines of invoices and notes that name it.", names.InvoiceLine, "sales_order_line_id", needs=READ_INVOICE
    )
