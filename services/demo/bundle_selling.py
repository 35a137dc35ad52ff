"""An order of the demo's bundle: its components are reserved where they lie, and are about to leave."""

from decimal import Decimal
from typing import Final

from asyncpg import Connection

from services.demo.bundling import CODE
from services.demo.identity import COMPANY_ID, TODAY, at, demo_id
from services.demo.sites import VIENNA

SOLD: Final = Decimal(2)

# The newest confirmed order in Vienna of somebody who pays the tax of a bundle.
_LIKE: Final = """
select own.id, tax.id as tax_id from sales_order as own join sales_order_line as line on line.order_id = own.id
join sales_order_line_tax as tax on tax.line_id = line.id join tax_code as code on code.id = tax.tax_code_id and code.code = 'U20'
where own.company_id = $1 and own.state = 'CONFIRMED' and own.currency = 'EUR' and own.warehouse_id = $2 and line.tax_amount > 0
  and own.agreement_id is null and own.quotation_id is null
order by own.number desc, line.position limit 1
"""
_ORDER: Final = """
insert into sales_order select (jsonb_populate_record(own, jsonb_build_object('id', $2::uuid, 'number', (
    select prefix || lpad((next_value - 2)::text, digits, '0') from number_series
    where company_id = own.company_id and code = 'SALES_ORDER'),
  'net_amount', said.net, 'tax_amount', said.tax, 'total_amount', said.net + said.tax, 'cost_amount', null, 'note', null,
  'customer_reference', null, 'requested_on', null, 'placed_at', $3::timestamptz, 'confirmed_at', $3::timestamptz, 'recorded_at',
  $3::timestamptz, 'changed_at', $3::timestamptz))).*
from sales_order as own cross join (
  select round(list_price * $5, 2) as net, round(list_price * $5 * 0.2, 2) as tax from sku where id = $4
) as said where own.id = $1
"""
_BUNDLE: Final = """
insert into sales_order_line (id, company_id, order_id, position, kind, sku_id, description, quantity, unit_id, currency, unit_price,
  net_amount, tax_amount, recorded_at, changed_at)
select $1, own.company_id, own.id, 1, 'BUNDLE', sku.id, sku.name, $4, sku.unit_id, own.currency, sku.list_price, own.net_amount,
  own.tax_amount, own.placed_at, own.placed_at
from sales_order as own join sku on sku.id = $3 where own.id = $2
"""
_TAX: Final = """
insert into sales_order_line_tax select (jsonb_populate_record(tax, jsonb_build_object('id', $2::uuid, 'line_id', $2::uuid))).*
from sales_order_line_tax as tax where tax.id = $1
"""
_COMPONENTS: Final = """
insert into sales_order_line (id, company_id, order_id, position, kind, bundle_line_id, sku_id, description, quantity, unit_id,
  currency, unit_price, price_source, net_amount, tax_amount, recorded_at, changed_at)
select said.id, own.company_id, own.id, part.position + 1, 'COMPONENT', $2, sku.id, sku.name, part.quantity * $4, sku.unit_id,
  own.currency, 0, 'BUNDLE', 0.00, 0.00, own.placed_at, own.placed_at
from sales_order as own join bundle on bundle.sku_id = $3 join bundle_component as part on part.bundle_id = bundle.id
join sku on sku.id = part.sku_id join unnest($5::uuid[]) with ordinality as said (id, position) on said.position = part.position
where own.id = $1
"""
_KEPT: Final = """
insert into reservation (id, company_id, demand_type, demand_id, sku_id, location_id, quantity, recorded_at, changed_at)
select line.id, line.company_id, 'SalesOrderLine', line.id, line.sku_id, level.location_id, line.quantity, line.recorded_at,
  line.changed_at
from sales_order_line as line join sales_order as own on own.id = line.order_id cross join lateral (
  select level.location_id from stock_level as level join location on location.id = level.location_id
  where level.sku_id = line.sku_id and location.warehouse_id = own.warehouse_id and level.on_hand - level.reserved >= line.quantity
  order by location.code limit 1
) as level where line.order_id = $1 and line.kind = 'COMPONENT'
"""


async def sell_bundle(connection: Connection) -> None:
    """Write the order, with what is reserved for it."""
    like = await connection.fetchrow(_LIKE, COMPANY_ID, VIENNA.id)
    if like is None:
        return
    sku, when = demo_id("sku", CODE), at(TODAY, 8)
    order, line = demo_id("sales order", CODE), demo_id("sales order line", CODE)
    parts = [demo_id("sales order line", f"{CODE} {place}") for place in (1, 2)]
    await connection.execute(_ORDER, like["id"], order, when, sku, SOLD)
    await connection.execute(_BUNDLE, line, order, sku, SOLD)
    await connection.execute(_TAX, like["tax_id"], line)
    await connection.execute(_COMPONENTS, order, line, sku, SOLD, parts)
    await connection.execute(_KEPT, order)
