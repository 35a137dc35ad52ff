"""Dimensions and their values as clients see and write them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection

READ = "finance.dimension:read"
WRITE = "finance.dimension:write"


@entity(models.Dimension, needs=READ, order="code", writes=WRITE)
class Dimension(CompanyRecord):
    """Something by which amounts are told apart, such as cost centres."""

    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    values: Connection[names.DimensionValue] | None = pages(
        "What it tells apart.", names.DimensionValue, "dimension_id", filters=True
    )


@entity(models.DimensionValue, needs=READ, order="code", writes=WRITE)
class DimensionValue(CompanyRecord):
    """One of the things that a dimension tells apart, such as a project."""

    dimension: names.Dimension | None = one(
        "The dimension.", "dimension_id", filters=True, groups=True, writes=True, fixed=True
    )
    code: str = column("Its short name, unique in its dimension.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    parent: names.DimensionValue | None = one(
        "The value that it is a part of; null at the root.", "parent_id", filters=True, groups=True, writes=True
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    children: Connection[names.DimensionValue] | None = pages(
        "Its parts.", names.DimensionValue, "parent_id", filters=True
    )
