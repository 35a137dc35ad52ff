"""Workers are killed at twenty points of a job; nothing is half done, nothing is done twice, and the jobs run on.

Real processes. What a worker says to PostgreSQL goes through a proxy that kills it at the chosen message, or at a moment of
the commit of its job.
"""

import asyncio
import random
from uuid import UUID

import pytest
from asyncpg import Connection

from server.database import Database
from services.jobs import enqueue
from tests.forked import Forked
from tests.jobs.conftest import Asking, Following, StartWorker
from tests.writing.proxy import Moment, Watch, proxy
from tests.writing.test_killed import socket_of, through

SEED = 20_261_122
POINTS: list[Moment | int] = [*Moment, *random.Random(SEED).sample(range(1, 24), 17)]
KILLED_WITHIN_SECONDS = 20

# A job is done exactly where its unit is there, and its unit with one entry in the audit.
AT_ODDS = """
select job.id, job.state, count(unit.id), count(entry.id) from job
left join unit on unit.code = 'U-' || job.id left join audit_entry as entry on entry.entity_id = unit.id
where kind = 'test.add_own_unit' group by job.id having (state = 'DONE') <> (count(unit.id) = 1) or count(entry.id) > 1
"""


async def test_jobs_run_on_when_their_workers_are_killed(
    asking: Asking,
    start_worker: StartWorker,
    follow: Following,
    app_on_fresh: Connection,
    fresh_database: Database,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    target = socket_of(fresh_database.app_url)
    jobs: list[UUID] = []
    for point in POINTS:
        watch, directory = Watch(), tmp_path_factory.mktemp("proxy")
        async with proxy(target, directory, watch):
            victim = start_worker(through(fresh_database.app_url, directory))
            await follow.until_it_is(await asked(asking, "test.warm_up"), "DONE")
            watch.strike, watch.moment, watch.messages = victim.kill, point, 0
            jobs.append(await asked(asking, "test.add_own_unit"))
            await ended(victim, watch)
        assert await app_on_fresh.fetch(AT_ODDS) == [], point
    start_worker()
    found = [await follow.until_it_is(job, "DONE") for job in jobs]
    assert await app_on_fresh.fetch(AT_ODDS) == []
    assert sum(job["attempts"] > 1 for job in found) >= 5, "some were killed at it"
    assert sum(job["attempts"] == 1 for job in found) >= 3, "some before it, or after its commit"
    await until_the_queue_is_empty(app_on_fresh)


async def asked(asking: Asking, kind: str) -> UUID:
    """Ask for a job."""
    async with asking() as work:
        return await enqueue(work, kind)


async def ended(process: Forked, watch: Watch) -> None:
    """Wait until a worker was killed."""
    async with asyncio.timeout(KILLED_WITHIN_SECONDS):
        while not watch.struck or process.is_alive:
            await asyncio.sleep(0.02)


async def until_the_queue_is_empty(app: Connection) -> None:
    """Wait until the queue has heard that everything is done."""
    async with asyncio.timeout(KILLED_WITHIN_SECONDS):
        while await app.fetchval("select count(*) from queue.pgqueuer"):
            await asyncio.sleep(0.1)
