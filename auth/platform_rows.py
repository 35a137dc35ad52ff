"""Which rows of the platform's own tables somebody sees: users, the audit, jobs, files, imports, approvals, notifications."""

from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from auth.policy import (
    Condition,
    OfCompanies,
    OfViewer,
    Value,
    Visible,
    in_reach,
    of_seen,
    only_company,
    outside_sandboxes,
)
from auth.principal import RightsKey

READS_AUDIT: Final = "audit.log:read"
"""What shows what was tried, and whether the audit as a whole is what was written."""

_APPROVALS: Final = "platform.approval_policy:read"


def with_role_in(user: str) -> OfCompanies:
    """The users who have a role in a company, or everywhere, and what is theirs; a column names them."""

    def condition(row: FromClause, among: Callable[[Any], Condition]) -> Condition:
        role = models.UserRole.__table__.alias()
        query = sa.select(sa.literal_column("1", sa.Integer())).where(
            role.c.user_id == row.c[user], sa.or_(role.c.company_id.is_(None), among(role.c.company_id))
        )
        return query.correlate_except(role).exists()

    return condition


def role_in(row: FromClause, among: Callable[[Any], Condition]) -> Condition:
    """The roles in a company, and those that hold everywhere."""
    return sa.or_(row.c.company_id.is_(None), among(row.c.company_id))


def naming_viewer(column: str) -> OfViewer:
    """The rows that name the viewer; users are named by their id, clients too by the subject of their token."""
    return lambda row, value, _rights: (
        row.c[column]
        == (value("user", sa.Uuid()) if isinstance(row.c[column].type, sa.Uuid) else value("subject", sa.Text()))
    )


def in_own_inbox(row: FromClause, value: Value, _rights: RightsKey) -> Condition:
    """What stands in the viewer's inbox."""
    return sa.and_(row.c.user_id == value("user", sa.Uuid()), row.c.in_inbox)


def changes(row: FromClause, _value: Value, rights: RightsKey) -> Condition | None:
    """Who reads the log sees all of it; others what was changed, and not what was tried."""
    if READS_AUDIT in rights.permissions:
        return None
    changes = ("INSERT", "UPDATE", "DELETE")
    return row.c.operation.in_([sa.literal_column(f"'{change}'", sa.Text()) for change in changes])


def jobs(row: FromClause, value: Value, rights: RightsKey) -> Visible:
    """The jobs that the viewer asked for, and of others those of the viewer's companies, if they may see them."""
    own = row.c.requested_by == value("subject", sa.Text())
    if "platform.job:read" not in rights.permissions:
        return Visible(own)
    of_companies = in_reach(row, value, rights)
    if of_companies is None:
        return Visible(sa.or_(own, outside_sandboxes(row.c.company_id)))
    elsewhere = sa.or_(row.c.company_id.is_(None), sa.not_(of_companies))
    return Visible(partition="company_id", only=only_company(rights.companies, value), beside=sa.and_(own, elsewhere))


def own_file(row: FromClause, value: Value, rights: RightsKey) -> Condition:
    """The files that the viewer has announced, for one of their companies or for one that is yet to be founded."""
    own, of_companies = row.c.requested_by == value("subject", sa.Text()), in_reach(row, value, rights)
    return own if of_companies is None else sa.and_(own, sa.or_(row.c.company_id.is_(None), of_companies))


def reached_import(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """The imports into the viewer's companies; those that have founded no company yet are their requester's."""
    of_companies = in_reach(row, value, rights)
    if of_companies is None:
        return None
    return sa.or_(of_companies, sa.and_(row.c.company_id.is_(None), row.c.requested_by == value("subject", sa.Text())))


def of_reached_import(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """What belongs to imports that the viewer sees."""
    job = models.ImportJob.__table__.alias()
    reached = reached_import(job, value, rights)
    if reached is None:
        return None
    query = sa.select(sa.literal_column("1", sa.Integer())).where(job.c.id == row.c.job_id, reached)
    return query.correlate_except(job).exists()


def concerned(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """The requests that the viewer has made, may decide or has decided, and all of them for who sees the policies."""
    if _APPROVALS in rights.permissions:
        return None
    user = value("user", sa.Uuid())
    named = (
        _names(models.ApprovalTask, row.c.id, "user_id", user),
        _names(models.ApprovalDecision, row.c.id, "user_id", user),
    )
    return sa.or_(row.c.requested_by == value("subject", sa.Text()), *named)


def delegated(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """Where somebody decides in the place of another: what names the viewer, and all of it for who sees the policies."""
    if _APPROVALS in rights.permissions:
        return None
    user = value("user", sa.Uuid())
    return sa.or_(row.c.user_id == user, row.c.delegate_id == user)


def lent(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """Roles that somebody lets another have: what names the viewer, and all of it for who sees the users."""
    if "platform.user:read" in rights.permissions:
        return None
    user = value("user", sa.Uuid())
    return sa.or_(row.c.user_id == user, row.c.delegate_id == user)


def _names(model: type[models.Base], request: ColumnElement[Any], column: str, user: ColumnElement[Any]) -> Condition:
    table = model.__table__.alias()
    query = sa.select(sa.literal_column("1", sa.Integer())).where(
        table.c.request_id == request, table.c[column] == user
    )
    return query.correlate_except(table).exists()


of_concerned = of_seen(models.ApprovalRequest.__table__, "request_id", concerned)
