"""Number series as clients see them."""

from decimal import Decimal

import sqlalchemy as sa

import models
from planner.entity import entity
from planner.fields import Columns, column, computed
from schema.base import CompanyRecord


def _next_number(series: Columns) -> sa.ColumnElement[str]:
    digits = sa.cast(series.next_value, sa.Text())
    width = sa.func.greatest(series.digits, sa.func.length(digits))
    return series.prefix.concat(sa.func.lpad(digits, width, sa.literal_column("'0'")))


@entity(models.NumberSeries, needs="platform.number_series:read", order="code")
class NumberSeries(CompanyRecord):
    """Where one kind of document of a company gets the numbers that people call it by."""

    code: str = column("What it numbers, such as SALES_ORDER.", filters=True, orders=True)
    prefix: str = column("What every number begins with, such as SO-.")
    digits: int = column("To how many digits the count is filled up with zeros.")
    next_value: Decimal = column("The count that the next document gets, a whole number.")
    next_number: str = computed("The number that the next document gets, such as SO-000124.", _next_number)
    gapless: bool = column("Whether its numbers have no holes, as the law wants it for some documents.", groups=True)
