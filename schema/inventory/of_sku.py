"""What rows about a SKU take from it: the unit in which it is counted, its currency, its cost."""

from typing import Any

import sqlalchemy as sa

from models import Sku
from planner.fields import Columns


def unit_of_sku(row: Columns) -> sa.ColumnElement[Any]:
    """Give the unit in which the SKU of a row is counted."""
    return _of_sku(row, "unit_id")


def currency_of_sku(row: Columns) -> sa.ColumnElement[Any]:
    """Give the currency in which the price and cost of the SKU of a row are."""
    return _of_sku(row, "currency")


def standard_cost_of_sku(row: Columns) -> sa.ColumnElement[Any]:
    """Give what one unit of the SKU of a row should cost, or NULL."""
    return _of_sku(row, "standard_cost")


def _of_sku(row: Columns, column: str) -> sa.ColumnElement[Any]:
    sku = Sku.__table__.alias()
    return sa.select(sku.c[column]).where(sku.c.id == row.sku_id).correlate_except(sku).scalar_subquery()
