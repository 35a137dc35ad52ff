"""The database of the benches can be made from the demo as it is."""

import asyncpg

from benchmarks.database import give_five_lines
from services.demo.identity import COMPANY_ID
from tests.databases import DEMO, Databases

_NEWEST = """
select min(lines) from (
  select (select count(*) from sales_order_line where order_id = newest.id) as lines
  from sales_order as newest where company_id = $1 order by placed_at desc, id desc limit 5
) as counted
"""


async def test_the_newest_orders_get_five_lines(databases: Databases, demo_database: object, worker_id: str) -> None:
    assert demo_database
    database = await databases.make(f"bench_{worker_id}", DEMO)
    owner = await asyncpg.connect(database.owner_url)
    await give_five_lines(owner)
    assert await owner.fetchval(_NEWEST, COMPANY_ID) >= 5
    await owner.close()
    await databases.drop(f"bench_{worker_id}")
