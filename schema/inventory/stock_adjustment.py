"""Stock adjustments as clients see and write them."""

import datetime as dt
from decimal import Decimal

import strawberry

import models
from planner.entity import entity
from planner.fields import column
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection
from schema.trace import DocumentTrace, trace_of

READ = "inventory.move:read"
WRITE = "inventory.move:write"


@entity(models.StockAdjustment, needs=READ, order="-adjusted_at")
class StockAdjustment(CompanyRecord):
    """That stock was counted and put right. A fact: it never changes."""

    number: str | None = column(
        "The number that people call it by, unique in its company; null only in a simulation.",
        filters=True,
        orders=True,
    )
    reason: str = column("Why stock was put right.")
    is_opening: bool = column(
        "Whether it is what the company began with here: its value stands against opening balances, not against what counts find.",
    )
    adjusted_at: dt.datetime = column("When stock was put right.", filters=True, orders=True)
    moves: Connection[names.StockMove] | None = pages("What it moved.", names.StockMove, "document_id", filters=True)
    values: Connection[names.StockValueEntry] | None = pages(
        "What that was worth.", names.StockValueEntry, "document_id"
    )
    entries: Connection[names.JournalEntry] | None = pages(
        "What was posted of it: none where nothing was worth anything, or the company keeps its stock outside of its books.",
        names.JournalEntry,
        "source_id",
    )
    trace: DocumentTrace = trace_of("StockAdjustment")


@strawberry.input(description="What was found of one SKU at one place: say `countedQuantity` or `difference`.")
class StockAdjustmentLineInput:
    """What was found of one SKU at one place."""

    sku_id: strawberry.ID = strawberry.field(description="What was counted.")
    location_id: strawberry.ID = strawberry.field(description="Where.")
    lot_id: strawberry.ID | None = strawberry.field(
        description="Which lot; needed where the product is tracked by lots or serial numbers.",
        default=strawberry.UNSET,
    )
    counted_quantity: Decimal | None = strawberry.field(
        description="How much is there, in the unit of the SKU.", default=strawberry.UNSET
    )
    difference: Decimal | None = strawberry.field(
        description="How much more there is than was thought, in the unit of the SKU; below zero for less.",
        default=strawberry.UNSET,
    )
    unit_cost: Decimal | None = strawberry.field(
        description="What one unit costs of what there is more, in the currency of the company, six digits at most; what is "
        "there already costs if left out, and where nothing ever was, the standard cost.",
        default=strawberry.UNSET,
    )
    reason: str | None = strawberry.field(
        description="Why, where it is not the reason of the whole.", default=strawberry.UNSET
    )


@strawberry.input(description="What was counted, or is known to be more or less.")
class StockAdjustmentCreateInput:
    """What was counted, or is known to be more or less."""

    company_id: strawberry.ID = strawberry.field(description="The company whose stock it is.")
    reason: str = strawberry.field(description="Why stock is put right.")
    lines: list[StockAdjustmentLineInput] = strawberry.field(description="What was found where: 1 to 200 lines.")
    posted_on: dt.date | None = strawberry.field(
        description="The day that it counts for, today at the latest; today if left out. Counts are of what is there now.",
        default=strawberry.UNSET,
    )
    is_opening: bool = strawberry.field(
        description="Whether it is what the company begins with here, and no gain.", default=False
    )
