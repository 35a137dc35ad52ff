"""What root fields that Python reckons have in common: facts of rows that the viewer sees, ids, and money."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeAlias, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.arguments import Argument
from planner.errors import PlanError
from planner.planning import Planning
from schema.base import Money
from schema.scalars import CurrencyCode

Bound: TypeAlias = "sa.BindParameter[Any]"


def facts_seen(
    planning: Planning, text: sa.TextClause, rows: Sequence[tuple[sa.FromClause, Bound]]
) -> ColumnElement[Any]:
    """Write the column `facts` of a statement, or nothing where the viewer does not see one of the rows that are named."""
    found = text.columns(sa.column("facts", sa.Text())).subquery()
    seen = [sa.or_(key.is_(None), _seen(planning, table, key)) for table, key in rows]
    return sa.select(found.c.facts).where(*seen).scalar_subquery()


def key_from(given: Argument, name: str, type_name: str) -> Bound:
    """Bind the id that an input names, or null; one of another type refuses the request."""
    return given.bind(sa.Uuid(), lambda said: _parsed(said.get(name), type_name))


def money(amount: Decimal, currency: str) -> Money:
    """Make money of the schema."""
    # `value_object` hides from the checker that it makes a dataclass.
    return cast("Any", Money)(amount=amount, currency=CurrencyCode(currency))


def _seen(planning: Planning, table: sa.FromClause, key: ColumnElement[Any]) -> ColumnElement[bool]:
    row = table.alias()
    visible = planning.visible_rows(str(table), row)
    return sa.select(sa.literal_column("1", sa.Integer())).where(row.c.id == key, *visible).exists()


def _parsed(text: str | None, type_name: str) -> UUID | None:
    if text is None:
        return None
    try:
        return NodeId.parse(text, type_name).key
    except DomainError as error:
        raise PlanError(str(error), error.code) from None
