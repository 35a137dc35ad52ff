"""Root fields for who works in which warehouse, and how it is said."""

import strawberry

from planner.lists import by_id, pages
from resolvers.writing import creates, deletes
from schema import names
from schema.base import Connection
from schema.inventory.user_warehouse import WRITE
from services.inventory.user_warehouse import USER_WAREHOUSE


@strawberry.type
class UserWarehouseQueries:
    """Root fields for who works in which warehouse."""

    user_warehouses: Connection[names.UserWarehouse] | None = pages(
        "Who is assigned to which warehouse.", names.UserWarehouse
    )
    user_warehouse: names.UserWarehouse | None = by_id("An assignment to a warehouse by its id.")


@strawberry.type
class UserWarehouseMutations:
    """How it is said who works in which warehouse."""

    user_warehouse_assign = creates(
        names.UserWarehouse, "Assign somebody to a warehouse; it counts within a second.", USER_WAREHOUSE, needs=WRITE
    )
    user_warehouse_unassign = deletes(
        names.UserWarehouse, "Assign somebody to a warehouse no longer.", USER_WAREHOUSE, needs=WRITE
    )
