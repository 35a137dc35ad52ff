"""What is billed of orders, alike for sales and purchases: how much of a line, and by which invoices."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from models import InvoiceKind
from planner.fields import Columns, Expression, Link
from schema.past_wall import past

NOTES = (InvoiceKind.CREDIT_NOTE, InvoiceKind.DEBIT_NOTE)


def quantity_billed(named_by: str) -> Expression:
    """Give how much of an order's line is billed: what posted invoices say, less what notes give back, six digits."""

    def billed(line: Columns) -> ColumnElement[Any]:
        said, bill = past(models.InvoiceLine), past(models.Invoice)
        gives_back = sa.or_(*(bill.c.kind == kind for kind in NOTES))
        signed = sa.case((gives_back, -said.c.quantity), else_=said.c.quantity)
        query = sa.select(sa.func.round(sa.func.coalesce(sa.func.sum(signed), 0), 6, type_=sa.Numeric()))
        query = query.select_from(said.join(bill, bill.c.id == said.c.invoice_id))
        query = query.where(said.c[named_by] == line.id, bill.c.entry_id.is_not(None))
        return query.correlate_except(said, bill).scalar_subquery()

    return billed


def invoices_that_bill(lines: FromClause, named_by: str) -> Link:
    """Link an order to the invoices whose lines name one of its lines."""

    def link(order: Columns, invoice: FromClause) -> ColumnElement[bool]:
        said, line = models.InvoiceLine.__table__.alias(), lines.alias()
        query = sa.select(sa.literal_column("1", sa.Integer())).select_from(
            said.join(line, line.c.id == said.c[named_by])
        )
        query = query.where(said.c.invoice_id == invoice.c.id, line.c.order_id == order.id)
        return query.correlate_except(said, line).exists()

    return link
