"""What only a newer revision can hold is lost when it is taken back, and nothing else."""

import asyncpg

from server import migration
from tests.databases import Databases


async def test_what_vendors_have_delivered_goes_with_the_revision(
    databases: Databases, demo_template: str, worker_id: str
) -> None:
    database = await databases.make(f"taking_back_{worker_id}", demo_template)
    await migration.downgrade(database, "0076")
    owner = await asyncpg.connect(database.owner_url)
    assert await owner.fetchval("select count(*) from shipment where warehouse_id is null") == 0
    assert await owner.fetchval("select count(*) from shipment") > 0
    await owner.close()
    await databases.drop(f"taking_back_{worker_id}")
