"""Shipments as clients see and write them."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional

import models
from models import AllocationStrategy, DiscrepancyReason, ShipmentKind, ShipmentState
from planner.entity import entity
from planner.fields import Columns, column, computed, many, measure, one
from planner.inputs import Later, resolved
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Quantity
from schema.enums import described
from schema.errors.facts import StockShortage
from schema.inventory.of_sku import unit_of_sku
from schema.logistics.weighing import carrier_name, tracking_url, weight_of_package, weight_of_shipment
from schema.past_wall import past
from schema.payloads import part, payload_type
from schema.trace import DocumentTrace, trace_of
from schema.transitions import available_transitions
from services.logistics.shipment.handling import PACKAGES_MAX
from services.logistics.shipment.life import LIFE

READ = "logistics.shipment:read"
WRITE = "logistics.shipment:write"
LINES_MAX = 2_000
BACKORDERS_MAX = 200


class ShipmentTransition(StrEnum):
    """What can be done with a shipment."""

    SPLIT = "SPLIT"
    PICK = "PICK"
    PACK = "PACK"
    BOOK = "BOOK"
    SHIP = "SHIP"
    DELIVER = "DELIVER"
    CANCEL = "CANCEL"


described(
    ShipmentKind,
    "Which way goods go.",
    {
        ShipmentKind.OUTBOUND: "They leave a warehouse for a customer.",
        ShipmentKind.DROP_SHIPMENT: "A vendor delivers them to a customer; they are never stock here.",
    },
)
described(
    ShipmentState,
    "Where a shipment is in its life cycle; where its parcels are is told by what carriers tell of them.",
    {
        ShipmentState.READY: "Its goods are reserved, and nobody has taken them from their places yet.",
        ShipmentState.PICKED: "Its goods were taken from their places.",
        ShipmentState.PACKED: "They are in parcels.",
        ShipmentState.SHIPPED: "They have left, and are stock no more.",
        ShipmentState.DELIVERED: "They have arrived.",
        ShipmentState.CANCELLED: "It was called off; its goods are still reserved for the order, unless that let them go.",
    },
)
described(
    ShipmentTransition,
    "What can be done with a shipment.",
    {
        ShipmentTransition.SPLIT: "Put some of it into a shipment of its own.",
        ShipmentTransition.PICK: "Say what was taken from its place.",
        ShipmentTransition.PACK: "Say what is in which parcel.",
        ShipmentTransition.BOOK: "Announce its parcels to a carrier.",
        ShipmentTransition.SHIP: "Let it leave.",
        ShipmentTransition.DELIVER: "Say that it has arrived.",
        ShipmentTransition.CANCEL: "Call it off.",
    },
)


def _unit_of_content(content: Columns) -> sa.ColumnElement[Any]:
    line, sku = past(models.ShipmentLine), models.Sku.__table__.alias()
    query = sa.select(sku.c.unit_id).select_from(line.join(sku, sku.c.id == line.c.sku_id))
    return query.where(line.c.id == content.shipment_line_id).correlate_except(line, sku).scalar_subquery()


@entity(models.Shipment, needs=READ, order="-planned_on")
class Shipment(CompanyRecord):
    """Goods of an order that leave a warehouse together."""

    number: str | None = column(
        "The number that people call it by, unique in its company; null only in a simulation.",
        filters=True,
        orders=True,
    )
    kind: ShipmentKind = column("Which way the goods go.")
    state: ShipmentState = column("Where it is in its life cycle.", filters=True, groups=True)
    available_transitions: list[ShipmentTransition] = available_transitions(
        "What the viewer may do next with it.", LIFE, tuple(ShipmentTransition)
    )
    party: names.Party | None = one("Who gets it.", "party_id", filters=True)
    address: names.Address | None = one("Where it goes; null for the main address of the party.", "address_id")
    warehouse: names.Warehouse | None = one(
        "Where it leaves; null for what a vendor delivers.", "warehouse_id", filters=True, groups=True
    )
    sales_order: names.SalesOrder | None = one(
        "The order that it is for; null where it is for none.", "sales_order_id", filters=True
    )
    carrier_service: names.CarrierService | None = one(
        "In which way it is carried; null while nobody has said.", "carrier_service_id", filters=True
    )
    carrier_name: str | None = computed("Who carries it; null while nobody has said.", carrier_name)
    goods_weight_kg: Decimal | None = computed(
        "What its goods weigh in kilograms by their SKUs, six digits; null where nobody has said of one of them.",
        weight_of_shipment,
    )
    backorder_of: names.Shipment | None = one(
        "The shipment of the same order that leaves, or left, without these goods; null for the first.",
        "backorder_of_id",
        filters=True,
    )
    goods_receipt: names.GoodsReceipt | None = one(
        "What is owed to the vendor that has delivered it, until it is billed; null for what leaves a warehouse.",
        "goods_receipt_id",
        filters=True,
    )
    planned_on: dt.date = column("The day on which it is to leave.", filters=True, orders=True)
    picker: names.User | None = one(
        "Who gathers its goods: whose task it is; null while it is nobody's.", "picker_id", filters=True
    )
    picking_started_at: dt.datetime | None = column(
        "When they began to; null while they have not, or it is somebody else's now."
    )
    shipped_at: dt.datetime | None = column("When it left; null until then.", filters=True, orders=True)
    delivered_at: dt.datetime | None = column(
        "When it arrived, all of it; null where nobody has said.", filters=True, orders=True
    )
    received_by: str | None = column("Who took it where it arrived; null where nobody has said.")
    lines: list[names.ShipmentLine] | None = many(
        "What is in it, in the order of the lines of the order.",
        "shipment_id",
        order="position",
        at_most=LINES_MAX,
    )
    backorders: list[names.Shipment] | None = many(
        "What was left out of it, and leaves later.", "backorder_of_id", order="planned_on", at_most=BACKORDERS_MAX
    )
    packages: list[names.Package] | None = many("Its parcels.", "shipment_id", order="position", at_most=PACKAGES_MAX)
    moves: Connection[names.StockMove] | None = pages(
        "What it moved; empty until it has left.", names.StockMove, "document_id"
    )
    tracking_events: Connection[names.TrackingEvent] | None = pages(
        "What happened to its parcels.", names.TrackingEvent, "document_id"
    )
    entries: Connection[names.JournalEntry] | None = pages(
        "What that was worth in the books; empty until it has left, or where stock is kept outside of them.",
        names.JournalEntry,
        "source_id",
    )
    trace: DocumentTrace = trace_of("Shipment")


@entity(models.ShipmentLine, needs=READ)
class ShipmentLine(CompanyRecord):
    """Goods of one place that leave, as they are reserved for a line of the order."""

    shipment: names.Shipment | None = one("The shipment that it is of.", "shipment_id")
    position: int = column("Its place in what was planned together, from 1 on.")
    sales_order_line: names.SalesOrderLine | None = one("What was ordered.", "sales_order_line_id", filters=True)
    reservation: names.Reservation | None = one(
        "What keeps the goods for it; null for what a vendor delivers.", "reservation_id", filters=True
    )
    sku: names.Sku | None = one("What leaves.", "sku_id", filters=True)
    location: names.Location | None = one(
        "Where it lies; what a vendor delivers comes from the place of vendors.", "location_id", filters=True
    )
    lot: names.Lot | None = one("Which lot it is of; null where lots are not told apart.", "lot_id", filters=True)
    quantity: Quantity = measure("How much is to leave, in the unit of the SKU.", "quantity", unit_of_sku)
    picked_quantity: Quantity | None = measure(
        "How much was taken from its place, in the unit of the SKU; null where nobody has said. That much leaves.",
        "picked_quantity",
        unit_of_sku,
    )


@entity(models.Package, needs=READ)
class Package(CompanyRecord):
    """A parcel of a shipment."""

    shipment: names.Shipment | None = one("The shipment that it is of.", "shipment_id")
    position: int = column("Its place among the parcels of the shipment, from 1 on.")
    weight_kg: Decimal | None = column(
        "What it weighs with its packing in kilograms, six digits; null where nobody has weighed it."
    )
    tracking_number: str | None = column(
        "The number by which its carrier follows it; null where there is none.", filters=True
    )
    sscc: str | None = column(
        "The serial shipping container code on its label, 18 digits; null where it has none.", filters=True
    )
    tracking_url: str | None = computed(
        "Where it is followed, as the carrier has it; null where there is no such place, or no number.", tracking_url
    )
    goods_weight_kg: Decimal | None = computed(
        "What the goods in it weigh in kilograms by their SKUs, six digits; null where nobody has said of one of them.",
        weight_of_package,
    )
    contents: list[names.PackageContent] | None = many(
        "What is in it.", "package_id", order="shipment_line_id", at_most=LINES_MAX
    )


@entity(models.PackageContent, needs=READ)
class PackageContent(CompanyRecord):
    """How much of a line of the shipment is in a parcel."""

    package: names.Package | None = one("The parcel.", "package_id")
    shipment_line: names.ShipmentLine | None = one("What is in it.", "shipment_line_id", filters=True)
    quantity: Quantity = measure("How much of it, in the unit of the SKU.", "quantity", _unit_of_content)


@strawberry.input(description="How much of a line of an order is to leave.")
class ShipmentLineInput:
    """How much of a line of an order is to leave."""

    line_id: strawberry.ID = strawberry.field(description="The line of the order.")
    quantity: Decimal = strawberry.field(
        description="How much of it, in the unit of the SKU; what is reserved at most."
    )


@strawberry.input(description="What of an order is to leave.")
class ShipmentCreateInput:
    """What of an order is to leave."""

    sales_order_id: strawberry.ID = strawberry.field(description="The order: a confirmed one.")
    lines: list[ShipmentLineInput] | None = strawberry.field(
        description="Which lines and how much of them; all that is there when left out.", default=strawberry.UNSET
    )
    carrier_service_id: strawberry.ID | None = strawberry.field(
        description="In which way it is to be carried.", default=strawberry.UNSET
    )
    planned_on: dt.date | None = strawberry.field(
        description="The day on which it is to leave; today when left out.", default=strawberry.UNSET
    )
    strategy: AllocationStrategy | None = strawberry.field(
        description="Which goods are taken first of what is not reserved yet; as the warehouse has it when left out.",
        default=strawberry.UNSET,
    )


@strawberry.input(description="How much of a line of a shipment was picked, or is in a parcel.")
class ShipmentPartInput:
    """How much of a line of a shipment was picked, or is in a parcel."""

    line_id: strawberry.ID = strawberry.field(description="The line of the shipment.")
    quantity: Decimal = strawberry.field(description="How much, in the unit of the SKU.")


@strawberry.input(
    description="How much of a line of a shipment was taken so far, and what was found instead of the rest."
)
class ShipmentPickedInput:
    """How much of a line of a shipment was taken so far."""

    line_id: strawberry.ID = strawberry.field(description="The line of the shipment.")
    quantity: Decimal = strawberry.field(description="How much was taken of it so far, in the unit of the SKU.")
    reason: DiscrepancyReason | None = strawberry.field(
        description="What was found instead of the rest, which is not looked for there any more; left out while somebody "
        "goes on.",
        default=strawberry.UNSET,
    )
    remark: str | None = strawberry.field(
        description="What is to be said of it, in at most 500 characters.", default=strawberry.UNSET
    )
    moved_to_id: strawberry.ID | None = strawberry.field(
        description="Where damaged or expired goods were put: a place of the same warehouse where goods are withheld. "
        "Otherwise a count of the place is proposed.",
        default=strawberry.UNSET,
    )


@strawberry.input(description="A parcel of a shipment.")
class PackageInput:
    """A parcel of a shipment."""

    contents: list[ShipmentPartInput] = strawberry.field(description="What is in it.")
    weight_kg: Decimal | None = strawberry.field(
        description="What it weighs with its packing, in kilograms.", default=strawberry.UNSET
    )
    tracking_number: str | None = strawberry.field(
        description="The number by which its carrier follows it, where it has one already; `shipmentBook` gives others.",
        default=strawberry.UNSET,
    )
    sscc: str | None = strawberry.field(
        description="The serial shipping container code on its label, 18 digits.", default=strawberry.UNSET
    )


def shipments_payload() -> Any:
    """Give the payload of making shipments of an order."""
    return StrawberryOptional(cast("Any", Later("ShipmentCreatePayload", _payload)))


def confirmed_payload() -> Any:
    """Give the payload of saying what was taken of lines."""
    return StrawberryOptional(cast("Any", Later("ShipmentPickConfirmPayload", _confirmed_payload)))


@cache
def _confirmed_payload() -> type[Any]:
    return payload_type(
        "ShipmentPickConfirmPayload",
        "What came of saying what was taken of lines.",
        part(
            "shipment",
            StrawberryOptional(resolved(names.Shipment)),
            "It as it is now; null where nothing was done, or where you may not see it.",
        ),
        part(
            "discrepancies",
            StrawberryOptional(StrawberryList(StrawberryOptional(resolved(names.StockDiscrepancy)))),
            "What was not found, in the order of the input; null where nothing was done.",
        ),
        part(
            "replacements",
            StrawberryOptional(StrawberryList(StrawberryOptional(resolved(names.ShipmentLine)))),
            "The lines by which the same is taken elsewhere; null where nothing was done.",
        ),
        part(
            "shortages",
            StrawberryOptional(StrawberryList(StockShortage)),
            "What is nowhere else in the warehouse, and stays open on the order; null where nothing was done.",
        ),
    )


@cache
def _payload() -> type[Any]:
    return payload_type(
        "ShipmentCreatePayload",
        "What came of making shipments of an order.",
        part(
            "shipments",
            StrawberryOptional(StrawberryList(StrawberryOptional(resolved(names.Shipment)))),
            "One for each warehouse that goods leave; null where nothing was done.",
        ),
    )
