"""The stock of `./torso bench stock`: 10,000 products, each at 20 locations, made by whole sets.

Triggers are off while it is made, and what follows from moves is written as they would leave it.
"""

from typing import Final
from uuid import UUID

from asyncpg import Connection

PRODUCTS: Final = 10_000
LOCATIONS: Final = 20

_PLACES: Final = """
insert into location (company_id, warehouse_id, code, name, kind, path)
select $1, warehouse.id, 'BENCH-' || place, 'Bench ' || place, 'INTERNAL', '{}'
from generate_series(1, $2::integer) as place
join (select id, row_number() over (order by code) - 1 as rank, count(*) over () as count from warehouse where company_id = $1)
  as warehouse on warehouse.rank = place % warehouse.count
"""
_PATHS: Final = "update location set path = array[id] where company_id = $1 and code like 'BENCH-%'"
_PRODUCTS: Final = """
insert into product (company_id, code, name, kind, unit_id)
select $1, 'BENCH-' || lpad(place::text, 5, '0'), 'Bench ' || place, 'GOODS', (select id from unit where code = 'PCE')
from generate_series(1, $2::integer) as place
"""
_SKUS: Final = """
insert into sku (company_id, product_id, code, name, unit_id, currency)
select product.company_id, product.id, product.code, product.name, product.unit_id, company.currency
from product join company on company.id = product.company_id where company.id = $1 and product.code like 'BENCH-%'
"""
# A move into each place in the spring, and one from place to place in the autumn of each third.
_CAME: Final = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, unit_cost, moved_at)
select $1, sku.id, (select id from location where company_id = $1 and kind = 'SUPPLIER' order by code limit 1), place.id,
  100, 2, timestamptz '2026-03-02 08:00Z' + (hashtext(sku.code || place.code) & 65535) * interval '1 minute'
from sku cross join location as place
where sku.company_id = $1 and sku.code like 'BENCH-%' and place.company_id = $1 and place.code like 'BENCH-%'
"""
_WENT: Final = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at)
select $1, came.sku_id, came.to_location_id, (
    select id from location where company_id = $1 and code = 'BENCH-1'), 1, came.moved_at + interval '190 days'
from stock_move as came join location as place on place.id = came.to_location_id
where came.company_id = $1 and place.code like 'BENCH-%' and place.code <> 'BENCH-1' and hashtext(came.id::text) % 3 = 0
"""
_LEVELS: Final = """
insert into stock_level (company_id, sku_id, location_id, on_hand, reserved)
select $1, move.sku_id, place.id, sum(side.quantity), (hashtext(move.sku_id::text || place.code) & 7)
from stock_move as move
cross join lateral (values (from_location_id, -quantity), (to_location_id, quantity)) as side (location_id, quantity)
join location as place on place.id = side.location_id where place.company_id = $1 and place.code like 'BENCH-%'
group by move.sku_id, place.id, place.code
"""
# Each fifth was ordered from a vendor, and each fifth is wanted by a customer.
_BOUGHT: Final = """
insert into purchase_order_line (company_id, order_id, position, sku_id, description, quantity, unit_id, currency, unit_price,
  net_amount, received_quantity, due_on)
select $1, bought.id, 10000 + (sku.rank / 5), sku.id, 'Bench', 40, sku.unit_id, bought.currency, 0,
  bought.net_amount - bought.net_amount, 10, '2026-12-01'
from (select *, row_number() over (order by code) as rank from sku where company_id = $1 and code like 'BENCH-%') as sku
join (
  select *, row_number() over (order by id) - 1 as rank, count(*) over () as count from purchase_order
  where company_id = $1 and state in ('APPROVED', 'SENT', 'ACKNOWLEDGED')
) as bought on bought.rank = sku.rank % bought.count where sku.rank % 5 = 0
"""
_SOLD: Final = """
insert into sales_order_line (company_id, order_id, position, sku_id, description, quantity, unit_id, currency, unit_price,
  discount_percent, net_amount, tax_amount)
select $1, sold.id, 10000 + (sku.rank / 5), sku.id, 'Bench', 7, sku.unit_id, sold.currency, 0, 0,
  sold.net_amount - sold.net_amount, sold.net_amount - sold.net_amount
from (select *, row_number() over (order by code) as rank from sku where company_id = $1 and code like 'BENCH-%') as sku
join (
  select *, row_number() over (order by id) - 1 as rank, count(*) over () as count from sales_order
  where company_id = $1 and state = 'CONFIRMED'
) as sold on sold.rank = sku.rank % sold.count where sku.rank % 5 = 1
"""
_TOLD: Final = ("delete from stock_snapshot_value", "delete from stock_snapshot_level", "delete from stock_snapshot")


async def fill_shelves(superuser: Connection, company: UUID) -> None:
    """Make the products, and have them lie at all places."""
    await superuser.execute("set session_replication_role = replica")
    await superuser.execute(_PLACES, company, LOCATIONS)
    await superuser.execute(_PATHS, company)
    await superuser.execute(_PRODUCTS, company, PRODUCTS)
    for statement in (_SKUS, _CAME, _WENT, _LEVELS, _BOUGHT, _SOLD):
        await superuser.execute(statement, company)
    for statement in _TOLD:
        await superuser.execute(statement)
    await superuser.execute("select stock_snapshots_take($1)", company)
    await superuser.execute("vacuum (analyze, freeze)")
