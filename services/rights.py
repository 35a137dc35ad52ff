"""Which rows somebody who writes may touch: those that they see."""

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from auth.policy import Value
from auth.principal import RightsKey
from auth.visible import viewer_values, visible
from kernel.sandbox import is_sandbox
from services.refusals import NotFound
from services.work import Work


def rows_of(work: Work, table: sa.FromClause, name: str | None = None) -> list[ColumnElement[bool]]:
    """Give the conditions that leave the rows of a table that whoever works sees; the system itself sees all."""
    values = rights_values(work)
    return _conditions(table, name or str(table), rights_of(work), lambda of, type_: sa.literal(values[of], type_))


def rows_seen(table: sa.Table, rights: RightsKey | None) -> list[ColumnElement[bool]]:
    """Give the conditions of `rows_of` for statements that are kept: their values are bound when they run."""
    return _conditions(table, table.name, rights, lambda of, type_: sa.bindparam(of, type_=type_))


def rights_of(work: Work) -> RightsKey | None:
    """Give what the conditions of `rows_seen` depend on; None is the system itself."""
    return work.principal.rights_key if work.principal is not None else None


def rights_values(work: Work) -> Mapping[str, object]:
    """Give the values that the conditions of `rows_seen` bind."""
    return _viewer_values(work.principal) if work.principal is not None else {}


_viewer_values = lru_cache(maxsize=1_000)(viewer_values)


def _conditions(table: sa.FromClause, name: str, rights: RightsKey | None, value: Value) -> list[ColumnElement[bool]]:
    if rights is None:
        return []
    rows = visible(name, table, rights, value)
    conditions = [] if rows.condition is None else [rows.condition]
    if rows.partition is not None:
        conditions.append(table.c[rows.partition] == sa.any_(value("partitions", sa.ARRAY(sa.Uuid()))))
    return conditions if rows.beside is None else [sa.or_(sa.and_(*conditions), rows.beside)]


def may(work: Work, permission: str) -> bool:
    """Tell whether whoever works has a permission; the system itself has all."""
    return work.principal is None or work.principal.allows(permission)


def require_company(work: Work, company_id: UUID, *path: str | int) -> None:
    """Check that whoever works may write for a company.

    Raises:
        NotFound: it is none of theirs.
    """
    if work.principal is None:
        return
    companies = work.principal.companies
    # Every company is every one but sandboxes, into which one goes by naming them.
    if is_sandbox(company_id) if companies is None else company_id not in companies:
        raise NotFound(path=path)
