"""What only a newer revision can hold is lost when it is taken back, and nothing else."""

import asyncpg

from server import migration
from tests.databases import MIGRATED, Databases


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


async def test_what_was_read_stays_in_the_audit_when_its_revision_is_taken_back(
    databases: Databases, worker_id: str
) -> None:
    database = await databases.make(f"taking_back_{worker_id}", MIGRATED)
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute(
        "select audit_refusal('READ', 'q', null, '{}', null, null, null, 'ada', null, null, null, null)"
    )
    await migration.downgrade(database, "0085")
    await migration.upgrade(database)
    assert await owner.fetchval("select count(*) from audit_entry where operation = 'READ'") == 1
    await owner.execute("select audit_seal(1000000)")
    assert await owner.fetchval("select audit_first_break()") is None
    await owner.close()
    await databases.drop(f"taking_back_{worker_id}")
