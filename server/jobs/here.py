"""Doing one job in this process, for a command that waits for what comes of it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final
from uuid import UUID

from pgqueuer.core.executors import EntrypointExecutorParameters
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job

from server.jobs.attempt import Attempts, HandedOver
from server.jobs.binding import Handlers, Tools
from server.telemetry import logs
from services.jobs.order import Order

BEAT_SECONDS: Final = 5
SILENT: Final = timedelta(seconds=30)

# A worker that is alive keeps what it has taken.
_TAKE: Final = """
update queue.pgqueuer as place set status = 'picked', heartbeat = now(), updated = now()
from job where job.id = $1 and place.id = job.queue_id
  and (place.status = 'queued' or place.status = 'picked' and
    (place.heartbeat < now() - $2::interval or $3 and job.started_at < now() - interval '3 seconds'))
returning place.id, place.payload, job.kind
"""
_BEAT: Final = "update queue.pgqueuer set heartbeat = now() where id = $1"
_GIVE_BACK: Final = """
update queue.pgqueuer set status = 'queued', updated = now(), execute_after = now() + $2 where id = $1
"""
_HOLD: Final = "update queue.pgqueuer set status = 'failed', updated = now() where id = $1"
_DONE: Final = "delete from queue.pgqueuer where id = $1"


async def do_here(tools: Tools, handlers: Handlers, job_id: UUID, *, abandoned: bool = False) -> bool:
    """Do a job that waits in the queue, and tell whether it was there to be done; another worker may be at it.

    Of a job that is `abandoned` it is known that nobody works at it any more, though somebody has taken it.

    Raises:
        RetryRequested: it has failed, and is in the queue again.
        HandedOver: it has failed for the last time, and is held.
        JobOvertaken: another worker has taken it over.
    """
    place = await tools.pool.fetchrow(_TAKE, job_id, SILENT, abandoned)
    if place is None:
        return False
    parameters = EntrypointExecutorParameters(0, _never, on_failure="hold")
    attempts = Attempts(parameters, handlers[place["kind"]], tools, logs.logger())
    attempts = tools.tracing.attempts(place["kind"], attempts)
    async with _alive(tools, place["id"]):
        try:
            await attempts.do(Order.read(place["payload"]))
        except RetryRequested as retry:
            await tools.pool.execute(_GIVE_BACK, place["id"], retry.delay)
            raise
        except HandedOver:
            await tools.pool.execute(_HOLD, place["id"])
            raise
    await tools.pool.execute(_DONE, place["id"])
    return True


@asynccontextmanager
async def _alive(tools: Tools, place_id: int) -> AsyncGenerator[None]:
    """Give signs of life, so that no worker takes the job over."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await tools.pool.execute(_BEAT, place_id)

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating


async def _never(_job: Job) -> None:
    raise AssertionError("jobs are done by `Attempts`")
