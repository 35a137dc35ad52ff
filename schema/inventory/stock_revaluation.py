"""Stock revaluations as clients see and write them."""

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

READ = "inventory.cost:read"
WRITE = "inventory.cost:write"


@entity(models.StockRevaluation, needs=READ, order="-revalued_on")
class StockRevaluation(CompanyRecord):
    """That goods at standard cost are held at another from a day on. A fact: it never changes."""

    number: str | None = column(
        "The number that people call it by, unique in its company; null only in a simulation.",
        filters=True,
        orders=True,
    )
    reason: str = column("Why costs have changed.")
    revalued_on: dt.date = column(
        "The day from which they hold, in the time zone of the company.", filters=True, orders=True
    )
    values: Connection[names.StockValueEntry] | None = pages(
        "By how much what was there is worth more or less.", names.StockValueEntry, "document_id"
    )
    entries: Connection[names.JournalEntry] | None = pages(
        "What was posted of it: none where nothing was there, or the company keeps its stock outside of its books.",
        names.JournalEntry,
        "source_id",
    )
    trace: DocumentTrace = trace_of("StockRevaluation")


@strawberry.input(description="What one unit of a SKU costs from now on.")
class StockRevaluationLineInput:
    """What one unit of a SKU costs from now on."""

    sku_id: strawberry.ID = strawberry.field(description="What is held at another cost; valued at a standard.")
    unit_cost: Decimal = strawberry.field(
        description="Its new standard cost, in the currency of the company, zero or more, six digits at most."
    )


@strawberry.input(description="Standard costs from today on.")
class StockRevaluationPostInput:
    """Standard costs from today on."""

    company_id: strawberry.ID = strawberry.field(description="The company whose stock it is.")
    reason: str = strawberry.field(description="Why costs have changed.")
    lines: list[StockRevaluationLineInput] = strawberry.field(description="What costs how much: 1 to 200 lines.")
