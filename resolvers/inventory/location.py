"""Root fields for warehouses and locations."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class LocationQueries:
    """Root fields for warehouses and locations."""

    warehouses: Connection[names.Warehouse] | None = pages("The sites where the companies keep stock.", names.Warehouse)
    warehouse: names.Warehouse | None = by_id("A warehouse by its id.")
    warehouse_by_code: names.Warehouse | None = by_key(
        "A warehouse by its code.", OF_COMPANY, KeyPart("code", "Its short name.")
    )
    locations: Connection[names.Location] | None = pages("The places goods move from and to.", names.Location)
    location: names.Location | None = by_id("A location by its id.")
    location_by_code: names.Location | None = by_key(
        "A location by its code.", OF_COMPANY, KeyPart("code", "Its short name.")
    )
