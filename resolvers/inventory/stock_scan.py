"""How a scan is read, and who proposes what to do with it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import strawberry
from strawberry.types.base import StrawberryOptional

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from schema.inventory.stock_scan import SCAN, StockScanInput, StockScanPayload
from services.inventory.scan import Proposes, ScanPurpose, scan
from services.inventory.scan_places import places_to_move_from, places_to_pick_from
from services.purchasing.order_scan import order_lines_to_receive
from services.work import Work

# What is open for a purpose is known to the module that has it; whatever else may be open is added here.
_PROPOSES: Final[Mapping[ScanPurpose, Sequence[Proposes]]] = {
    ScanPurpose.RECEIVE: (order_lines_to_receive,),
    ScanPurpose.PICK: (places_to_pick_from,),
    ScanPurpose.TRANSFER: (places_to_move_from,),
}


async def _scan(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    purpose, place = said.get("purpose"), said.get("locationId")
    purposes = list(ScanPurpose) if purpose is None else [ScanPurpose(purpose)]
    found = await scan(
        work,
        key_of(said["companyId"], "Company", ("input", "companyId")),
        said["codes"],
        None if place is None else key_of(place, "Location", ("input", "locationId")),
        [proposes for each in purposes for proposes in _PROPOSES[each]],
    )
    return {"scan": found}


@strawberry.type
class StockScanMutations:
    """How a scan is read."""

    stock_scan = mutation(
        "Tell what was scanned: which SKU, lot and quantity, or which place; and propose what to do with it. Nothing is "
        "changed.",
        StrawberryOptional(StockScanPayload),
        _scan,
        needs=SCAN,
        arguments=[argument("input", StockScanInput, "What was scanned.", required=True)],
    )
