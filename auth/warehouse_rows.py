"""Which rows are of which warehouse: its places, what lies there, what comes in, and what leaves."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from auth.policy import Condition, OfSome, part_of


def of_warehouses(column: str) -> OfSome:
    """What names one of some warehouses."""
    return lambda row, warehouses: row.c[column] == sa.any_(warehouses)


def inside(row: FromClause, warehouses: ColumnElement[Any]) -> Condition:
    """The places in some warehouses, and those that are in none, such as where customers are."""
    return sa.or_(row.c.warehouse_id.is_(None), row.c.warehouse_id == sa.any_(warehouses))


def at(*columns: str) -> OfSome:
    """What names a place in one of some warehouses, by any of these columns."""

    def condition(row: FromClause, warehouses: ColumnElement[Any]) -> Condition:
        place = models.Location.__table__.alias()
        places = sa.select(place.c.id).where(place.c.warehouse_id == sa.any_(warehouses))
        return sa.or_(*(row.c[column].in_(places) for column in columns))

    return condition


def with_part_at(part: FromClause, foreign_key: str, *columns: str) -> OfSome:
    """What has a part at such a place."""

    def condition(row: FromClause, warehouses: ColumnElement[Any]) -> Condition:
        each = part.alias()
        query = sa.select(sa.literal_column("1", sa.Integer())).where(
            each.c[foreign_key] == row.c.id, at(*columns)(each, warehouses)
        )
        return query.correlate_except(each).exists()

    return condition


def own_transfer(row: FromClause, warehouses: ColumnElement[Any]) -> Condition:
    """What goes from one of some warehouses, or to one."""
    return sa.or_(row.c.from_warehouse_id == sa.any_(warehouses), at("to_location_id")(row, warehouses))


of_shipment = part_of(models.Shipment.__table__, "shipment_id", of_warehouses("warehouse_id"))
"""What belongs to a shipment that leaves one of some warehouses."""


def tracked_from_own(row: FromClause, warehouses: ColumnElement[Any]) -> Condition:
    """What is told of parcels that leave such a warehouse, and of anything else that is carried."""
    of_own = part_of(models.Shipment.__table__, "document_id", of_warehouses("warehouse_id"))
    return sa.or_(
        row.c.document_type.is_distinct_from(sa.literal_column("'Shipment'", sa.Text())), of_own(row, warehouses)
    )
