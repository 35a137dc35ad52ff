"""Workers as they are in life: processes, which are killed."""

import asyncio
import signal
from datetime import timedelta

import pytest
from asyncpg import Connection

from server.jobs.attempt import OVERTAKEN
from services.jobs import enqueue, retry
from tests.jobs.conftest import Asking, Following, StartWorker

LATER = timedelta(minutes=5)


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
    assert second.is_alive
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
    assert job["attempts"] == 2
    assert "never" not in job["message"], "what went wrong inside is not for everybody who sees the job"
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
    worker.signal(signal.SIGTERM)
    assert worker.wait(10) == 0


async def test_finishes_what_it_has_begun_when_it_is_told_to_end(
    asking: Asking, start_worker: StartWorker, follow: Following
) -> None:
    worker = start_worker()
    async with asking() as work:
        begun, waiting = await enqueue(work, "test.take_a_moment"), await enqueue(work, "test.add_unit", delay=LATER)
    await follow.until(begun, lambda job: job["progress_done"] == 1)
    worker.signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    assert (await follow.until_it_is(begun, "DONE"))["attempts"] == 1
    assert (await follow.until_it_is(waiting, "QUEUED"))["attempts"] == 0


async def test_who_comes_back_after_its_job_was_taken_over_writes_nothing_and_ends(
    asking: Asking, start_worker: StartWorker, follow: Following, app_on_fresh: Connection
) -> None:
    first = start_worker()
    async with asking() as work:
        job_id = await enqueue(work, "test.wait_for_the_first", {"code": "X-BOX"})
    await follow.until(job_id, lambda job: job["progress_done"] == 1)
    first.signal(signal.SIGSTOP)
    start_worker()
    await follow.until(job_id, lambda job: job["attempts"] == 2 and job["progress_done"] == 2)
    first.signal(signal.SIGCONT)
    assert first.wait(20) == OVERTAKEN
    await app_on_fresh.execute("insert into unit (code, name, dimension, decimals) values ('GO', 'Go', 'COUNT', 0)")
    assert (await follow.until_it_is(job_id, "DONE"))["attempts"] == 2
    assert await app_on_fresh.fetchval("select count(*) from unit where code = 'X-BOX'") == 1


async def test_holds_what_was_held_when_its_worker_was_killed_before_the_queue_heard_of_it(
    asking: Asking, start_worker: StartWorker, follow: Following, app_on_fresh: Connection
) -> None:
    async with asking() as work:
        job_id = await enqueue(work, "test.add_unit", {"code": "X-BOX"})
    await app_on_fresh.execute("update job set state = 'HELD', attempts = 8 where id = $1", job_id)
    start_worker()
    await _until_the_queue_holds_it(app_on_fresh)
    await retry(app_on_fresh, job_id)
    await follow.until_it_is(job_id, "DONE")


@pytest.mark.alone
async def test_what_is_due_is_done_once_however_many_workers_there_are(
    start_worker: StartWorker, app_on_fresh: Connection
) -> None:
    for _ in range(3):
        start_worker()
    ticks = "select count(*), extract(epoch from max(recorded_at) - min(recorded_at)) from unit where name = 'TICK'"
    async with asyncio.timeout(30):
        while (found := await app_on_fresh.fetchrow(ticks)) is None or found[0] < 4:
            await asyncio.sleep(0.2)
    assert found[0] <= int(found[1]) + 2
    assert await app_on_fresh.fetchval("select count(*) from queue.pgqueuer_schedules") == 1


async def test_goes_on_when_the_database_was_away(
    asking: Asking, start_worker: StartWorker, follow: Following, app_on_fresh: Connection
) -> None:
    worker = start_worker()
    async with asking() as work:
        job_id = await enqueue(work, "test.take_a_moment")
        later = await enqueue(work, "test.add_unit", {"code": "X-CRATE"}, delay=timedelta(seconds=5))
    await follow.until(job_id, lambda job: job["progress_done"] == 1)
    ended = """select count(pg_terminate_backend(pid)) from pg_stat_activity
    where usename = current_user and datname = current_database() and pid <> pg_backend_pid()"""
    assert await app_on_fresh.fetchval(ended) > 0
    for each in (later, job_id):
        await follow.until_it_is(each, "DONE")
    assert worker.is_alive


async def _until_the_queue_holds_it(app: Connection) -> None:
    async with asyncio.timeout(10):
        while not await app.fetchval("select exists (select from queue.pgqueuer where status = 'failed')"):
            await asyncio.sleep(0.05)
