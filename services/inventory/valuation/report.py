"""What stock was worth at the end of a day, by SKU, category or warehouse: what the statement reads, and how it is laid out.

What was told when a period was closed after the day, or what stock is worth now, less what came since. So what it takes depends
on how much there is and on what moved in one period, not on how much moved before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from kernel.money import Money
from services.refusals import NotFound

LINES_MAX: Final = 1_000
LINES_DEFAULT: Final = 100


class StockValuationGrouping(StrEnum):
    """By what the value of stock is told apart."""

    SKU = "SKU"
    CATEGORY = "CATEGORY"
    WAREHOUSE = "WAREHOUSE"


# A company is one pool: what is in a warehouse is worth its part of what all there is of a SKU is worth, and the parts add up
# to the cent.
VALUATION: Final = """
with said as (
  select company.id as company_id, company.currency, company.rounding_policy as policy,
    currency_exponent(company.currency) as digits, (cast(:day as date) + 1)::timestamp at time zone company.time_zone as ends_at,
    told.id as told_id, told.ends_on as told_on, told.ends_at as told_at
  from company left join lateral (
    select id, ends_on, ends_at from stock_snapshot where company_id = company.id and ends_on >= cast(:day as date)
    order by ends_on limit 1) as told on true
  where company.id = any(:companies)
), worth as (
  select company_id, sku_id, sum(quantity) as quantity, sum(value) as value from (
    select said.company_id, sku_id, quantity, value from said join stock_snapshot_value on period_id = told_id
    union all
    select said.company_id, sku_id, quantity, value from said join stock_value using (company_id) where told_id is null
    union all
    select said.company_id, sku_id, -quantity, -value from said join stock_value_entry using (company_id)
    where posted_on > cast(:day as date) and (told_on is null or posted_on <= told_on)
  ) as each group by company_id, sku_id having sum(quantity) <> 0 or sum(value) <> 0
), there as (
  select each.company_id, each.sku_id, location.warehouse_id, sum(each.quantity) as quantity from (
    select said.company_id, sku_id, location_id, on_hand as quantity from said join stock_snapshot_level on period_id = told_id
    union all
    select said.company_id, sku_id, location_id, on_hand from said join stock_level using (company_id) where told_id is null
    union all
    select said.company_id, sku_id, side.location_id, side.quantity from said join stock_move as move using (company_id)
    cross join lateral (
      values (move.from_location_id, move.quantity), (move.to_location_id, -move.quantity)) as side (location_id, quantity)
    where move.moved_at >= said.ends_at and (told_at is null or move.moved_at < told_at)
  ) as each join location on location.id = each.location_id and location.holds_stock
  where :grouping = 'WAREHOUSE' group by each.company_id, each.sku_id, location.warehouse_id having sum(each.quantity) <> 0
), part as (
  select company_id, sku_id, null::uuid as warehouse_id, quantity, value from worth where :grouping <> 'WAREHOUSE'
  union all
  select company_id, sku_id, warehouse_id, quantity, rounded(value * until / whole, digits, policy)
    - rounded(value * (until - quantity) / whole, digits, policy)
  from (
    select there.*, worth.value, worth.quantity as whole,
      sum(there.quantity) over (partition by there.sku_id order by there.warehouse_id) as until
    from there join worth using (company_id, sku_id)
  ) as share join said using (company_id)
), line as (
  select part.company_id, coalesce(sku.code, category.code, warehouse.code) as code,
    coalesce(sku.name, category.name, warehouse.name) as name, sku.id as sku, category.id as category, warehouse.id as warehouse,
    sum(part.quantity) as quantity, sum(part.value) as value
  from part join sku as moved on moved.id = part.sku_id
  left join sku on sku.id = part.sku_id and :grouping = 'SKU'
  left join product on product.id = moved.product_id and :grouping = 'CATEGORY'
  left join product_category as category on category.id = product.category_id
  left join warehouse on warehouse.id = part.warehouse_id
  group by part.company_id, sku.id, category.id, warehouse.id
)
select cast(json_build_object(
  'companies', (
    select json_agg(json_build_object('id', company.id, 'currency', company.currency, 'total', (
      select coalesce(sum(value), 0)::text from line where company_id = company.id
    ), 'count', (select count(*) from line where company_id = company.id)) order by company.code, company.id)
    from company where id = any(:companies)),
  'lines', (
    select coalesce(json_agg(json_build_object('company', company_id, 'sku', sku, 'category', category, 'warehouse', warehouse,
      'code', code, 'name', name, 'quantity', case when sku is not null then quantity::text end, 'value', value::text)
      order by code nulls first), '[]')
    from (
      select *, row_number() over (partition by company_id order by code nulls first) as place from line
      where cast(:after as text) is null or code > :after
    ) as numbered where place <= :first)
) as text) as facts
"""


@dataclass(frozen=True, slots=True)
class StockValuationLine:
    """What one SKU, or all of a category or in a warehouse, was worth."""

    sku: UUID | None
    category: UUID | None
    warehouse: UUID | None
    code: str | None
    name: str | None
    quantity: Decimal | None
    value: Money


@dataclass(frozen=True, slots=True)
class StockValuation:
    """What the stock of a company was worth at the end of a day."""

    company: UUID
    currency: str
    lines: Sequence[StockValuationLine]
    count: int
    total: Money


def stock_valuation(facts: Mapping[str, Any] | None) -> list[StockValuation]:
    """Lay out what stock was worth; raises `NotFound` where the viewer does not see a company."""
    if facts is None:
        raise NotFound(path=("input", "companyIds"))
    return [
        _company(row, [line for line in facts["lines"] if line["company"] == row["id"]]) for row in facts["companies"]
    ]


def _company(row: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> StockValuation:
    currency = row["currency"]
    total = Money.zero(currency).amount + Decimal(row["total"])
    told = [_line(line, currency) for line in lines]
    return StockValuation(UUID(row["id"]), currency, told, row["count"], Money(total, currency))


def _line(row: Mapping[str, Any], currency: str) -> StockValuationLine:
    sku, category, warehouse = (
        None if row[name] is None else UUID(row[name]) for name in ("sku", "category", "warehouse")
    )
    quantity = None if row["quantity"] is None else Decimal(row["quantity"])
    value = Money(Decimal(row["value"]), currency)
    return StockValuationLine(sku, category, warehouse, row["code"], row["name"], quantity, value)
