"""What stock is worth, and what made it so, as clients see it."""

import datetime as dt

import models
from models import CostMethod, StockValueKind
from planner.entity import entity
from planner.fields import column, measure, one, reference
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money, Node, Quantity
from schema.enums import described
from schema.inventory.of_sku import unit_of_sku

READ = "inventory.cost:read"

described(
    StockValueKind,
    "What happened to the value of stock.",
    {
        StockValueKind.RECEIPT: "Something came.",
        StockValueKind.ISSUE: "Something went.",
        StockValueKind.REVALUATION: "What is there was given another cost.",
    },
)


@entity(models.StockValue, needs=READ)
class StockValue(CompanyRecord):
    """What all that the company has of a SKU is worth, wherever it lies. What its entries add up to; nobody writes it."""

    changed_at: dt.datetime = column("When it last changed.")
    sku: names.Sku | None = one("What it is.", "sku_id", filters=True, groups=True)
    quantity: Quantity = measure("How much there is, in the unit of the SKU.", "quantity", unit_of_sku, sums=True)
    value: Money = measure(
        "What that is worth, in the currency of the company.", "value", "currency", filters=True, orders=True, sums=True
    )
    unit_cost: Money | None = measure(
        "What one unit of it costs, six digits: value by quantity, and where nothing is there, what it was last; null where "
        "nothing ever was.",
        "unit_cost",
        "currency",
    )
    method: CostMethod = column(
        "How it is valued. Another method of the product holds from when nothing is left.", groups=True
    )
    standard_cost: Money | None = measure(
        "The cost of one unit at which it is held, six digits; null where it is not valued at a standard.",
        "standard_cost",
        "currency",
    )


@entity(models.StockValueEntry, needs=READ, order="-posted_on")
class StockValueEntry(CompanyRecord):
    """That stock came, went or was revalued, and what that was worth. A fact: it never changes."""

    sku: names.Sku | None = one("What came or went.", "sku_id", filters=True, groups=True)
    move: names.StockMove | None = one(
        "The move that it is the value of; null for a revaluation, and for stock that was there before values were kept.",
        "move_id",
        filters=True,
    )
    kind: StockValueKind = column("What happened.", groups=True)
    posted_on: dt.date = column(
        "The day of it, in the time zone of the company.", filters=True, orders=True, groups=True
    )
    quantity: Quantity = measure(
        "How much came, in the unit of the SKU; below zero for what went.", "quantity", unit_of_sku, sums=True
    )
    value: Money = measure(
        "What that was worth, in the currency of the company; below zero for what went.", "value", "currency", sums=True
    )
    method: CostMethod = column("How it was valued.", groups=True)
    document: Node | None = reference(
        "The document whose consequence it is; null where there is none, or the viewer may not see it.",
        "document_type",
        "document_id",
    )
    corrects: names.StockValueEntry | None = one(
        "What was worth so much more or less, since something came or went on a day before it, or a bill said what it has cost; null "
        "for all else.",
        "corrects_id",
        filters=True,
    )
    posting: Connection[names.StockValuePosting] | None = pages(
        "Where it was posted: once, or not at all where it is worth nothing or the company keeps its stock outside of its "
        "books.",
        names.StockValuePosting,
        "value_entry_id",
    )
