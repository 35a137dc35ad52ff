"""Root fields for number series."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class NumberSeriesQueries:
    """Root fields for number series."""

    number_series_list: Connection[names.NumberSeries] | None = pages(
        "Where documents get their numbers.", names.NumberSeries
    )
    number_series: names.NumberSeries | None = by_id("A number series by its id.")
    number_series_by_code: names.NumberSeries | None = by_key(
        "A number series by its code.", OF_COMPANY, KeyPart("code", "What it numbers, such as SALES_ORDER.")
    )
