"""What can be done to warehouses and locations."""

from collections.abc import Mapping
from typing import Any

import strawberry

from models import StockStatus
from planner.drafts import draft_of, key_of
from planner.fields import argument
from planner.inputs import resolved
from planner.mutation_inputs import update_input
from planner.mutations import Outcome, mutation
from resolvers.writing import INPUT, archives, creates, restores, updates, which
from schema import names
from schema.inventory.location import WRITE
from schema.inventory.losing import losing_payload
from schema.inventory.stock_status import WITHHOLD
from schema.payloads import payload
from services.inventory.location import LOCATION, WAREHOUSE, archive_location, archive_warehouse
from services.inventory.status import set_at_location, set_of_lot, update_location
from services.work import Work


async def _update(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"location": await update_location(work, draft_of(resolved(names.Location), given["input"], INPUT))}


def _status_set(type_name: str, entity_type: Any, sets: Any, what: str) -> Any:
    async def do(work: Work, given: Mapping[str, Any]) -> Outcome:
        key = key_of(given["id"], type_name, ("id",))
        lost = await sets(work, key, given["version"], StockStatus(given["stockStatus"]))
        return {type_name.lower(): key, "reservationsLost": lost}

    return mutation(
        f"Say whether {what} may be given away. Where it may not, reservations lose it.",
        losing_payload(f"{type_name}StatusSetPayload", entity_type),
        do,
        needs=WITHHOLD,
        arguments=[*which(), argument("stock_status", StockStatus, "Whether it may be given away.", required=True)],
    )


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
    location_update = mutation(
        "Change a location, or move it in its tree. What comes below a place whose goods are withheld is reserved no more.",
        payload(names.Location),
        _update,
        needs=WRITE,
        arguments=[argument("input", update_input(names.Location), "What is to be written.", required=True)],
    )
    location_archive = archives(
        names.Location, "Put an empty location out of use.", LOCATION, needs=WRITE, by=archive_location
    )
    location_status_set = _status_set("Location", names.Location, set_at_location, "what is in it and in its parts")
    lot_status_set = _status_set("Lot", names.Lot, set_of_lot, "what there is of it, wherever that lies,")
    location_restore = restores(names.Location, "Put a location back into use.", LOCATION, needs=WRITE)
