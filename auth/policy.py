"""What a policy is: how the rows of one table are seen, by companies, by partners, and by whoever asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

from auth.principal import CompanyReach, Narrowing, RightsKey
from kernel.sandbox import SANDBOXES_FROM

Condition: TypeAlias = ColumnElement[bool]
Value: TypeAlias = Callable[[str, Any], ColumnElement[Any]]
"""Refers to a value of the viewer, by its name in `viewer_values`."""
OfParty: TypeAlias = Callable[[FromClause, ColumnElement[Any]], Condition]
OfSome: TypeAlias = OfParty
"""Of which rows of some salespeople, or of some warehouses, a row is: their ids are the second argument, as an array."""
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
    # What is seen by who sees the customers and orders of some salespeople alone; None is all of it.
    sales: OfSome | None = None
    # What is seen by who sees some warehouses alone; None is all of it.
    warehouse: OfSome | None = None
    # Whether who sees every company sees what is of sandboxes too, because it is of one piece.
    with_sandboxes: bool = False
    # Which rows are seen, where the parts above cannot say it.
    rows: OfRights | None = None


class Narrowed(NamedTuple):
    """A part of a policy for somebody whose rows are narrowed, and its condition."""

    by: Narrowing
    condition: Condition


def narrowed(policy: Policy, row: FromClause, value: Value, rights: RightsKey) -> list[Narrowed]:
    """Give the conditions that leave the rows of the viewer's salespeople and warehouses, as far as these narrow anything."""
    parts = (
        (Narrowing.SALES, policy.sales, "sales_reps"),
        (Narrowing.WAREHOUSES, policy.warehouse, "warehouses"),
    )
    return [
        Narrowed(by, part(row, value(name, sa.ARRAY(sa.Uuid()))))
        for by, part, name in parts
        if part is not None and by in rights.narrowed
    ]


def part_of(parent: FromClause, foreign_key: str, seen: OfSome) -> OfSome:
    """What belongs to a row is seen with the row."""

    def condition(row: FromClause, ids: ColumnElement[Any]) -> Condition:
        above = parent.alias()
        query = sa.select(sa.literal_column("1", sa.Integer())).where(
            above.c.id == row.c[foreign_key], seen(above, ids)
        )
        return query.correlate_except(above).exists()

    return condition


def of_seen(parent: FromClause, foreign_key: str, seen: OfViewer) -> OfViewer:
    """What belongs to a row is seen by those who see the row."""

    def condition(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
        above = parent.alias()
        of_above = seen(above, value, rights)
        if of_above is None:
            return None
        query = sa.select(sa.literal_column("1", sa.Integer())).where(above.c.id == row.c[foreign_key], of_above)
        return query.correlate_except(above).exists()

    return condition


def in_reach(row: FromClause, value: Value, rights: RightsKey) -> Condition | None:
    """What belongs to the viewer's companies; None where they see all."""
    return None if rights.companies is CompanyReach.ALL else among_companies(row.c.company_id, rights.companies, value)


def outside_sandboxes(company: ColumnElement[Any]) -> Condition:
    """That a column names no sandbox, or no company: whoever reaches every company goes into a sandbox by its name alone.

    It is nearly always so. Said in this way, no index is chosen to look for it.
    """
    return (company < _sandboxes()).is_not(sa.false())


def reaches_beyond_sandboxes(reach: CompanyReach, value: Value) -> Condition | None:
    """That somebody sees a company that is no sandbox; None where they see all."""
    if reach is CompanyReach.ALL:
        return None
    return _sandboxes() > sa.any_(value("partitions", sa.ARRAY(sa.Uuid())))


def _sandboxes() -> ColumnElement[Any]:
    """Give the id above which all sandboxes are: a constant, since plans are the same for everybody."""
    return sa.literal_column(f"'{SANDBOXES_FROM}'::uuid", sa.Uuid())


def only_company(reach: CompanyReach, value: Value) -> ColumnElement[Any] | None:
    """The one company that somebody sees; None where it is not one."""
    return value("company", sa.Uuid()) if reach is CompanyReach.ONE else None


def among_companies(column: ColumnElement[Any], reach: CompanyReach, value: Value) -> Condition:
    """That a column names one of the companies that somebody sees."""
    if reach is CompanyReach.ONE:
        return column == value("company", sa.Uuid())
    return column == sa.any_(value("partitions", sa.ARRAY(sa.Uuid())))
