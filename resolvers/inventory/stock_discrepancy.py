"""Root fields for discrepancies of stock, and what becomes of them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.lists import aggregate, by_id, pages
from planner.mutations import Outcome, mutation
from resolvers.writing import which
from schema import names
from schema.base import Connection
from schema.inventory.losing import losing_payload
from schema.inventory.stock_discrepancy import WRITE
from schema.payloads import payload
from services.inventory.discrepancy import count, dismiss
from services.work import Work


@strawberry.type
class StockDiscrepancyQueries:
    """Root fields for discrepancies of stock."""

    stock_discrepancies: Connection[names.StockDiscrepancy] | None = pages(
        "What was not found as it should lie, and what became of it; what is `TO_COUNT` is proposed to be counted.",
        names.StockDiscrepancy,
    )
    stock_discrepancy: names.StockDiscrepancy | None = by_id("A discrepancy of stock by its id.")
    stock_discrepancy_aggregate = aggregate(
        "What was not found as it should lie, counted and added up by group.", names.StockDiscrepancy
    )


async def _count(work: Work, given: Mapping[str, Any]) -> Outcome:
    adjusted = await count(work, _key(given), given["version"], given["countedQuantity"])
    return {"stockAdjustment": adjusted.id, "reservationsLost": adjusted.lost}


async def _dismiss(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"stockDiscrepancy": await dismiss(work, _key(given), given["version"])}


def _key(given: Mapping[str, Any]) -> UUID:
    return key_of(given["id"], "StockDiscrepancy", ("id",))


@strawberry.type
class StockDiscrepancyMutations:
    """What becomes of discrepancies of stock."""

    stock_discrepancy_count = mutation(
        "Say how much there is where somebody had doubts. Stock is put right, and all doubts about that SKU (and lot) at that "
        "place are settled; a count by `stockAdjustmentCreate` settles them as well.",
        losing_payload("StockAdjustmentPayload", names.StockAdjustment),
        _count,
        needs=WRITE,
        arguments=[
            *which(),
            argument(
                "counted_quantity", Decimal, "How much is there, zero or more, in the unit of the SKU.", required=True
            ),
        ],
        key_required=True,
    )
    stock_discrepancy_dismiss = mutation(
        "Say that goods are there as they should be: they can be promised again.",
        payload(names.StockDiscrepancy),
        _dismiss,
        needs=WRITE,
        arguments=which(),
    )
