"""Purchase orders as clients see them."""

import datetime as dt

import sqlalchemy as sa

import models
from models import PurchaseOrderState
from planner.entity import entity
from planner.fields import column, many, measure, one
from planner.lists import pages
from schema import names, zones
from schema.base import CompanyRecord, Connection, Money, Quantity
from schema.billed import invoices_that_bill, quantity_billed
from schema.enums import described
from schema.trace import DocumentTrace, trace_of

READ = "purchasing.order:read"
READ_PRICE = "purchasing.price:read"
READ_BILL = "finance.bill:read"

described(
    PurchaseOrderState,
    "Where a purchase order is in its life cycle; what was received and billed is told apart from it.",
    {
        PurchaseOrderState.DRAFT: "It is being written, and binds nobody.",
        PurchaseOrderState.PENDING_APPROVAL: "It waits for somebody's approval.",
        PurchaseOrderState.APPROVED: "It may be sent to the vendor.",
        PurchaseOrderState.SENT: "The vendor has it.",
        PurchaseOrderState.ACKNOWLEDGED: "The vendor has accepted it.",
        PurchaseOrderState.COMPLETED: "All of it was received and billed.",
        PurchaseOrderState.CLOSED_SHORT: "The rest of it will not come any more.",
        PurchaseOrderState.REJECTED: "Its approval was refused.",
        PurchaseOrderState.CANCELLED: "It was called off before anything came.",
    },
)


@entity(models.PurchaseOrder, needs=READ, order="-ordered_at")
class PurchaseOrder(CompanyRecord):
    """An order to a vendor: what the company buys, at which price, for when."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    number: str | None = column(
        "The number that people call it by; null until it is approved.", filters=True, orders=True
    )
    state: PurchaseOrderState = column("Where it is in its life cycle.", filters=True, groups=True)
    vendor: names.Party | None = one("Who sells.", "vendor_id", filters=True, groups=True)
    vendor_reference: str | None = column("What the vendor calls the order; null if it gave no name.")
    warehouse: names.Warehouse | None = one(
        "Where the goods go; null while nobody has said.", "warehouse_id", filters=True, groups=True
    )
    ordered_at: dt.datetime = column(
        "When it was ordered.", filters=True, orders=True, groups=True, zone=zones.of_company
    )
    expected_on: dt.date | None = column(
        "The day on which the goods are expected; null where none was agreed.", filters=True, orders=True
    )
    shipped_on: dt.date | None = column("The day on which the vendor shipped; null where it has not, or did not say.")
    net: Money | None = measure(
        "The sum of its lines, without tax and freight.", "net_amount", "currency", needs=READ_PRICE, sums=True
    )
    tax: Money | None = measure("The tax on it.", "tax_amount", "currency", needs=READ_PRICE, sums=True)
    freight: Money | None = measure(
        "What the vendor charges for the carriage.", "freight_amount", "currency", needs=READ_PRICE, sums=True
    )
    total: Money | None = measure(
        "What the company owes for it: net, tax and freight.",
        "total_amount",
        "currency",
        needs=READ_PRICE,
        filters=True,
        orders=True,
        sums=True,
    )
    note: str | None = column("Remarks for people; null if there are none.")
    lines: list[names.PurchaseOrderLine] | None = many(
        "Its positions, in their order.", "order_id", order="position", at_most=500, filters=True
    )
    invoices: Connection[names.Invoice] | None = pages(
        "The bills and notes that name a position of it.",
        names.Invoice,
        link=invoices_that_bill(models.PurchaseOrderLine.__table__, "purchase_order_line_id"),
        needs=READ_BILL,
    )
    attachments: Connection[names.Attachment] | None = pages(
        "The files at it that the viewer may see.", names.Attachment, "entity_id"
    )
    trace: DocumentTrace = trace_of("PurchaseOrder")


@entity(models.PurchaseOrderLine, needs=READ)
class PurchaseOrderLine(CompanyRecord):
    """One position of a purchase order."""

    order: names.PurchaseOrder | None = one(
        "The order that it is a position of.", "order_id", filters=True, groups=True
    )
    position: int = column("Its place in the order, from 1 on.")
    sku: names.Sku | None = one("What was ordered.", "sku_id", filters=True, groups=True)
    description: str = column("What it says on the documents.")
    quantity: Quantity = measure("How much was ordered.", "quantity", "unit_id", sums=True)
    unit_price: Money | None = measure("The price of one unit, six digits.", "unit_price", "currency", needs=READ_PRICE)
    extended_price: Money | None = measure(
        "Quantity times price before it is rounded to the digits of the currency, six digits; never null for who may read it.",
        lambda line: sa.func.round(line.quantity * line.unit_price, 6, type_=sa.Numeric()),
        "currency",
        needs=READ_PRICE,
        sums=True,
    )
    net: Money | None = measure(
        "Quantity times price, without tax.", "net_amount", "currency", needs=READ_PRICE, sums=True
    )
    due_on: dt.date | None = column(
        "The day on which it is to arrive; null where none was agreed.", filters=True, orders=True, groups=True
    )
    received_quantity: Quantity = measure(
        "How much has arrived, what was rejected included.", "received_quantity", "unit_id", sums=True
    )
    rejected_quantity: Quantity = measure(
        "How much of what arrived was not accepted.", "rejected_quantity", "unit_id", sums=True
    )
    billed_quantity: Quantity | None = measure(
        "How much of it is billed by posted bills, less what notes give back; never null for who may read it.",
        quantity_billed("purchase_order_line_id"),
        "unit_id",
        needs=READ_BILL,
    )
    invoice_lines: Connection[names.InvoiceLine] | None = pages(
        "The lines of bills and notes that name it.", names.InvoiceLine, "purchase_order_line_id", needs=READ_BILL
    )
