"""What only a newer revision can hold is lost when it is taken back, and nothing else."""

import asyncpg

from server import migration
from tests.databases import DEMO, Databases


async def test_what_vendors_have_delivered_goes_with_the_revision(databases: Databases, worker_id: str) -> None:
    await databases.make_demo()
    database = await databases.make(f"taking_back_{worker_id}", DEMO)
    await migration.downgrade(database, "0076")
    owner = await asyncpg.connect(database.owner_url)
    assert await owner.fetchval("select count(*) from shipment where warehouse_id is null") == 0
    assert await owner.fetchval("select count(*) from shipment") > 0
    await owner.close()
    await databases.drop(f"taking_back_{worker_id}")
