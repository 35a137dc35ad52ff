"""What `./torso bench stock` asks: a page of 100 SKUs with what can be promised of each, beside the best SQL by hand.

The SQL adds up by whole sets, as somebody who knows what is asked would, and gives the bytes of the answer.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from benchmarks.read_cases import Question, ReadCase
from benchmarks.stock_filled import PRODUCTS

PAGE: Final = 100
LONG_AGO: Final = date(2026, 5, 10)

_FIGURES: Final = """
onHand { value } reserved { value } withheld { value } incoming { value } outgoing { value } available { value }
"""
_NOW: Final = f"""
query Availability($from: String!) {{
  skus(first: {PAGE}, filter: {{ code: {{ gte: $from }} }}, orderBy: [{{ field: CODE, direction: ASC }}]) {{
    nodes {{ id code availability {{ {_FIGURES} }} }}
  }}
}}
"""
_THEN: Final = f"""
query AvailabilityThen($from: String!, $on: Date!) {{
  skus(first: {PAGE}, filter: {{ code: {{ gte: $from }} }}, orderBy: [{{ field: CODE, direction: ASC }}]) {{
    nodes {{ id code availability(on: $on) {{ onHand {{ value }} }} }}
  }}
}}
"""
_PAGE_SQL: Final = f"""
page as materialized (
  select sku.id, sku.code, sku.unit_id, product.kind = 'GOODS' as is_kept from sku join product on product.id = sku.product_id
  where sku.company_id = $1 and sku.code >= $2 order by sku.code, sku.id limit {PAGE}
)"""  # noqa: S608 - names of ours
_NOW_SQL: Final = f"""
with {_PAGE_SQL}, today as (
  select (now() at time zone time_zone)::date as day from company where id = $1
), withholding as (
  select array(
    select below.id from location as below join location as around on around.id = any(below.path)
    where around.stock_status <> 'AVAILABLE' and below.company_id = $1) as ids
), there as (
  select level.sku_id, sum(level.on_hand) as on_hand, sum(level.reserved) as reserved, sum(level.on_hand - level.reserved) filter (
    where place.kind <> 'INTERNAL' or place.archived_at is not null or place.id = any(withholding.ids)
      or lot.stock_status <> 'AVAILABLE' or lot.expires_on < today.day) as withheld
  from page join stock_level as level on level.sku_id = page.id and level.company_id = $1
  join location as place on place.id = level.location_id left join lot on lot.id = level.lot_id cross join today cross join withholding
  group by level.sku_id
), incoming as (
  select line.sku_id, sum((line.quantity - line.received_quantity) * case when line.unit_id = page.unit_id then 1 else (
    select known.numerator::numeric / known.denominator from unit_conversion as known
    where known.from_unit_id = line.unit_id and known.to_unit_id = page.unit_id) end) as quantity
  from page join purchase_order_line as line on line.sku_id = page.id and line.company_id = $1
  join purchase_order as bought on bought.id = line.order_id
  where line.quantity > line.received_quantity and bought.state in ('APPROVED', 'SENT', 'ACKNOWLEDGED') and page.is_kept
  group by line.sku_id
), transferred as (
  select line.sku_id, sum(line.under_way + coalesce(kept.held, 0)) as quantity
  from page join stock_transfer_line as line on line.sku_id = page.id and line.company_id = $1
  join stock_transfer as own on own.id = line.transfer_id left join reservation as kept on kept.id = line.reservation_id
  where own.state in ('READY', 'DISPATCHED') group by line.sku_id
), outgoing as (
  select line.sku_id, sum(greatest(line.quantity - line.cancelled_quantity - coalesce((
    select sum(kept.held + kept.consumed) from reservation as kept
    where kept.demand_id = line.id and kept.demand_type = 'SalesOrderLine'), 0), 0)) as quantity
  from page join sales_order_line as line on line.sku_id = page.id and line.company_id = $1
  join sales_order as sold on sold.id = line.order_id where sold.state in ('CONFIRMED', 'ON_HOLD') and line.kind <> 'BUNDLE'
    and line.delivery = 'FROM_STOCK' and page.is_kept
  group by line.sku_id
), figures as (
  select page.id, page.code, round(coalesce(on_hand, 0), 6) as on_hand, round(coalesce(reserved, 0), 6) as reserved,
    round(coalesce(withheld, 0), 6) as withheld, round(coalesce(incoming.quantity, 0) + coalesce(transferred.quantity, 0), 6) as incoming,
    round(coalesce(outgoing.quantity, 0), 6) as outgoing
  from page left join there on there.sku_id = page.id left join incoming on incoming.sku_id = page.id
  left join transferred on transferred.sku_id = page.id left join outgoing on outgoing.sku_id = page.id
)
select '{{"skus":{{"nodes":[' || coalesce(string_agg(
  '{{"id":"Sku:' || id || '","code":' || to_json(code)::text || ',"availability":{{"onHand":{{"value":"' || on_hand
  || '"}},"reserved":{{"value":"' || reserved || '"}},"withheld":{{"value":"' || withheld || '"}},"incoming":{{"value":"' || incoming
  || '"}},"outgoing":{{"value":"' || outgoing || '"}},"available":{{"value":"'
  || on_hand - reserved - withheld + incoming - outgoing || '"}}}}}}', ',' order by code, id), '') || ']}}}}'
from figures
"""  # noqa: S608 - names of ours
_THEN_SQL: Final = f"""
with {_PAGE_SQL}, told as (
  select told.id, told.ends_at, ($3::date + 1)::timestamp at time zone company.time_zone as day_ends_at
  from company join stock_snapshot as told on told.company_id = company.id and told.ends_on >= $3
  where company.id = $1 order by told.ends_on limit 1
), then_there as (
  select level.sku_id, sum(level.on_hand) as on_hand
  from page join told on true join stock_snapshot_level as level on level.sku_id = page.id and level.period_id = told.id
  where level.company_id = $1 group by level.sku_id
), since as (
  select move.sku_id, sum(move.quantity * (target.holds_stock::integer - source.holds_stock::integer)) as quantity
  from page join told on true join stock_move as move
    on move.sku_id = page.id and move.moved_at >= told.day_ends_at and move.moved_at < told.ends_at and move.company_id = $1
  join location as source on source.id = move.from_location_id join location as target on target.id = move.to_location_id
  group by move.sku_id
)
select '{{"skus":{{"nodes":[' || coalesce(string_agg(
  '{{"id":"Sku:' || page.id || '","code":' || to_json(page.code)::text || ',"availability":{{"onHand":{{"value":"'
  || round(coalesce(then_there.on_hand, 0) - coalesce(since.quantity, 0), 6) || '"}}}}}}', ',' order by page.code, page.id), '')
  || ']}}}}'
from page left join then_there on then_there.sku_id = page.id left join since on since.sku_id = page.id
"""  # noqa: S608 - names of ours


def stock_cases() -> Sequence[ReadCase]:
    """Give the cases: pages all over the products."""
    codes = [f"BENCH-{1 + (place * 1_300) % (PRODUCTS - PAGE):05d}" for place in range(50)]
    day = LONG_AGO.isoformat()
    return (
        ReadCase("availability", _NOW, _NOW_SQL, [Question({"from": code}, (code,)) for code in codes]),
        ReadCase(
            "availability_then",
            _THEN,
            _THEN_SQL,
            [Question({"from": code, "on": day}, (code, LONG_AGO)) for code in codes],
        ),
    )
