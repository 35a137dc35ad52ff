"""Quantities of lines of orders that come from what happened to their goods: of a bundle, to its components."""

from typing import Any

import sqlalchemy as sa

import models
from models import SalesLineKind
from planner.fields import Columns, Expression
from schema.past_wall import past


def whole_ones(line: Columns, quantity: Expression) -> sa.ColumnElement[Any]:
    """Tell a quantity of a line; of a bundle so many whole ones as there are of the component of which there is least."""
    component = past(models.SalesOrderLine)
    whole = sa.func.div(quantity(component.c) * line.quantity, component.c.quantity)
    least = sa.select(sa.func.round(sa.func.coalesce(sa.func.min(whole), 0), 6, type_=sa.Numeric()))
    least = least.where(component.c.bundle_line_id == line.id).correlate_except(component)
    is_bundle = line.kind == sa.literal_column(f"'{SalesLineKind.BUNDLE}'", sa.String())
    return sa.case((is_bundle, least.scalar_subquery()), else_=quantity(line))


def quantity_refunded(line: Columns) -> sa.ColumnElement[Any]:
    """Tell for how much of a line the customer gets the money back, or is not asked for it."""
    return whole_ones(line, _refunded)


def _refunded(line: Columns) -> sa.ColumnElement[Any]:
    back, seen = past(models.ReturnAuthorizationLine), past(models.ReturnInspection)
    query = sa.select(sa.func.coalesce(sa.func.sum(seen.c.quantity), 0, type_=sa.Numeric())).select_from(
        back.join(seen, seen.c.line_id == back.c.id)
    )
    query = query.where(back.c.sales_order_line_id == line.id, seen.c.remedy == sa.literal_column("'REFUND'"))
    return query.correlate_except(back, seen).scalar_subquery()
