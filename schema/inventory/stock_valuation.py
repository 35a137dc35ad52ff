"""What stock was worth at the end of a day, as clients see it."""

import datetime as dt
from decimal import Decimal

import strawberry
from strawberry.types.base import StrawberryList

from schema.base import Money
from schema.enums import described
from schema.payloads import part, payload_type
from schema.scalars import CurrencyCode
from services.inventory.valuation.report import LINES_DEFAULT, LINES_MAX, StockValuationGrouping

described(
    StockValuationGrouping,
    "By what the value of stock is told apart.",
    {
        StockValuationGrouping.SKU: "A line for each SKU.",
        StockValuationGrouping.CATEGORY: "A line for each category that products are in, and one for those in none.",
        StockValuationGrouping.WAREHOUSE: "A line for each warehouse, and one for what lies in none. A company is one pool: what is "
        "in a warehouse is worth its part of what all there is of a SKU is worth.",
    },
)


@strawberry.input(description="What stock was worth at the end of a day.")
class StockValuationInput:
    """What stock was worth at the end of a day."""

    company_ids: list[strawberry.ID] = strawberry.field(description="The companies that it tells of, at most 50.")
    as_of: dt.date = strawberry.field(
        description="The day, at whose end it is told: what came or went later, or was corrected on a later day, is not in it."
    )
    grouping: StockValuationGrouping = strawberry.field(
        description="By what it is told apart.", default=StockValuationGrouping.SKU
    )
    first: int = strawberry.field(
        description=f"How many lines of each company, by code; at most {LINES_MAX}.", default=LINES_DEFAULT
    )
    after: str | None = strawberry.field(
        description="The code of the line after which it goes on; from the first line on when left out.",
        default=strawberry.UNSET,
    )


@strawberry.type(description="What one SKU, or all of a category or in a warehouse, was worth.")
class StockValuationLine:
    """What one SKU, or all of a category or in a warehouse, was worth."""

    sku_id: strawberry.ID | None = strawberry.field(
        description="The SKU; null where it is told apart by something else."
    )
    category_id: strawberry.ID | None = strawberry.field(
        description="The category; null where it is told apart by something else, and for products in none."
    )
    warehouse_id: strawberry.ID | None = strawberry.field(
        description="The warehouse; null where it is told apart by something else, and for what lies in none."
    )
    code: str | None = strawberry.field(description="Its short name; null for what is in no category or warehouse.")
    name: str | None = strawberry.field(
        description="What people call it; null for what is in no category or warehouse."
    )
    quantity: Decimal | None = strawberry.field(
        description="How much there was, in the unit of the SKU; null unless it is told apart by SKU."
    )
    value: Money = strawberry.field(description="What that was worth, in the currency of the company.")


@strawberry.type(description="What the stock of a company was worth at the end of a day.")
class StockValuation:
    """What the stock of a company was worth at the end of a day."""

    company_id: strawberry.ID = strawberry.field(description="The company.")
    currency: CurrencyCode = strawberry.field(description="Its currency, which all amounts are in.")
    lines: list[StockValuationLine] = strawberry.field(
        description="Line by line, by code; what is in no category or warehouse comes first, and on the first page only."
    )
    count: int = strawberry.field(description="How many lines there are on all pages.")
    total: Money = strawberry.field(
        description="What everything was worth, on all pages: what was on the accounts of stock, where it is in the books."
    )


StockValuationPayload = payload_type(
    "StockValuationPayload",
    "What came of asking what stock was worth.",
    part("companies", StrawberryList(StockValuation), "Company by company."),
)
