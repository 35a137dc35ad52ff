"""Which rows are whose: customers, quotations and orders have a salesperson, and what hangs on them is that salesperson's too."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from auth.policy import Condition, OfSome, part_of

_PARTY = models.Party.__table__
_ORDER = models.SalesOrder.__table__


def of_reps(row: FromClause, reps: ColumnElement[Any]) -> Condition:
    """What names one of some salespeople."""
    return row.c.sales_rep_id == sa.any_(reps)


def of_reps_or_nobody(row: FromClause, reps: ColumnElement[Any]) -> Condition:
    """What names one of some salespeople, and what is for everybody."""
    return sa.or_(row.c.sales_rep_id.is_(None), of_reps(row, reps))


def own_customer(row: FromClause, reps: ColumnElement[Any]) -> Condition:
    """The customers of some salespeople, and whoever is no customer."""
    role = models.PartyRole.__table__.alias()
    query = sa.select(sa.literal_column("1", sa.Integer())).where(
        role.c.party_id == row.c.id, role.c.role == _said("CUSTOMER")
    )
    return sa.or_(of_reps(row, reps), sa.not_(query.correlate_except(role).exists()))


def of_customer(column: str) -> OfSome:
    """What names a party that is seen."""
    return part_of(_PARTY, column, own_customer)


def of_customer_or_nobody(column: str) -> OfSome:
    """What names a party that is seen, and what is for everybody."""
    of_named = of_customer(column)
    return lambda row, reps: sa.or_(row.c[column].is_(None), of_named(row, reps))


def of_order(column: str) -> OfSome:
    """What belongs to an order of some salespeople."""
    return part_of(_ORDER, column, of_reps)


def of_sold_line(column: str) -> OfSome:
    """What belongs to a line of such an order."""
    return part_of(models.SalesOrderLine.__table__, column, of_order("order_id"))


def of_quotation(column: str) -> OfSome:
    """What belongs to a quotation of some salespeople."""
    return part_of(models.Quotation.__table__, column, of_reps)


def reserved_for_own(row: FromClause, reps: ColumnElement[Any]) -> Condition:
    """What is reserved for the orders of some salespeople, and for anything that is no order."""
    return sa.or_(row.c.demand_type != _said("SalesOrderLine"), of_sold_line("demand_id")(row, reps))


def tracked_for_own(row: FromClause, reps: ColumnElement[Any]) -> Condition:
    """What is told of parcels of such orders, and of anything else that is carried."""
    of_shipment = part_of(models.Shipment.__table__, "document_id", of_order("sales_order_id"))
    others = sa.and_(*(row.c.document_type.is_distinct_from(_said(name)) for name in ("Shipment", "SalesOrder")))
    return sa.or_(others, of_shipment(row, reps), of_order("document_id")(row, reps))


def own_billed(row: FromClause, reps: ColumnElement[Any]) -> Condition:
    """The invoices that bill orders of some salespeople or go to their customers, and all that vendors bill."""
    vendors = sa.and_(*(row.c.kind != _said(kind) for kind in ("CUSTOMER_INVOICE", "CREDIT_NOTE")))
    party = _PARTY.alias()
    customers = sa.select(party.c.id).where(of_reps(party, reps))
    return sa.or_(vendors, row.c.party_id.in_(customers), row.c.id.in_(invoices_of_orders(reps)))


def invoices_of_orders(reps: ColumnElement[Any]) -> sa.CompoundSelect[Any]:
    """The invoices that bill the orders that some salespeople look after, and the notes on them."""
    line, sold = models.InvoiceLine.__table__.alias(), models.SalesOrderLine.__table__.alias()
    order, note = _ORDER.alias(), models.Invoice.__table__.alias()
    ordered = line.join(sold, sold.c.id == line.c.sales_order_line_id).join(order, order.c.id == sold.c.order_id)
    own = sa.select(line.c.invoice_id).select_from(ordered).where(of_reps(order, reps))
    noted = ordered.join(note, note.c.credits_id == line.c.invoice_id)
    return own.union_all(sa.select(note.c.id).select_from(noted).where(of_reps(order, reps)))


of_parcel = part_of(models.Shipment.__table__, "shipment_id", of_order("sales_order_id"))
"""What belongs to a shipment of such an order."""
of_billed = part_of(models.Invoice.__table__, "invoice_id", own_billed)
"""What belongs to such an invoice."""
of_billed_line = part_of(models.InvoiceLine.__table__, "line_id", of_billed)
"""What belongs to a line of one."""


def _said(word: str) -> ColumnElement[str]:
    return sa.literal_column(f"'{word}'", sa.Text())
