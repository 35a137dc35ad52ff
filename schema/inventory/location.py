"""Warehouses and locations as clients see them."""

import datetime as dt

import models
from models import AllocationStrategy, LocationKind
from planner.entity import entity
from planner.fields import column, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection
from schema.enums import described
from schema.inventory.stock_status import StockStatus

READ = "inventory.warehouse:read"
WRITE = "inventory.warehouse:write"

described(
    LocationKind,
    "What kind of place goods are at. What is inside or in transit is stock; the others are where stock comes from and goes to.",
    {
        LocationKind.INTERNAL: "Inside a warehouse.",
        LocationKind.TRANSIT: "On the way between warehouses.",
        LocationKind.SUPPLIER: "With the vendors, where purchases come from.",
        LocationKind.CUSTOMER: "With the customers, where sales go.",
        LocationKind.PRODUCTION: "In production, where material goes and products come from.",
        LocationKind.ADJUSTMENT: "Where counts put what was found and take what was missing.",
        LocationKind.SCRAP: "Where goods go that are worth nothing any more.",
    },
)


described(
    AllocationStrategy,
    "Which goods are taken first; what has expired is never taken.",
    {
        AllocationStrategy.FIRST_IN: "What came first.",
        AllocationStrategy.FIRST_EXPIRED: "What expires first; of what does not, what came first.",
        AllocationStrategy.CLOSEST: "What people come by first on their way through the warehouse, by `pickSequence`.",
    },
)


@entity(models.Warehouse, needs=READ, order="code", writes=WRITE)
class Warehouse(CompanyRecord):
    """A site where the company keeps stock."""

    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    address: names.Address | None = one("Where it is; null where that is unknown.", "address_id", writes=True)
    picking_strategy: AllocationStrategy = column("Which goods are promised first here.", writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    locations: Connection[names.Location] | None = pages(
        "The places in it.", names.Location, "warehouse_id", filters=True
    )


@entity(models.Location, needs=READ, order="code", writes=WRITE)
class Location(CompanyRecord):
    """A place goods move from and to: a branch of a tree of places."""

    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", writes=True)
    kind: LocationKind = column("What kind of place it is.", groups=True, writes=True, fixed=True)
    warehouse: names.Warehouse | None = one(
        "The warehouse that it is in; null for places in no warehouse.",
        "warehouse_id",
        filters=True,
        groups=True,
        writes=True,
        fixed=True,
    )
    parent: names.Location | None = one(
        "The place that it is part of; null at the root of the tree.",
        "parent_id",
        filters=True,
        groups=True,
        writes=True,
    )
    holds_stock: bool = column("Whether what is there counts as stock.", groups=True)
    stock_status: StockStatus = column(
        "Whether what is in it and in its parts may be given away, as far as no place around it says otherwise.",
        writes=True,
        fixed=True,
    )
    pick_sequence: int | None = column(
        "Where people come by on their way through the warehouse, the lowest first; null for last.", writes=True
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    children: Connection[names.Location] | None = pages("Its parts.", names.Location, "parent_id", filters=True)
    stock_levels: Connection[names.StockLevel] | None = pages(
        "What is there, not in its parts.", names.StockLevel, "location_id", filters=True
    )
