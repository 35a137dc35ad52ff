"""Which rows somebody who writes may touch: those that they see."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from auth.policies import viewer_values, visible
from services.refusals import NotFound
from services.work import Work


def rows_of(work: Work, table: sa.FromClause, name: str | None = None) -> list[ColumnElement[bool]]:
    """Give the conditions that leave the rows of a table that whoever works sees; the system itself sees all."""
    principal = work.principal
    if principal is None:
        return []
    values = viewer_values(principal)

    def value(of: str, type_: sa.types.TypeEngine[Any]) -> ColumnElement[Any]:
        return sa.literal(values[of], type_)

    rows = visible(name or str(table), table, principal.rights_key, value)
    conditions = [] if rows.condition is None else [rows.condition]
    if rows.partition is not None:
        conditions.append(table.c[rows.partition] == sa.any_(value("partitions", sa.ARRAY(sa.Uuid()))))
    return conditions


def require_company(work: Work, company_id: UUID, *path: str | int) -> None:
    """Check that whoever works may write for a company.

    Raises:
        NotFound: it is none of theirs.
    """
    principal = work.principal
    if principal is not None and principal.companies is not None and company_id not in principal.companies:
        raise NotFound(path=path)
