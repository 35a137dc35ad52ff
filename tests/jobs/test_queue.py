"""Work is asked for in the transaction of the business, and exists only if that does."""

import pytest
from asyncpg import Connection

from kernel.ids import uuid7
from services.jobs import JobUnknown, enqueue, enqueue_all, retry
from tests.jobs.conftest import Asking

QUEUED = "select count(*) from job join queue.pgqueuer as place on place.id = queue_id"


async def test_a_job_is_there_once_its_transaction_is_committed(asking: Asking, app_on_fresh: Connection) -> None:
    async with asking() as work:
        job_id = await enqueue(work, "test.add_unit", {"code": "X-BOX"})
    job = await app_on_fresh.fetchrow("select * from job where id = $1", job_id)
    assert job is not None
    assert (job["kind"], job["state"], job["requested_by"]) == ("test.add_unit", "QUEUED", "ada")
    assert await app_on_fresh.fetchval(QUEUED) == 1


async def test_a_job_is_not_there_when_its_transaction_is_rolled_back(asking: Asking, app_on_fresh: Connection) -> None:
    async def ask_and_fail() -> None:
        async with asking() as work:
            await enqueue(work, "test.add_unit")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ask_and_fail()
    assert await app_on_fresh.fetchval("select count(*) from job") == 0
    assert await app_on_fresh.fetchval("select count(*) from queue.pgqueuer") == 0


async def test_work_that_waits_already_is_not_asked_for_once_more(asking: Asking, app_on_fresh: Connection) -> None:
    async with asking() as work:
        first = await enqueue(work, "test.add_unit", once="box")
    async with asking() as work:
        assert await enqueue(work, "test.add_unit", once="box") == first
    assert await app_on_fresh.fetchval(QUEUED) == 1


async def test_asks_for_many_at_once(asking: Asking, app_on_fresh: Connection) -> None:
    async with asking() as work:
        ids = await enqueue_all(work, "test.add_unit", [{"code": f"B{n}"} for n in range(50)])
        assert await enqueue_all(work, "test.add_unit", []) == []
    assert len(set(ids)) == 50
    assert await app_on_fresh.fetchval(QUEUED) == 50


async def test_refuses_to_retry_what_is_not_held(asking: Asking, app_on_fresh: Connection) -> None:
    async with asking() as work:
        job_id = await enqueue(work, "test.add_unit")
    for unknown in (job_id, uuid7()):
        with pytest.raises(JobUnknown):
            await retry(app_on_fresh, unknown)
