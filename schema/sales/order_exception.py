"""Exceptions of orders as clients see them: which lines are one, and what was decided."""

from typing import Any

import sqlalchemy as sa

import models
from models import Resolution
from planner.entity import entity
from planner.fields import Columns, column, measure, one
from schema import names
from schema.base import CompanyRecord, Quantity
from schema.enums import described
from schema.past_wall import past
from schema.sales.order_lines import quantity_refunded

READ = "sales.order:read"

described(
    Resolution,
    "What becomes of an exception of an order.",
    {
        Resolution.RECREATE: "It is done again: goods leave with another shipment, or are billed again.",
        Resolution.IGNORE: "It is not done any more: goods are called off, or are not billed.",
    },
)


def is_delivery_exception(line: Columns) -> sa.ColumnElement[Any]:
    """Tell whether a shipment of a line was called off, nobody has decided, and no other shipment has its goods."""
    part, shipment = past(models.ShipmentLine), past(models.Shipment)
    decided = past(models.SalesOrderResolution)
    of_line = part.join(shipment, shipment.c.id == part.c.shipment_id)
    is_over = shipment.c.state == sa.literal_column("'CANCELLED'")
    open_parts = sa.select(sa.literal_column("1", sa.Integer())).select_from(
        of_line.outerjoin(decided, decided.c.shipment_line_id == part.c.id)
    )
    open_parts = open_parts.where(part.c.sales_order_line_id == line.id, is_over, decided.c.id.is_(None))
    spoken = sa.func.coalesce(sa.func.sum(sa.func.coalesce(part.c.picked_quantity, part.c.quantity)), 0)
    others = sa.select(sa.cast(spoken, sa.Numeric())).select_from(of_line)
    others = others.where(part.c.sales_order_line_id == line.id, sa.not_(is_over))
    there = others.correlate_except(part, shipment).scalar_subquery()
    return sa.and_(
        open_parts.correlate_except(part, shipment, decided).exists(), there < line.quantity - line.cancelled_quantity
    )


def is_billing_exception(line: Columns) -> sa.ColumnElement[Any]:
    """Tell whether a note gave back some of a line that did not come back, nobody has decided, and it is not billed again."""
    said, bill = past(models.InvoiceLine), past(models.Invoice)
    decided = past(models.SalesOrderResolution)
    of_line = said.join(bill, bill.c.id == said.c.invoice_id)
    is_note = bill.c.kind == sa.literal_column("'CREDIT_NOTE'")
    notes = sa.select(sa.literal_column("1", sa.Integer())).select_from(
        of_line.outerjoin(decided, decided.c.note_line_id == said.c.id)
    )
    notes = notes.where(
        said.c.sales_order_line_id == line.id, is_note, bill.c.entry_id.is_not(None),
        bill.c.return_authorization_id.is_(None), decided.c.id.is_(None),
    )  # fmt: skip
    signed = sa.case((is_note, -said.c.quantity), else_=said.c.quantity)
    # What is in another draft is on its way.
    billed = sa.select(sa.cast(sa.func.coalesce(sa.func.sum(signed), 0), sa.Numeric())).select_from(of_line)
    billed = billed.where(said.c.sales_order_line_id == line.id, sa.or_(sa.not_(is_note), bill.c.entry_id.is_not(None)))
    done = billed.correlate_except(said, bill).scalar_subquery() + quantity_refunded(line) + line.waived_quantity
    return sa.and_(notes.correlate_except(said, bill, decided).exists(), done < line.quantity - line.cancelled_quantity)


def _unit(of: Columns) -> Any:
    line = models.SalesOrderLine.__table__.alias()
    return sa.select(line.c.unit_id).where(line.c.id == of.order_line_id).correlate_except(line).scalar_subquery()


@entity(models.SalesOrderResolution, needs=READ)
class SalesOrderResolution(CompanyRecord):
    """What was decided of an exception of an order, once for each line of a shipment or of a note."""

    order_line: names.SalesOrderLine | None = one("The line of the order.", "order_line_id", filters=True)
    shipment_line: names.ShipmentLine | None = one(
        "What was called off with its shipment; null where it is about a note.", "shipment_line_id", filters=True
    )
    note_line: names.InvoiceLine | None = one(
        "What a note gives back; null where it is about a shipment.", "note_line_id", filters=True
    )
    resolution: Resolution = column("What becomes of it.")
    quantity: Quantity = measure("How much it is about, in the unit of the line of the order.", "quantity", _unit)
