"""Root fields for lots, stock levels and stock moves."""

import strawberry

from planner.lists import KeyPart, aggregate, by_id, by_key, pages
from resolvers.platform.change import changes
from schema import names
from schema.base import Connection
from schema.platform.change import Changes


@strawberry.type
class StockQueries:
    """Root fields for lots, stock levels and stock moves."""

    lots: Connection[names.Lot] | None = pages("Batches and serial numbers.", names.Lot)
    lot: names.Lot | None = by_id("A lot by its id.")
    lot_by_number: names.Lot | None = by_key(
        "A lot by the number on its label.",
        KeyPart("sku_id", "What it is a batch of.", of="Sku"),
        KeyPart("number", "The number on its label."),
    )
    stock_levels: Connection[names.StockLevel] | None = pages("How much of what is where.", names.StockLevel)
    stock_level: names.StockLevel | None = by_id("A stock level by its id.")
    stock_level_aggregate = aggregate("How much is where, counted and added up by group.", names.StockLevel)
    stock_moves: Connection[names.StockMove] | None = pages("What moved from where to where.", names.StockMove)
    stock_move: names.StockMove | None = by_id("A stock move by its id.")
    stock_move_aggregate = aggregate("What moved, counted and added up by group.", names.StockMove)


@strawberry.type
class StockSubscriptions:
    """Subscriptions to stock levels."""

    stock_levels_changed: Changes[names.StockLevel] = changes(
        "What becomes of stock levels: goods came, went, were reserved or set free.", names.StockLevel
    )
