"""Root fields for stock adjustments, and how stock is adjusted."""

from collections.abc import Mapping
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.lists import KeyPart, by_id, by_key, pages
from planner.mutations import Outcome, mutation
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection
from schema.inventory.losing import losing_payload
from schema.inventory.stock_adjustment import WRITE, StockAdjustmentCreateInput
from services.inventory.adjustment import adjust
from services.inventory.adjustment_lines import Line
from services.work import Work


@strawberry.type
class StockAdjustmentQueries:
    """Root fields for stock adjustments."""

    stock_adjustments: Connection[names.StockAdjustment] | None = pages(
        "When stock was put right.", names.StockAdjustment
    )
    stock_adjustment: names.StockAdjustment | None = by_id("A stock adjustment by its id.")
    stock_adjustment_by_number: names.StockAdjustment | None = by_key(
        "A stock adjustment by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )


async def _adjust(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    company_id = key_of(said["companyId"], "Company", ("input", "companyId"))
    lines = [_line(line, place) for place, line in enumerate(said["lines"])]
    adjusted = await adjust(
        work, company_id, said["reason"], lines, is_opening=said.get("isOpening", False), posted_on=said.get("postedOn")
    )
    return {"stockAdjustment": adjusted.id, "reservationsLost": adjusted.lost}


def _line(said: Mapping[str, Any], place: int) -> Line:
    path = ("input", "lines", place)
    lot = said.get("lotId")
    return Line(
        sku_id=key_of(said["skuId"], "Sku", (*path, "skuId")),
        location_id=key_of(said["locationId"], "Location", (*path, "locationId")),
        lot_id=None if lot is None else key_of(lot, "Lot", (*path, "lotId")),
        counted=said.get("countedQuantity"),
        difference=said.get("difference"),
        reason=said.get("reason"),
        path=path,
        unit_cost=said.get("unitCost"),
    )


@strawberry.type
class StockAdjustmentMutations:
    """How stock is put right."""

    stock_adjustment_create = mutation(
        "Put stock right: what was counted, or is known to be more or less. Reservations lose what is missing.",
        losing_payload("StockAdjustmentPayload", names.StockAdjustment),
        _adjust,
        needs=WRITE,
        arguments=[argument("input", StockAdjustmentCreateInput, "What was found.", required=True)],
        key_required=True,
    )
