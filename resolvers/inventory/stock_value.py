"""Root fields for what stock is worth."""

import strawberry

from planner.lists import KeyPart, aggregate, by_id, by_key, pages
from schema import names
from schema.base import Connection


@strawberry.type
class StockValueQueries:
    """Root fields for what stock is worth."""

    stock_values: Connection[names.StockValue] | None = pages("What stock is worth, SKU by SKU.", names.StockValue)
    stock_value: names.StockValue | None = by_id("A stock value by its id.")
    stock_value_by_sku: names.StockValue | None = by_key(
        "What all there is of a SKU is worth.", KeyPart("sku_id", "What it is.", of="Sku")
    )
    stock_value_aggregate = aggregate("What stock is worth, counted and added up by group.", names.StockValue)
    stock_value_entries: Connection[names.StockValueEntry] | None = pages(
        "What came, went and was revalued, and what that was worth.", names.StockValueEntry
    )
    stock_value_entry: names.StockValueEntry | None = by_id("An entry of stock value by its id.")
    stock_value_entry_aggregate = aggregate(
        "What came and went was worth, counted and added up by group.", names.StockValueEntry
    )
    stock_value_postings: Connection[names.StockValuePosting] | None = pages(
        "Where what came, went and was revalued was posted.", names.StockValuePosting
    )
    stock_value_posting: names.StockValuePosting | None = by_id("Where an entry of stock value was posted, by its id.")
    cost_layers: Connection[names.CostLayer] | None = pages(
        "What came at one time and cost, of what goes first in, first out.", names.CostLayer
    )
    cost_layer: names.CostLayer | None = by_id("A cost layer by its id.")
    cost_layer_consumptions: Connection[names.CostLayerConsumption] | None = pages(
        "What was taken from cost layers.", names.CostLayerConsumption
    )
    cost_layer_consumption: names.CostLayerConsumption | None = by_id("What was taken from a cost layer, by its id.")
