"""Discrepancies of stock as clients see them: what was not found, and is proposed to be counted."""

import models
from models import DiscrepancyReason, DiscrepancyState
from planner.entity import entity
from planner.fields import column, measure, one, reference
from schema import names
from schema.base import CompanyRecord, Node, Quantity
from schema.enums import described
from schema.inventory.of_sku import unit_of_sku

READ = "inventory.move:read"
WRITE = "inventory.move:write"

described(
    DiscrepancyReason,
    "What somebody found instead of goods.",
    {
        DiscrepancyReason.NOT_FOUND: "Less lies there than was thought.",
        DiscrepancyReason.WRONG_LOT: "Another lot lies there.",
        DiscrepancyReason.WRONG_GOODS: "Something else lies there.",
        DiscrepancyReason.UNREACHABLE: "Nobody gets to the place.",
        DiscrepancyReason.DAMAGED: "They are not fit to be sold.",
        DiscrepancyReason.EXPIRED: "Their last good day is over.",
    },
)
described(
    DiscrepancyState,
    "What became of a discrepancy.",
    {
        DiscrepancyState.TO_COUNT: "A count is proposed; until then the goods in doubt are promised to nobody.",
        DiscrepancyState.COUNTED: "Somebody has counted, and stock was put right.",
        DiscrepancyState.DISMISSED: "The goods are there as they should be.",
        DiscrepancyState.MOVED: "The goods were put where goods are withheld.",
    },
)


@entity(models.StockDiscrepancy, needs=READ, order="-id")
class StockDiscrepancy(CompanyRecord):
    """That goods were not found at a place as they should lie there: a proposal to count it."""

    sku: names.Sku | None = one("What was looked for.", "sku_id", filters=True, groups=True)
    location: names.Location | None = one("Where.", "location_id", filters=True, groups=True)
    lot: names.Lot | None = one(
        "Of which lot; null where lots are not told apart.", "lot_id", filters=True, groups=True
    )
    reason: DiscrepancyReason = column("What was found instead.", groups=True)
    remark: str | None = column("What whoever found it says of it; null where nothing was said.")
    quantity: Quantity = measure(
        "How much of what was looked for is missing, or not fit; in the unit of the SKU.",
        "quantity",
        unit_of_sku,
        sums=True,
    )
    state: DiscrepancyState = column("What became of it.", filters=True, groups=True)
    document: Node | None = reference(
        "What was done when it was found, such as picking a shipment; null where the viewer may not see it.",
        "document_type",
        "document_id",
    )
    moved_to: names.Location | None = one(
        "Where the goods were put that are not fit to be sold; null where they were not.", "moved_to_id"
    )
    adjustment: names.StockAdjustment | None = one(
        "How stock was put right; null where nobody has counted.", "adjustment_id", filters=True
    )
