"""What `./torso bench write` sells: a thousand SKUs that nobody runs out of, and a customer for each client.

Customers of the demo company have a credit limit unless they have one of their own. Here nobody has: what a customer has
ordered and owes would be added up again for each order, and grow with the bench.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from asyncpg import Connection

from benchmarks.write_place import Place
from services.demo.identity import COMPANY_ID

SKUS: Final = 1_000

_PARTIES: Final = """
insert into party (company_id, number, kind, name)
select $1, 'BENCH-' || $2 || number, 'ORGANISATION', 'Bench' from generate_series(1, $3::integer) as number returning id
"""
_UNLIMITED: Final = "delete from credit_limit where company_id = $1 and customer_id is null"
_SKUS: Final = """
with made as (
  insert into product (company_id, code, name, kind, unit_id)
  select $1, 'BENCH-SOLD-' || $2 || number, 'Thing', 'GOODS', $3 from generate_series(1, $4::integer) as number
  returning id, code
)
insert into sku (company_id, product_id, code, name, unit_id, currency, list_price, standard_cost)
select $1, id, code, 'Thing', $3, 'EUR', 10, 6 from made returning id
"""
_STOCK: Final = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, unit_cost, moved_at)
select $1, sku_id, (select id from location where company_id = $1 and kind = 'SUPPLIER' limit 1), $2, 1000000, 6, now()
from unnest($3::uuid[]) as sku_id
"""
_BIN: Final = """
select id, warehouse_id from location where company_id = $1 and kind = 'INTERNAL' and warehouse_id is not null
  and not stock_is_withheld(id, null) order by cardinality(path) desc, code limit 1
"""
_TODAY: Final = "select (now() at time zone time_zone)::date from company where id = $1"


@dataclass(frozen=True)
class Goods:
    """What orders name, and where they are posted today."""

    place: Place
    skus: Sequence[UUID]
    unit: UUID
    customers: Sequence[UUID]
    warehouse: UUID
    outside: UUID
    """Where goods are that customers have."""
    journal: UUID
    stock: UUID
    cost_of_sales: UUID


async def find_goods(owner: Connection, place: Place, way: str, clients: int) -> Goods:
    """Add SKUs with stock, and customers; each way has its own, so that they do not wait for each other."""
    await owner.execute(_UNLIMITED, COMPANY_ID)
    unit = await owner.fetchval("select id from unit where code = 'PCE'")
    customers = [row["id"] for row in await owner.fetch(_PARTIES, COMPANY_ID, way, clients)]
    skus = [row["id"] for row in await owner.fetch(_SKUS, COMPANY_ID, way, unit, SKUS)]
    bin_of = await owner.fetchrow(_BIN, COMPANY_ID)
    assert bin_of is not None
    await owner.execute(_STOCK, COMPANY_ID, bin_of["id"], skus)
    outside = await owner.fetchval(
        "select id from location where company_id = $1 and kind = 'CUSTOMER' order by code, id limit 1", COMPANY_ID
    )
    journal = await owner.fetchval("select id from journal where company_id = $1 and code = 'STK'", COMPANY_ID)
    stock, cost = [await owner.fetchval(_ROLE, COMPANY_ID, role) for role in ("STOCK", "COST_OF_SALES")]
    today = replace(place, day=await owner.fetchval(_TODAY, COMPANY_ID))
    return Goods(today, skus, unit, customers, bin_of["warehouse_id"], outside, journal, stock, cost)


_ROLE: Final = """
select account_id from account_determination
where company_id = $1 and role = $2 and category_id is null and warehouse_id is null
"""
