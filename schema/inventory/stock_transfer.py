"""Stock transfers as clients see and write them."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import strawberry

import models
from models import AllocationStrategy, StockTransferState
from planner.entity import entity
from planner.fields import column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Quantity
from schema.enums import described
from schema.inventory.of_sku import unit_of_sku
from schema.trace import DocumentTrace, trace_of
from schema.transitions import available_transitions
from services.inventory.transfer.life import LIFE

READ = "inventory.transfer:read"
WRITE = "inventory.transfer:write"
LINES_MAX = 2_000


class StockTransferTransition(StrEnum):
    """What can be done with a stock transfer."""

    PICK = "PICK"
    DISPATCH = "DISPATCH"
    RECEIVE = "RECEIVE"
    RETURN = "RETURN"
    WRITE_OFF = "WRITE_OFF"
    CANCEL = "CANCEL"


described(
    StockTransferState,
    "Where a stock transfer is in its life cycle; how much of it has arrived is told by its lines.",
    {
        StockTransferState.READY: "Its goods are reserved where they lie.",
        StockTransferState.DISPATCHED: "They have left, and some of them are still on the way.",
        StockTransferState.CLOSED: "Nothing of it is on the way any more: it has arrived, come back, or was written off.",
        StockTransferState.CANCELLED: "It was called off before anything left, and nothing is reserved for it.",
    },
)
described(
    StockTransferTransition,
    "What can be done with a stock transfer.",
    {
        StockTransferTransition.PICK: "Say what was taken from its place.",
        StockTransferTransition.DISPATCH: "Let its goods leave.",
        StockTransferTransition.RECEIVE: "Say what has arrived.",
        StockTransferTransition.RETURN: "Say what has come back.",
        StockTransferTransition.WRITE_OFF: "Say what was lost on the way.",
        StockTransferTransition.CANCEL: "Call it off.",
    },
)


@entity(models.StockTransfer, needs=READ, order="-planned_on")
class StockTransfer(CompanyRecord):
    """Goods that go from one warehouse to another together. They stay the company's, and worth what they are, all the way."""

    number: str | None = column(
        "The number that people call it by, unique in its company; null only in a simulation.",
        filters=True,
        orders=True,
    )
    state: StockTransferState = column("Where it is in its life cycle.", filters=True, groups=True)
    available_transitions: list[StockTransferTransition] = available_transitions(
        "What the viewer may do next with it.", LIFE, tuple(StockTransferTransition)
    )
    from_warehouse: names.Warehouse | None = one("Where it leaves.", "from_warehouse_id", filters=True, groups=True)
    transit_location: names.Location | None = one(
        "Where its goods are while they are in neither warehouse.", "transit_location_id", filters=True
    )
    to_location: names.Location | None = one(
        "Where they are put, inside another warehouse, unless it is said otherwise when they arrive.",
        "to_location_id",
        filters=True,
        groups=True,
    )
    planned_on: dt.date = column("The day on which they are to be there.", filters=True, orders=True)
    reason: str | None = column("Why they go; null where nobody has said.")
    dispatched_at: dt.datetime | None = column("When they left; null until then.", filters=True, orders=True)
    closed_at: dt.datetime | None = column("When the last of it was on the way no more; null until then.")
    lines: list[names.StockTransferLine] | None = many(
        "What is in it, line by line.", "transfer_id", order="position", at_most=LINES_MAX
    )
    moves: Connection[names.StockMove] | None = pages(
        "What it moved; empty until it has left.", names.StockMove, "document_id", filters=True
    )
    entries: Connection[names.JournalEntry] | None = pages(
        "What was posted of it: only what was written off is worth nothing any more.", names.JournalEntry, "source_id"
    )
    trace: DocumentTrace = trace_of("StockTransfer")


@entity(models.StockTransferLine, needs=READ)
class StockTransferLine(CompanyRecord):
    """Goods of one place that go to another warehouse, as they are reserved for it."""

    transfer: names.StockTransfer | None = one("The transfer that it is of.", "transfer_id", filters=True)
    position: int = column("Its place in the transfer, from 1 on.")
    reservation: names.Reservation | None = one("What keeps, or kept, the goods for it.", "reservation_id")
    sku: names.Sku | None = one("What goes.", "sku_id", filters=True)
    location: names.Location | None = one("Where it lies, or lay, until it leaves.", "location_id", filters=True)
    lot: names.Lot | None = one("Which lot it is of; null where lots are not told apart.", "lot_id", filters=True)
    quantity: Quantity = measure("How much is to leave, in the unit of the SKU.", "quantity", unit_of_sku)
    picked_quantity: Quantity | None = measure(
        "How much was taken from its place so far, in the unit of the SKU; null where nobody has said.",
        "picked_quantity",
        unit_of_sku,
    )
    dispatched_quantity: Quantity = measure(
        "How much has left, in the unit of the SKU.", "dispatched_quantity", unit_of_sku
    )
    received_quantity: Quantity = measure(
        "How much of that has arrived, in the unit of the SKU.", "received_quantity", unit_of_sku
    )
    returned_quantity: Quantity = measure(
        "How much of it has come back, in the unit of the SKU.", "returned_quantity", unit_of_sku
    )
    written_off_quantity: Quantity = measure(
        "How much of it was lost on the way, in the unit of the SKU.", "written_off_quantity", unit_of_sku
    )
    under_way: Quantity = measure("How much is still on the way, in the unit of the SKU.", "under_way", unit_of_sku)


@strawberry.input(description="How much of a SKU is to go to another warehouse.")
class StockTransferLineInput:
    """How much of a SKU is to go to another warehouse."""

    sku_id: strawberry.ID = strawberry.field(description="What goes.")
    quantity: Decimal = strawberry.field(description="How much of it, in the unit of the SKU; above zero.")
    lot_id: strawberry.ID | None = strawberry.field(
        description="Of which lot; of any when left out.", default=strawberry.UNSET
    )


@strawberry.input(description="What is to go from one warehouse to another.")
class StockTransferCreateInput:
    """What is to go from one warehouse to another."""

    company_id: strawberry.ID = strawberry.field(description="The company whose stock it is.")
    from_warehouse_id: strawberry.ID = strawberry.field(description="Where goods leave.")
    to_location_id: strawberry.ID = strawberry.field(description="Where they are put: a place in another warehouse.")
    lines: list[StockTransferLineInput] = strawberry.field(description="What goes: 1 to 200 lines.")
    from_location_id: strawberry.ID | None = strawberry.field(
        description="The place from which, and from whose parts, goods are taken; any in the warehouse when left out.",
        default=strawberry.UNSET,
    )
    planned_on: dt.date | None = strawberry.field(
        description="The day on which they are to be there; today when left out.", default=strawberry.UNSET
    )
    reason: str | None = strawberry.field(description="Why they go.", default=strawberry.UNSET)
    strategy: AllocationStrategy | None = strawberry.field(
        description="Which goods are taken first; as the warehouse has it when left out.", default=strawberry.UNSET
    )


@strawberry.input(
    description="How much of a line of a stock transfer was taken, leaves, arrives, comes back or is lost."
)
class StockTransferPartInput:
    """How much of a line of a stock transfer was taken, leaves, arrives, comes back or is lost."""

    line_id: strawberry.ID = strawberry.field(description="The line of the transfer.")
    quantity: Decimal = strawberry.field(description="How much, in the unit of the SKU.")
