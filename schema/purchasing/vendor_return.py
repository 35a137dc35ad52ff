"""Returns to vendors as clients see and write them."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import strawberry

import models
from models import VendorReturnState
from planner.entity import entity
from planner.fields import column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money, Quantity
from schema.enums import described
from schema.inventory.of_sku import unit_of_sku
from schema.trace import DocumentTrace, trace_of
from schema.transitions import available_transitions
from services.purchasing.vendor_return.life import LIFE

READ = "purchasing.return:read"
WRITE = "purchasing.return:write"
READ_BILL = "finance.bill:read"
READ_COST = "inventory.cost:read"
LINES_MAX = 2_000


class VendorReturnTransition(StrEnum):
    """What can be done with a return to a vendor."""

    SHIP = "SHIP"
    CREDIT = "CREDIT"
    CANCEL = "CANCEL"


described(
    VendorReturnState,
    "Where a return to a vendor is in its life cycle.",
    {
        VendorReturnState.READY: "Its goods are reserved where they lie.",
        VendorReturnState.SHIPPED: "They have left.",
        VendorReturnState.CANCELLED: "It was called off before anything left, and nothing is reserved for it.",
    },
)
described(
    VendorReturnTransition,
    "What can be done with a return to a vendor.",
    {
        VendorReturnTransition.SHIP: "Let its goods leave.",
        VendorReturnTransition.CREDIT: "Draft the notes that give back what was billed of it.",
        VendorReturnTransition.CANCEL: "Call it off.",
    },
)


@entity(models.VendorReturn, needs=READ, order="-id")
class VendorReturn(CompanyRecord):
    """Goods of one receipt that go back to its vendor together."""

    number: str | None = column(
        "The number that people call it by, unique in its company; null only in a simulation.",
        filters=True,
        orders=True,
    )
    state: VendorReturnState = column("Where it is in its life cycle.", filters=True, groups=True)
    available_transitions: list[VendorReturnTransition] = available_transitions(
        "What the viewer may do next with it.", LIFE, tuple(VendorReturnTransition)
    )
    goods_receipt: names.GoodsReceipt | None = one(
        "What its goods came with; its vendor gets them back.", "goods_receipt_id", filters=True
    )
    reason: str | None = column("Why they go back; null where nobody has said.")
    shipped_at: dt.datetime | None = column("When they left; null until then.", filters=True, orders=True)
    lines: list[names.VendorReturnLine] | None = many(
        "What goes back, line by line.", "return_id", order="position", at_most=LINES_MAX
    )
    moves: Connection[names.StockMove] | None = pages(
        "What it moved; empty until it has left.", names.StockMove, "document_id", filters=True
    )
    values: Connection[names.StockValueEntry] | None = pages(
        "What that was worth.", names.StockValueEntry, "document_id"
    )
    entries: Connection[names.JournalEntry] | None = pages(
        "What was posted of it: none where the company keeps its stock outside of its books.",
        names.JournalEntry,
        "source_id",
    )
    credit_lines: Connection[names.InvoiceLine] | None = pages(
        "The lines of notes that give back what was billed of it.",
        names.InvoiceLine,
        "vendor_return_id",
        needs=READ_BILL,
    )
    trace: DocumentTrace = trace_of("VendorReturn")


@entity(models.VendorReturnLine, needs=READ)
class VendorReturnLine(CompanyRecord):
    """Goods of one place and lot that go back to a vendor, as they are reserved for it."""

    vendor_return: names.VendorReturn | None = one("The return that it is of.", "return_id", filters=True)
    position: int = column("Its place in the return, from 1 on.")
    goods_receipt_line: names.GoodsReceiptLine | None = one("What it came with.", "goods_receipt_line_id", filters=True)
    reservation: names.Reservation | None = one("What keeps, or kept, the goods for it.", "reservation_id")
    sku: names.Sku | None = one("What goes back.", "sku_id", filters=True)
    location: names.Location | None = one("Where it lies, or lay, until it leaves.", "location_id", filters=True)
    lot: names.Lot | None = one(
        "Which lot or piece it is; null where these are not told apart.", "lot_id", filters=True
    )
    quantity: Quantity = measure("How much goes back, in the unit of the SKU.", "quantity", unit_of_sku)
    reason: str | None = column("Why this goes back; null where the return says all.")
    billed_quantity: Quantity | None = measure(
        "How much of it was billed when it left, so that the vendor is to give it back; null until then.",
        "billed_quantity",
        unit_of_sku,
        needs=READ_BILL,
    )
    accrued: Money | None = measure(
        "What was accrued for what was not billed, and is owed no more, in the currency of the company; null until it has left.",
        "accrued_amount",
        "currency",
        needs=READ_COST,
    )
    owed: Money | None = measure(
        "What the vendor is to give back for what was billed, in the currency of the company; null until it has left.",
        "owed_amount",
        "currency",
        needs=READ_COST,
    )


@strawberry.input(description="How much of a line of a goods receipt goes back to the vendor.")
class VendorReturnLineInput:
    """How much of a line of a goods receipt goes back to the vendor."""

    goods_receipt_line_id: strawberry.ID = strawberry.field(description="What it came with: a line of the receipt.")
    quantity: Decimal = strawberry.field(description="How much of it, in the unit of the SKU; above zero.")
    location_id: strawberry.ID | None = strawberry.field(
        description="Where it lies, inside a warehouse; where it was put when it arrived, if left out. Goods that are blocked or in "
        "quarantine may go back.",
        default=strawberry.UNSET,
    )
    lot_id: strawberry.ID | None = strawberry.field(
        description="Its lot: the one that it came with if left out. Pieces with serial numbers are named one by one.",
        default=strawberry.UNSET,
    )
    reason: str | None = strawberry.field(description="Why this goes back.", default=strawberry.UNSET)


@strawberry.input(description="What goes back to the vendor that sent it.")
class VendorReturnCreateInput:
    """What goes back to the vendor that sent it."""

    goods_receipt_id: strawberry.ID = strawberry.field(description="The receipt that it came with.")
    lines: list[VendorReturnLineInput] = strawberry.field(description="What goes back: 1 to 2,000 lines.")
    reason: str | None = strawberry.field(description="Why it goes back.", default=strawberry.UNSET)
