"""Cost layers and what was taken from them, as clients see them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

import models
from planner.entity import entity
from planner.fields import Columns, column, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money, Quantity
from schema.inventory.of_sku import unit_of_sku
from schema.inventory.stock_value import READ


def _unit_of_layer(row: Columns) -> sa.ColumnElement[Any]:
    sku, layer = models.Sku.__table__.alias(), models.CostLayer.__table__.alias()
    query = sa.select(sku.c.unit_id).join(layer, layer.c.sku_id == sku.c.id).where(layer.c.id == row.layer_id)
    return query.correlate_except(sku, layer).scalar_subquery()


@entity(models.CostLayer, needs=READ)
class CostLayer(CompanyRecord):
    """What came of a SKU at one time and cost, and how much of it is left. What came first goes first."""

    changed_at: dt.datetime = column("When something was last taken from it.")
    sku: names.Sku | None = one("What came.", "sku_id", filters=True)
    entry: names.StockValueEntry | None = one("The receipt that it is.", "entry_id", filters=True)
    received_on: dt.date = column("The day by which layers are used up, whenever they were entered.")
    quantity: Quantity = measure("How much came, in the unit of the SKU.", "quantity", unit_of_sku)
    value: Money = measure(
        "What that was worth, as it was billed, in the currency of the company.", "value", "currency"
    )
    remaining_quantity: Quantity = measure(
        "How much of it is left, in the unit of the SKU.", "remaining_quantity", unit_of_sku
    )
    remaining_value: Money = measure(
        "What is left of it is worth, in the currency of the company.", "remaining_value", "currency"
    )
    consumptions: Connection[names.CostLayerConsumption] | None = pages(
        "What was taken from it.", names.CostLayerConsumption, "layer_id", filters=True
    )


@entity(models.CostLayerConsumption, needs=READ)
class CostLayerConsumption(CompanyRecord):
    """That an issue took from a layer, or that a correction of it took more or less. A fact: it never changes."""

    layer: names.CostLayer | None = one("What it was taken from.", "layer_id", filters=True)
    entry: names.StockValueEntry | None = one(
        "The issue that took it, or the correction of one.", "entry_id", filters=True
    )
    quantity: Quantity = measure(
        "How much was taken, in the unit of the SKU; below zero for what a correction gave back.",
        "quantity",
        _unit_of_layer,
    )
    value: Money = measure("What that was worth, in the currency of the company.", "value", "currency")
