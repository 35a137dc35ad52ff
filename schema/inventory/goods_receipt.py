"""Goods receipts as clients see and write them."""

import datetime as dt
from decimal import Decimal

import strawberry

import models
from planner.entity import entity
from planner.fields import column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money, Quantity
from schema.billed import quantity_billed
from schema.inventory.of_sku import unit_of_sku
from schema.scalars import CurrencyCode
from schema.trace import DocumentTrace, trace_of

READ = "inventory.move:read"
WRITE = "inventory.move:write"
READ_BILL = "finance.bill:read"
READ_COST = "inventory.cost:read"


@entity(models.GoodsReceipt, needs=READ, order="-received_on")
class GoodsReceipt(CompanyRecord):
    """That goods arrived from a vendor. A fact: it never changes."""

    number: str | None = column(
        "The number that people call it by, unique in its company; null only in a simulation.",
        filters=True,
        orders=True,
    )
    vendor: names.Party | None = one("Who sent them.", "vendor_id", filters=True, groups=True)
    vendor_reference: str | None = column("What the vendor's delivery note is called; null where nobody said.")
    received_on: dt.date = column(
        "The day on which they arrived, in the time zone of the company.", filters=True, orders=True, groups=True
    )
    currency: CurrencyCode = column("The currency of its prices.")
    rate: Decimal = column("How much of the company's currency one unit of that is worth, ten digits.")
    note: str | None = column("Remarks for people; null if there are none.")
    lines: list[names.GoodsReceiptLine] | None = many(
        "What arrived, in the order in which it was said.", "receipt_id", order="position", at_most=200, filters=True
    )
    moves: Connection[names.StockMove] | None = pages("What it moved.", names.StockMove, "document_id")
    values: Connection[names.StockValueEntry] | None = pages(
        "What that was worth, and what it corrected.", names.StockValueEntry, "document_id"
    )
    entries: Connection[names.JournalEntry] | None = pages(
        "What was posted of it: none where nothing was worth anything, or the company keeps its stock outside of its books.",
        names.JournalEntry,
        "source_id",
    )
    trace: DocumentTrace = trace_of("GoodsReceipt")


@entity(models.GoodsReceiptLine, needs=READ)
class GoodsReceiptLine(CompanyRecord):
    """What arrived of one SKU. A fact: it never changes."""

    receipt: names.GoodsReceipt | None = one("What it arrived with.", "receipt_id", filters=True)
    position: int = column("Its place in the receipt, from 1 on.")
    purchase_order_line: names.PurchaseOrderLine | None = one(
        "The position of an order that it is a part of; null for goods that nobody ordered here.",
        "purchase_order_line_id",
        filters=True,
    )
    sku: names.Sku | None = one("What arrived.", "sku_id", filters=True, groups=True)
    location: names.Location | None = one("Where it was put.", "location_id", filters=True, groups=True)
    lot: names.Lot | None = one(
        "Its lot; null for goods without, and for pieces with serial numbers, which are the lots of its moves.",
        "lot_id",
        filters=True,
    )
    quantity: Quantity = measure("How much arrived, in the unit in which it was bought.", "quantity", "unit_id")
    stock_quantity: Quantity = measure(
        "How much that is in the unit of the SKU.", "stock_quantity", unit_of_sku, sums=True
    )
    unit_price: Money | None = measure(
        "The price of one unit in which it was bought, six digits; null where nobody knew it, and it is worth what is there.",
        "unit_price",
        "currency",
        needs=READ_COST,
    )
    billed_quantity: Quantity | None = measure(
        "How much of it is billed by posted bills, less what notes give back, in the unit in which it was bought; never null "
        "for who may read it.",
        quantity_billed("goods_receipt_line_id"),
        "unit_id",
        needs=READ_BILL,
    )
    invoice_lines: Connection[names.InvoiceLine] | None = pages(
        "The lines of bills and notes that name it.", names.InvoiceLine, "goods_receipt_line_id", needs=READ_BILL
    )
    accrued: Money | None = measure(
        "What is owed for it until it is billed, in the currency of the company; never null for who may read it.",
        "accrued_amount",
        "company_currency",
        needs=READ_COST,
        sums=True,
    )


@strawberry.input(description="What arrived of one SKU.")
class GoodsReceiptLineInput:
    """What arrived of one SKU."""

    location_id: strawberry.ID = strawberry.field(description="Where it is put: a location that holds stock.")
    quantity: Decimal = strawberry.field(description="How much arrived, above zero, in the unit of the line.")
    purchase_order_line_id: strawberry.ID | None = strawberry.field(
        description="The position of an order that it is a part of.", default=strawberry.UNSET
    )
    sku_id: strawberry.ID | None = strawberry.field(
        description="What arrived; that of the order's position if left out.", default=strawberry.UNSET
    )
    unit_id: strawberry.ID | None = strawberry.field(
        description="The unit of quantity and price; that of the order's position, or else of the SKU, if left out.",
        default=strawberry.UNSET,
    )
    unit_price: Decimal | None = strawberry.field(
        description="The price of one unit, zero or more, without tax, six digits at most. That of the order's position if left "
        "out; without one, goods are worth what is there already.",
        default=strawberry.UNSET,
    )
    lot_number: str | None = strawberry.field(
        description="The number of its lot, where the product is tracked by lots; a lot that is known stays as it is.",
        default=strawberry.UNSET,
    )
    serial_numbers: list[str] | None = strawberry.field(
        description="A number for each piece, where the product is tracked piece by piece; 2,000 in a receipt at most.",
        default=strawberry.UNSET,
    )
    made_on: dt.date | None = strawberry.field(
        description="When a new lot was made; null if not known.", default=strawberry.UNSET
    )
    expires_on: dt.date | None = strawberry.field(
        description="The last day on which a new lot is good; null if it does not expire.", default=strawberry.UNSET
    )


@strawberry.input(description="What arrived from a vendor.")
class GoodsReceiptPostInput:
    """What arrived from a vendor."""

    company_id: strawberry.ID = strawberry.field(description="The company that it belongs to.")
    vendor_id: strawberry.ID = strawberry.field(description="Who sent it.")
    lines: list[GoodsReceiptLineInput] = strawberry.field(description="What arrived: 1 to 200 lines.")
    received_on: dt.date | None = strawberry.field(
        description="The day on which it arrived, today at the latest; today if left out.", default=strawberry.UNSET
    )
    currency: CurrencyCode | None = strawberry.field(
        description="The currency of the prices; that of the orders, or else of the company, if left out.",
        default=strawberry.UNSET,
    )
    rate: Decimal | None = strawberry.field(
        description="How much of the company's currency one unit of that is worth; the rate of the day if left out.",
        default=strawberry.UNSET,
    )
    vendor_reference: str | None = strawberry.field(
        description="What the vendor's delivery note is called.", default=strawberry.UNSET
    )
    note: str | None = strawberry.field(description="Remarks for people.", default=strawberry.UNSET)
