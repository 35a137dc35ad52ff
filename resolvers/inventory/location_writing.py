"""What can be done to warehouses and locations."""

import strawberry

from resolvers.writing import archives, creates, restores, updates
from schema import names
from schema.inventory.location import WRITE
from services.inventory.location import LOCATION, WAREHOUSE, archive_location, archive_warehouse


@strawberry.type
class LocationMutations:
    """What can be done to warehouses and locations."""

    warehouse_create = creates(names.Warehouse, "Add a warehouse.", WAREHOUSE, needs=WRITE)
    warehouse_update = updates(names.Warehouse, "Change a warehouse.", WAREHOUSE, needs=WRITE)
    warehouse_archive = archives(
        names.Warehouse, "Put an empty warehouse out of use.", WAREHOUSE, needs=WRITE, by=archive_warehouse
    )
    warehouse_restore = restores(names.Warehouse, "Put a warehouse back into use.", WAREHOUSE, needs=WRITE)
    location_create = creates(names.Location, "Add a location.", LOCATION, needs=WRITE)
    location_update = updates(names.Location, "Change a location, or move it in its tree.", LOCATION, needs=WRITE)
    location_archive = archives(
        names.Location, "Put an empty location out of use.", LOCATION, needs=WRITE, by=archive_location
    )
    location_restore = restores(names.Location, "Put a location back into use.", LOCATION, needs=WRITE)
