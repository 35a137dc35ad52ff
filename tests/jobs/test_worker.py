"""Workers as they are in life: processes, which are killed."""

import asyncio
import signal

from asyncpg import Connection

from services.jobs import enqueue, retry
from tests.jobs.conftest import Asking, Following, StartWorker


async def test_does_a_job_in_the_name_of_who_asked_for_it(
    asking: Asking, start_worker: StartWorker, follow: Following, app_on_fresh: Connection
) -> None:
    start_worker()
    async with asking() as work:
        job_id = await enqueue(work, "test.add_unit", {"code": "X-BOX"})
    job = await follow.until_it_is(job_id, "DONE")
    assert job["result"] == '{"code": "X-BOX"}'
    audited = await app_on_fresh.fetchrow("select * from audit_entry where actor = 'ada'")
    assert audited is not None
    assert (audited["entity_type"], audited["actor_name"], audited["reason"]) == ("Unit", "Ada", "because")


async def test_another_worker_takes_over_when_one_is_killed(
    asking: Asking, start_worker: StartWorker, follow: Following
) -> None:
    first = start_worker()
    async with asking() as work:
        job_id = await enqueue(work, "test.linger_at_first")
    job = await follow.until(job_id, lambda job: job["progress_done"] == 1)
    assert (job["state"], job["progress_total"], job["message"]) == ("RUNNING", 2, "half way")
    start_worker()
    first.kill()
    job = await follow.until_it_is(job_id, "DONE")
    assert (job["result"], job["progress_done"]) == ('{"attempt": 2}', 2)


async def test_does_not_do_twice_what_was_committed_before_the_worker_was_killed(
    asking: Asking, start_worker: StartWorker, follow: Following, app_on_fresh: Connection
) -> None:
    async with asking() as work:
        job_id = await enqueue(work, "test.die_after_commit", {"code": "X-BOX"})
    assert start_worker().wait(20) == -signal.SIGKILL
    second = start_worker()
    async with asking() as work:
        last = await enqueue(work, "test.add_unit", {"code": "X-CRATE"})
    await follow.until_it_is(last, "DONE")
    assert (await follow.until_it_is(job_id, "DONE"))["attempts"] == 1
    assert second.poll() is None
    assert await app_on_fresh.fetchval("select count(*) from unit where code = 'X-BOX'") == 1


async def test_tries_again_what_has_failed(asking: Asking, start_worker: StartWorker, follow: Following) -> None:
    start_worker()
    async with asking() as work:
        job_id = await enqueue(work, "test.fail_at_first")
    assert (await follow.until_it_is(job_id, "DONE"))["result"] == '{"attempt": 2}'


async def test_holds_what_fails_each_time_until_somebody_lets_it_be_tried_again(
    asking: Asking, start_worker: StartWorker, follow: Following, app_on_fresh: Connection
) -> None:
    start_worker()
    async with asking() as work:
        job_id = await enqueue(work, "test.fail")
    job = await follow.until_it_is(job_id, "HELD")
    assert (job["message"], job["attempts"]) == ("RuntimeError: never", 2)
    await _until_the_queue_holds_it(app_on_fresh)
    await retry(app_on_fresh, job_id)
    await follow.until(job_id, lambda job: job["state"] == "HELD" and job["attempts"] == 2)


async def test_a_refusal_ends_a_job(asking: Asking, start_worker: StartWorker, follow: Following) -> None:
    start_worker()
    async with asking() as work:
        job_id = await enqueue(work, "test.be_refused")
    job = await follow.until_it_is(job_id, "FAILED")
    assert job["message"] == "There is no room for a bolt."
    assert job["result"] == '{"code": "SHELF_FULL", "facts": {"what": "a bolt"}}'


async def test_ends_when_it_is_told_to(asking: Asking, start_worker: StartWorker, follow: Following) -> None:
    worker = start_worker()
    async with asking() as work:
        job_id = await enqueue(work, "test.add_unit", {"code": "X-BOX"})
    await follow.until_it_is(job_id, "DONE")
    worker.terminate()
    assert worker.wait(10) == 0


async def _until_the_queue_holds_it(app: Connection) -> None:
    async with asyncio.timeout(10):
        while not await app.fetchval("select exists (select from queue.pgqueuer where status = 'failed')"):
            await asyncio.sleep(0.05)
