"""Root fields for purchase orders."""

import strawberry

from planner.lists import KeyPart, aggregate, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from resolvers.platform.change import changes
from schema import names
from schema.base import Connection
from schema.platform.change import Changes


@strawberry.type
class PurchaseOrderQueries:
    """Root fields for purchase orders."""

    purchase_orders: Connection[names.PurchaseOrder] | None = pages(
        "What was ordered from vendors.", names.PurchaseOrder
    )
    purchase_order: names.PurchaseOrder | None = by_id("A purchase order by its id.")
    purchase_order_by_number: names.PurchaseOrder | None = by_key(
        "A purchase order by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )
    purchase_order_aggregate = aggregate(
        "What was ordered from vendors, counted and added up by group.", names.PurchaseOrder
    )
    purchase_order_lines: Connection[names.PurchaseOrderLine] | None = pages(
        "The positions of purchase orders.", names.PurchaseOrderLine
    )
    purchase_order_line: names.PurchaseOrderLine | None = by_id("A purchase order line by its id.")
    purchase_order_line_aggregate = aggregate(
        "The positions of purchase orders, counted and added up by group.", names.PurchaseOrderLine
    )


@strawberry.type
class PurchaseOrderSubscriptions:
    """Subscriptions to purchase orders."""

    purchase_orders_changed: Changes[names.PurchaseOrder] = changes(
        "What becomes of purchase orders.", names.PurchaseOrder
    )
