"""Root fields for sales orders."""

import strawberry

from planner.lists import KeyPart, aggregate, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from resolvers.platform.change import changes
from schema import names
from schema.base import Connection
from schema.platform.change import Changes


@strawberry.type
class SalesOrderQueries:
    """Root fields for sales orders."""

    sales_orders: Connection[names.SalesOrder] | None = pages("What customers ordered.", names.SalesOrder)
    sales_order: names.SalesOrder | None = by_id("A sales order by its id.")
    sales_order_by_number: names.SalesOrder | None = by_key(
        "A sales order by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )
    sales_order_aggregate = aggregate("What customers ordered, counted and added up by group.", names.SalesOrder)
    sales_order_lines: Connection[names.SalesOrderLine] | None = pages(
        "The positions of sales orders.", names.SalesOrderLine
    )
    sales_order_line: names.SalesOrderLine | None = by_id("A sales order line by its id.")
    sales_order_line_aggregate = aggregate(
        "The positions of sales orders, counted and added up by group.", names.SalesOrderLine
    )
    sales_order_line_taxes: Connection[names.SalesOrderLineTax] | None = pages(
        "The taxes asked of lines of sales orders.", names.SalesOrderLineTax
    )
    sales_order_line_tax: names.SalesOrderLineTax | None = by_id("A tax asked of a line of a sales order, by its id.")
    sales_order_resolutions: Connection[names.SalesOrderResolution] | None = pages(
        "What was decided of exceptions of orders.", names.SalesOrderResolution
    )
    sales_order_resolution: names.SalesOrderResolution | None = by_id("What was decided of an exception, by its id.")
    credit_limits: Connection[names.CreditLimit] | None = pages("How much customers may owe.", names.CreditLimit)
    credit_limit: names.CreditLimit | None = by_id("A credit limit by its id.")


@strawberry.type
class SalesOrderSubscriptions:
    """Subscriptions to sales orders."""

    sales_orders_changed: Changes[names.SalesOrder] = changes("What becomes of sales orders.", names.SalesOrder)
