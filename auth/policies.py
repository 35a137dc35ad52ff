"""Which rows of each table somebody sees: those of their companies, and of these a partner only its own.

The table below is the whole of it. A table that is not in it is seen by nobody, and a partner sees nothing of a table
whose policy does not say what.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from auth.documents import DOCUMENTS, readable
from auth.principal import CompanyReach, Principal, RightsKey

Condition: TypeAlias = ColumnElement[bool]
Value: TypeAlias = Callable[[str, Any], ColumnElement[Any]]
"""Refers to a value of the viewer, by its name in `viewer_values`."""
OfParty: TypeAlias = Callable[[FromClause, ColumnElement[Any]], Condition]
OfViewer: TypeAlias = Callable[[FromClause, Value, RightsKey], Condition | None]
OfCompanies: TypeAlias = Callable[[FromClause, Callable[[Any], Condition]], Condition]


class Visible(NamedTuple):
    """The rows that somebody sees: a condition, and unless they see all companies, the column that tells these apart."""

    condition: Condition | None = None
    partition: str | None = None
    # The one company that they see, if it is one.
    only: ColumnElement[Any] | None = None
    # Whether the condition leaves few rows of a company, that an index of its own finds.
    narrows: bool = True
    # The rows that are seen besides, whatever the condition and the company; none of them is among the others.
    beside: Condition | None = None


OfRights: TypeAlias = Callable[[FromClause, Value, RightsKey], Visible]


@dataclass(frozen=True)
class Policy:
    """How the rows of one table are seen."""

    # The column that names the company; None where rows belong to no company.
    company: str | None = "company_id"
    # What a partner sees of its company's rows; None is nothing.
    partner: OfParty | None = None
    # Where a column does not say it: which rows belong to companies of which a condition holds.
    companies: OfCompanies | None = None
    # What anybody sees of the rows, whatever their companies: their own, or those about documents that they may read.
    viewer: OfViewer | None = None
    # Whether that is few of them.
    viewer_sees_few: bool = True
    # Which rows are seen, where the parts above cannot say it.
    rows: OfRights | None = None


def _all(_row: FromClause, _party: ColumnElement[Any]) -> Condition:
    return sa.true()


def _own(column: str) -> OfParty:
    return lambda row, party: row.c[column] == party


def _of_own(parent: sa.FromClause, foreign_key: str, column: str) -> OfParty:
    def condition(row: FromClause, party: ColumnElement[Any]) -> Condition:
        above = parent.alias()
        query = sa.select(sa.literal_column("1", sa.Integer())).where(
            above.c.id == row.c[foreign_key], above.c[column] == party
        )
        return query.correlate_except(above).exists()

    return condition


def _has_role_in(row: FromClause, among: Callable[[Any], Condition]) -> Condition:
    role = models.UserRole.__table__.alias()
    query = sa.select(sa.literal_column("1", sa.Integer())).where(
        role.c.user_id == row.c.id, sa.or_(role.c.company_id.is_(None), among(role.c.company_id))
    )
    return query.correlate_except(role).exists()


def _role_in(row: FromClause, among: Callable[[Any], Condition]) -> Condition:
    return sa.or_(row.c.company_id.is_(None), among(row.c.company_id))


def _mine(column: str) -> OfViewer:
    """The rows that name the viewer; users are named by their id, clients too by the subject of their token."""
    return lambda row, value, _rights: (
        row.c[column]
        == (value("user", sa.Uuid()) if isinstance(row.c[column].type, sa.Uuid) else value("subject", sa.Text()))
    )


def _in_own_inbox(row: FromClause, value: Value, _rights: RightsKey) -> Condition:
    return sa.and_(row.c.user_id == value("user", sa.Uuid()), row.c.in_inbox)


def _of_readable_document(row: FromClause, value: Value, _rights: RightsKey) -> Condition:
    return row.c.entity_type == sa.any_(value("document_types", sa.ARRAY(sa.Text())))


def _shared_with(row: FromClause, party: ColumnElement[Any]) -> Condition:
    """What was shared with the partner of a document: those documents, type by type, that it sees itself."""
    return sa.and_(row.c.shared_with_partner, sa.or_(*(_of_own_document(row, party, name) for name in DOCUMENTS)))


def _of_own_document(row: FromClause, party: ColumnElement[Any], type_name: str) -> Condition:
    document = DOCUMENTS[type_name].table.alias()
    partner = POLICIES[DOCUMENTS[type_name].table.name].partner
    if partner is None:
        return sa.literal_column("false", sa.Boolean())
    query = sa.select(sa.literal_column("1", sa.Integer())).where(
        document.c.id == row.c.entity_id, document.c.company_id == row.c.company_id, partner(document, party)
    )
    return sa.and_(row.c.entity_type == sa.literal_column(f"'{type_name}'"), query.correlate_except(document).exists())


def _of_changes(row: FromClause, _value: Value, rights: RightsKey) -> Condition | None:
    """Who reads the log sees all of it; others what was changed, and not what was tried."""
    if "audit.log:read" in rights.permissions:
        return None
    changes = ("INSERT", "UPDATE", "DELETE")
    return row.c.operation.in_([sa.literal_column(f"'{change}'", sa.Text()) for change in changes])


def _jobs(row: FromClause, value: Value, rights: RightsKey) -> Visible:
    """The jobs that the viewer asked for, and of others those of the viewer's companies, if they may see them."""
    own = row.c.requested_by == value("subject", sa.Text())
    if "platform.job:read" not in rights.permissions:
        return Visible(own)
    of_companies = _in_reach(row, value, rights)
    if of_companies is None:
        return Visible()
    elsewhere = sa.or_(row.c.company_id.is_(None), sa.not_(of_companies))
    return Visible(partition="company_id", only=_only(rights.companies, value), beside=sa.and_(own, elsewhere))


def _in_reach(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    return None if rights.companies is CompanyReach.ALL else _among(row.c.company_id, rights.companies, value)


def _own_file(row: FromClause, value: Value, rights: RightsKey) -> Condition:
    """The files that the viewer has announced, for one of their companies or for one that is yet to be founded."""
    own, of_companies = row.c.requested_by == value("subject", sa.Text()), _in_reach(row, value, rights)
    return own if of_companies is None else sa.and_(own, sa.or_(row.c.company_id.is_(None), of_companies))


def _reached_import(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """The imports into the viewer's companies; those that have founded no company yet are their requester's."""
    of_companies = _in_reach(row, value, rights)
    if of_companies is None:
        return None
    return sa.or_(of_companies, sa.and_(row.c.company_id.is_(None), row.c.requested_by == value("subject", sa.Text())))


def _of_reached_import(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    job = models.ImportJob.__table__.alias()
    reached = _reached_import(job, value, rights)
    if reached is None:
        return None
    query = sa.select(sa.literal_column("1", sa.Integer())).where(job.c.id == row.c.job_id, reached)
    return query.correlate_except(job).exists()


SHARED = Policy(company=None, partner=_all)
INTERNAL = Policy()
CATALOGUE = Policy(partner=_all)

POLICIES: Mapping[str, Policy] = {
    "country": SHARED,
    "currency": SHARED,
    "exchange_rate": SHARED,
    "unit": SHARED,
    "unit_conversion": SHARED,
    "company": Policy(company="id", partner=_all),
    "role": Policy(company=None),
    "user_account": Policy(company=None, companies=_has_role_in),
    "user_role": Policy(company=None, companies=_role_in),
    "number_series": INTERNAL,
    "external_reference": INTERNAL,
    "party": Policy(partner=_own("id")),
    "party_role": Policy(partner=_own("party_id")),
    "address": Policy(partner=_own("party_id")),
    "contact": Policy(partner=_own("party_id")),
    "product_category": CATALOGUE,
    "product": CATALOGUE,
    "sku": CATALOGUE,
    "barcode": CATALOGUE,
    "warehouse": INTERNAL,
    "location": INTERNAL,
    "lot": INTERNAL,
    "stock_level": INTERNAL,
    "stock_move": INTERNAL,
    "stock_adjustment": INTERNAL,
    "sales_order": Policy(partner=_own("customer_id")),
    "sales_order_line": Policy(partner=_of_own(models.SalesOrder.__table__, "order_id", "customer_id")),
    "migrated_credit": Policy(partner=_own("customer_id")),
    "migrated_credit_line": Policy(partner=_of_own(models.MigratedCredit.__table__, "credit_id", "customer_id")),
    "purchase_order": Policy(partner=_own("vendor_id")),
    "purchase_order_line": Policy(partner=_of_own(models.PurchaseOrder.__table__, "order_id", "vendor_id")),
    "vendor_product": Policy(partner=_own("vendor_id")),
    "audit_entry": Policy(viewer=_of_changes),
    "job": Policy(partner=_all, rows=_jobs),
    "attachment": Policy(partner=_shared_with, viewer=_of_readable_document, viewer_sees_few=False),
    "file": Policy(company=None, partner=_all, viewer=_own_file),
    "notification": Policy(company=None, partner=_all, viewer=_in_own_inbox),
    "external_system": INTERNAL,
    "field_ownership": INTERNAL,
    "import_mapping": INTERNAL,
    "import_job": Policy(company=None, viewer=_reached_import),
    "import_row": Policy(company=None, viewer=_of_reached_import),
    "notification_preference": Policy(company=None, partner=_all, viewer=_mine("user_id")),
}


def visible(table: str, row: FromClause, rights: RightsKey, value: Value) -> Visible:
    """Tell which rows of a table are seen by somebody with these permissions and companies, who acts for a partner or not."""
    policy, reach, partner = POLICIES.get(table), rights.companies, rights.acts_for_party
    if policy is None or reach is CompanyReach.NONE or (partner and policy.partner is None):
        return Visible(sa.literal_column("false", sa.Boolean()))
    conditions: list[Condition] = []
    if policy.rows is not None:
        return policy.rows(row, value, rights)
    if partner and policy.partner is not None and policy.partner is not _all:
        conditions.append(policy.partner(row, value("party", sa.Uuid())))
    if policy.viewer is not None and (condition := policy.viewer(row, value, rights)) is not None:
        conditions.append(condition)
    if policy.companies is not None and reach is not CompanyReach.ALL:
        conditions.append(policy.companies(row, lambda column: _among(column, reach, value)))
    condition = sa.and_(*conditions) if conditions else None
    if policy.company is None or reach is CompanyReach.ALL:
        return Visible(condition)
    return Visible(condition, policy.company, _only(reach, value), narrows=partner or policy.viewer_sees_few)


def viewer_values(principal: Principal) -> dict[str, object]:
    """Give the values that policies refer to."""
    companies = principal.companies or ()
    return {
        "partitions": list(companies),
        "company": companies[0] if companies else None,
        "party": principal.party_id,
        "subject": principal.subject,
        "user": _user(principal.subject),
        "document_types": readable(principal.permissions),
    }


def _user(subject: str) -> UUID | None:
    try:
        return UUID(subject)
    except ValueError:
        return None


def _only(reach: CompanyReach, value: Value) -> ColumnElement[Any] | None:
    return value("company", sa.Uuid()) if reach is CompanyReach.ONE else None


def _among(column: ColumnElement[Any], reach: CompanyReach, value: Value) -> Condition:
    if reach is CompanyReach.ONE:
        return column == value("company", sa.Uuid())
    return column == sa.any_(value("partitions", sa.ARRAY(sa.Uuid())))
