"""Returns: what customers may send back, what came back of it, and what was found."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
import strawberry

import models
from models import ReturnedGoods, ReturnRemedy, ReturnState
from planner.entity import entity
from planner.fields import Columns, column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Quantity
from schema.enums import described
from schema.inventory.of_sku import unit_of_sku
from schema.sales.order_words import READ_INVOICE
from schema.trace import DocumentTrace, trace_of
from schema.transitions import available_transitions
from services.sales.returns.inspecting import FINDINGS_MAX
from services.sales.returns.life import LIFE

READ = "sales.return:read"
WRITE = "sales.return:write"
APPROVE = "sales.return:approve"
LINES_MAX = 2_000


class ReturnTransition(StrEnum):
    """What can be done with a return."""

    APPROVE = "APPROVE"
    REJECT = "REJECT"
    SEND = "SEND"
    RECEIVE = "RECEIVE"
    INSPECT = "INSPECT"
    CREDIT = "CREDIT"
    REPLACE = "REPLACE"
    CLOSE = "CLOSE"
    CANCEL = "CANCEL"


described(
    ReturnState,
    "Where a return is in its life cycle.",
    {
        ReturnState.REQUESTED: "The customer asks whether goods may come back.",
        ReturnState.APPROVED: "They may.",
        ReturnState.IN_TRANSIT: "They are on their way.",
        ReturnState.RECEIVED: "They are here, and promised to nobody until they were looked at.",
        ReturnState.INSPECTED: "It is said what becomes of them, and what the customer gets.",
        ReturnState.CLOSED: "The customer got it.",
        ReturnState.REJECTED: "They may not come back.",
        ReturnState.CANCELLED: "It was called off before anything came back.",
    },
)
described(
    ReturnedGoods,
    "What becomes of goods that came back.",
    {
        ReturnedGoods.RESTOCK: "They are put on a shelf again.",
        ReturnedGoods.SCRAP: "They are thrown away: a loss of stock.",
    },
)
described(
    ReturnRemedy,
    "What the customer gets for goods that came back.",
    {
        ReturnRemedy.REFUND: "What was paid for them, in a credit note.",
        ReturnRemedy.REPLACE: "The same goods once more.",
        ReturnRemedy.NONE: "Nothing.",
    },
)
described(
    ReturnTransition,
    "What can be done with a return.",
    {
        ReturnTransition.APPROVE: "Let goods come back.",
        ReturnTransition.REJECT: "Let them not.",
        ReturnTransition.SEND: "Say that they are on their way.",
        ReturnTransition.RECEIVE: "Say what came back, and put it into stock.",
        ReturnTransition.INSPECT: "Say what becomes of it, and what the customer gets.",
        ReturnTransition.CREDIT: "Draft the credit notes.",
        ReturnTransition.REPLACE: "Draft an order of the same goods.",
        ReturnTransition.CLOSE: "Bring it to its end.",
        ReturnTransition.CANCEL: "Call it off.",
    },
)


def _unit_of_finding(finding: Columns) -> sa.ColumnElement[Any]:
    line, sku = models.ReturnAuthorizationLine.__table__.alias(), models.Sku.__table__.alias()
    query = sa.select(sku.c.unit_id).select_from(line.join(sku, sku.c.id == line.c.sku_id))
    return query.where(line.c.id == finding.line_id).correlate_except(line, sku).scalar_subquery()


@entity(models.ReturnAuthorization, needs=READ, order="-id")
class ReturnAuthorization(CompanyRecord):
    """That a customer may send back goods of an order that were shipped."""

    number: str | None = column(
        "The number that people call it by, unique in its company; null only in a simulation.",
        filters=True,
        orders=True,
    )
    state: ReturnState = column("Where it is in its life cycle.", filters=True, groups=True)
    available_transitions: list[ReturnTransition] = available_transitions(
        "What the viewer may do next with it.", LIFE, tuple(ReturnTransition)
    )
    customer: names.Party | None = one("Who sends it back.", "customer_id", filters=True, groups=True)
    sales_order: names.SalesOrder | None = one("What it was ordered by.", "sales_order_id", filters=True)
    reason: str | None = column("Why the customer sends it back; null where nobody said.")
    reject_reason: str | None = column("Why it may not come back; null where it may, or nobody has judged yet.")
    tracking_number: str | None = column(
        "The number by which its carrier follows it; null where the customer has not said."
    )
    received_at: dt.datetime | None = column("When it came back; null until then.", filters=True, orders=True)
    location: names.Location | None = one(
        "Where what came back was put, to be looked at; null until then.", "location_id", filters=True
    )
    replacement_order: names.SalesOrder | None = one(
        "The order by which the customer gets the same goods once more, at no price; null where there is none.",
        "replacement_order_id",
        filters=True,
    )
    lines: list[names.ReturnAuthorizationLine] | None = many(
        "What may come back, in the order in which it was shipped.",
        "authorization_id",
        order="position",
        at_most=LINES_MAX,
    )
    credit_notes: Connection[names.Invoice] | None = pages(
        "The notes that give back what it cost.", names.Invoice, "return_authorization_id", needs=READ_INVOICE
    )
    moves: Connection[names.StockMove] | None = pages(
        "What it moved: what came back, and where it was put after it was looked at.", names.StockMove, "document_id"
    )
    entries: Connection[names.JournalEntry] | None = pages(
        "What that was worth in the books; empty until it came back, or where stock is kept outside of them.",
        names.JournalEntry,
        "source_id",
    )
    trace: DocumentTrace = trace_of("ReturnAuthorization")


@entity(models.ReturnAuthorizationLine, needs=READ)
class ReturnAuthorizationLine(CompanyRecord):
    """How much of a line of a shipment may come back, and how much has."""

    authorization: names.ReturnAuthorization | None = one("The return that it is of.", "authorization_id")
    position: int = column("Its place in the return, from 1 on.")
    sales_order_line: names.SalesOrderLine | None = one("What was ordered.", "sales_order_line_id", filters=True)
    shipment_line: names.ShipmentLine | None = one("What was shipped.", "shipment_line_id", filters=True)
    sku: names.Sku | None = one("What comes back.", "sku_id", filters=True)
    lot: names.Lot | None = one("Which lot it is of; null where lots are not told apart.", "lot_id", filters=True)
    quantity: Quantity = measure("How much may come back, in the unit of the SKU.", "quantity", unit_of_sku)
    received_quantity: Quantity | None = measure(
        "How much came back, in the unit of the SKU; null until then.", "received_quantity", unit_of_sku
    )
    inspections: list[names.ReturnInspection] | None = many(
        "What was found of it; empty until it was looked at.", "line_id", order="position", at_most=FINDINGS_MAX
    )


@entity(models.ReturnInspection, needs=READ)
class ReturnInspection(CompanyRecord):
    """What was found of goods that came back: what becomes of them, and what the customer gets."""

    line: names.ReturnAuthorizationLine | None = one("What came back.", "line_id", filters=True)
    position: int = column("Its place among what was found of the line, from 1 on.")
    quantity: Quantity = measure("How much of it, in the unit of the SKU.", "quantity", _unit_of_finding)
    goods: ReturnedGoods = column("What becomes of it.")
    remedy: ReturnRemedy = column("What the customer gets for it.")
    location: names.Location | None = one("Where it was put.", "location_id", filters=True)
    note: str | None = column("Remarks for people; null if there are none.")


@strawberry.input(description="How much of a line of an order or of a shipment is to come back.")
class ReturnLineInput:
    """How much of a line of an order or of a shipment is to come back."""

    quantity: Decimal = strawberry.field(description="How much of it, in the unit of the SKU.")
    order_line_id: strawberry.ID | None = strawberry.field(
        description="The line of the order: of its shipments what left first comes back first.",
        default=strawberry.UNSET,
    )
    shipment_line_id: strawberry.ID | None = strawberry.field(
        description="The line of a shipment, instead of the line of the order.", default=strawberry.UNSET
    )


@strawberry.input(description="What of an order is to come back.")
class ReturnAuthorizationCreateInput:
    """What of an order is to come back."""

    sales_order_id: strawberry.ID = strawberry.field(description="The order.")
    lines: list[ReturnLineInput] | None = strawberry.field(
        description="Which lines and how much of them; all that was shipped and has not come back when left out.",
        default=strawberry.UNSET,
    )
    reason: str | None = strawberry.field(description="Why it comes back.", default=strawberry.UNSET)


@strawberry.input(description="How much of a line of a return came back.")
class ReturnReceivedInput:
    """How much of a line of a return came back."""

    line_id: strawberry.ID = strawberry.field(description="The line of the return.")
    quantity: Decimal = strawberry.field(description="How much, in the unit of the SKU; zero for nothing.")


@strawberry.input(description="What becomes of some of a line that came back, and what the customer gets for it.")
class ReturnFindingInput:
    """What becomes of some of a line that came back, and what the customer gets for it."""

    line_id: strawberry.ID = strawberry.field(description="The line of the return.")
    quantity: Decimal = strawberry.field(description="How much of it, in the unit of the SKU.")
    goods: ReturnedGoods = strawberry.field(description="What becomes of it.")
    remedy: ReturnRemedy = strawberry.field(description="What the customer gets for it.")
    location_id: strawberry.ID | None = strawberry.field(
        description="The shelf that it is put on; left out it stays where it is. What is scrapped goes to the place for that.",
        default=strawberry.UNSET,
    )
    note: str | None = strawberry.field(description="Remarks for people.", default=strawberry.UNSET)
