"""Bringing jobs and their places in the queue together again, where a failure of the database has parted them."""

from datetime import datetime, timedelta
from typing import Final

from asyncpg import Pool
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver

from services.jobs.queue import queries

SETTLED: Final = timedelta(minutes=1)
"""How long nothing has happened to a job that is mended."""

# The queue holds what a worker could not write down as failed because the database was away; the job is none the wiser.
_HELD_BY_QUEUE = """
select place.id from queue.pgqueuer as place join job on job.queue_id = place.id
where place.status = 'failed' and job.state in ('QUEUED', 'RUNNING') and place.updated < $1
"""
_LOST = """
update job set state = 'FAILED', finished_at = clock_timestamp(), message = 'Its place in the queue is lost: ask for it again.'
where state in ('QUEUED', 'RUNNING') and changed_at < $1 and queue_id is not null
  and not exists (select from queue.pgqueuer where id = queue_id)
"""


async def mend(pool: Pool, now: datetime) -> None:
    """Queue again what only the queue holds, and end what has no place in the queue any more."""
    held = [row["id"] for row in await pool.fetch(_HELD_BY_QUEUE, now - SETTLED)]
    if held:
        await queries(AsyncpgPoolDriver(pool)).requeue_jobs(held)
    await pool.execute(_LOST, now - SETTLED)
