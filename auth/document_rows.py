"""Which rows of invoices, commissions, quotations, agreements and parcels somebody sees: who looks after their orders, and a partner whose they are."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from auth.documents import DOCUMENTS
from auth.policy import Condition, Value, of_seen
from auth.principal import RightsKey
from auth.sales_rows import invoices_of_orders


def seen_invoice(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """What customers are asked for by a right, and what vendors ask for by another; without, what bills one's own orders."""
    bills, others = ("finance." + name in rights.permissions for name in ("bill:read", "customer_invoice:read"))
    if bills and others:
        return None
    of_customers = sa.or_(*(row.c.kind == _said(kind) for kind in ("CUSTOMER_INVOICE", "CREDIT_NOTE")))
    if others:
        return of_customers
    own = sa.and_(of_customers, row.c.id.in_(invoices_of_orders(array([value("user", sa.Uuid())]))))
    return sa.or_(sa.not_(of_customers), own) if bills else own


def _said(word: str) -> ColumnElement[str]:
    """Write a word into the statement: those that are kept bind nothing but what differs from request to request."""
    return sa.literal_column(f"'{word}'", sa.Text())


def own_commission(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """What everybody earned by a right; without, what one earned oneself."""
    if "sales.team_commission:read" in rights.permissions:
        return None
    return row.c.sales_rep_id == value("user", sa.Uuid())


def own_invoice(row: FromClause, party: ColumnElement[Any]) -> Condition:
    """A partner sees what was posted, and no drafts."""
    return sa.and_(row.c.party_id == party, row.c.state != _said("DRAFT"), row.c.state != _said("VALIDATED"))


def own_payment(row: FromClause, party: ColumnElement[Any]) -> Condition:
    """A partner sees what was posted, and no drafts."""
    return sa.and_(row.c.party_id == party, row.c.state != _said("DRAFT"))


def own_quotation(row: FromClause, party: ColumnElement[Any]) -> Condition:
    """A partner sees what it was sent, and no drafts."""
    return sa.and_(row.c.customer_id == party, row.c.sent_at.is_not(None))


def own_agreement(row: FromClause, party: ColumnElement[Any]) -> Condition:
    """A partner sees what was agreed with it, and no drafts."""
    return sa.and_(row.c.customer_id == party, row.c.confirmed_at.is_not(None))


def of_own_package(row: FromClause, party: ColumnElement[Any]) -> Condition:
    """A partner sees what is in the parcels that it gets."""
    package, shipment = models.Package.__table__.alias(), models.Shipment.__table__.alias()
    query = sa.select(sa.literal_column("1", sa.Integer())).select_from(
        package.join(shipment, shipment.c.id == package.c.shipment_id)
    )
    query = query.where(package.c.id == row.c.package_id, shipment.c.party_id == party)
    return query.correlate_except(package, shipment).exists()


def of_own_goods(row: FromClause, party: ColumnElement[Any]) -> Condition:
    """A partner follows the parcels that carry what it gets."""
    return sa.or_(*(_about_own(row, party, name) for name in ("Shipment", "SalesOrder")))


def _about_own(row: FromClause, party: ColumnElement[Any], type_name: str) -> Condition:
    document = DOCUMENTS[type_name].table.alias()
    query = sa.select(sa.literal_column("1", sa.Integer())).where(
        document.c.id == row.c.document_id, document.c[str(DOCUMENTS[type_name].partner)] == party
    )
    of_type = row.c.document_type == sa.literal_column(f"'{type_name}'")
    return sa.and_(of_type, query.correlate_except(document).exists())


def of_own_quotation(row: FromClause, party: ColumnElement[Any]) -> Condition:
    """What belongs to a quotation that a partner was sent."""
    quotation = models.Quotation.__table__.alias()
    query = sa.select(sa.literal_column("1", sa.Integer())).where(
        quotation.c.id == row.c.quotation_id, own_quotation(quotation, party)
    )
    return query.correlate_except(quotation).exists()


def of_own_agreement(row: FromClause, party: ColumnElement[Any]) -> Condition:
    """What belongs to an agreement that a partner sees."""
    agreement = models.BlanketAgreement.__table__.alias()
    query = sa.select(sa.literal_column("1", sa.Integer())).where(
        agreement.c.id == row.c.agreement_id, own_agreement(agreement, party)
    )
    return query.correlate_except(agreement).exists()


def of_own_invoice(row: FromClause, party: ColumnElement[Any]) -> Condition:
    """What belongs to an invoice that a partner sees."""
    invoice = models.Invoice.__table__.alias()
    query = sa.select(sa.literal_column("1", sa.Integer())).where(
        invoice.c.id == row.c.invoice_id, own_invoice(invoice, party)
    )
    return query.correlate_except(invoice).exists()


of_seen_invoice = of_seen(models.Invoice.__table__, "invoice_id", seen_invoice)
"""What belongs to an invoice that somebody sees."""
of_seen_invoice_line = of_seen(models.InvoiceLine.__table__, "line_id", of_seen_invoice)
"""What belongs to a line of one."""
