"""Jobs and the queue are brought together again where a failure of the database has parted them."""

from datetime import UTC, datetime, timedelta

from asyncpg import Connection

from server.database import Database, create_job_pool
from services.jobs import enqueue
from services.jobs.mending import mend
from tests.jobs.conftest import Asking

LATER = datetime.now(UTC) + timedelta(hours=1)
QUEUED = "select status::text from queue.pgqueuer"


async def mended(database: Database, now: datetime = LATER) -> None:
    """Mend, as a worker does."""
    pool = await create_job_pool(database, size=2)
    await mend(pool, now)
    await pool.close()


async def test_what_only_the_queue_holds_is_queued_again(
    asking: Asking, app_on_fresh: Connection, fresh_database: Database
) -> None:
    async with asking() as work:
        await enqueue(work, "test.add_unit")
    await app_on_fresh.execute("update queue.pgqueuer set status = 'failed'")
    await mended(fresh_database, datetime.now(UTC))
    assert await app_on_fresh.fetchval(QUEUED) == "failed", "it may be about to be written down"
    await mended(fresh_database)
    assert await app_on_fresh.fetchval(QUEUED) == "queued"


async def test_what_is_held_stays_held(asking: Asking, app_on_fresh: Connection, fresh_database: Database) -> None:
    async with asking() as work:
        job_id = await enqueue(work, "test.add_unit")
    await app_on_fresh.execute("update queue.pgqueuer set status = 'failed'")
    await app_on_fresh.execute("update job set state = 'HELD' where id = $1", job_id)
    await mended(fresh_database)
    assert await app_on_fresh.fetchval(QUEUED) == "failed"


async def test_a_job_without_a_place_in_the_queue_says_so(
    asking: Asking, app_on_fresh: Connection, fresh_database: Database
) -> None:
    async with asking() as work:
        lost, waiting = await enqueue(work, "test.add_unit"), await enqueue(work, "test.add_unit")
    await app_on_fresh.execute("delete from queue.pgqueuer where id = (select queue_id from job where id = $1)", lost)
    await mended(fresh_database)
    states = await app_on_fresh.fetch("select state from job where id = any ($1) order by id", [lost, waiting])
    assert [row["state"] for row in states] == ["FAILED", "QUEUED"]
