"""The queue: jobs waiting in PostgreSQL for a worker.

A job and its place in the queue are rows of the transaction that asks for it: what is rolled back was never asked for,
and so is what was only simulated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from asyncpg import Connection
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel
from pgqueuer.ports.driver import Driver

from kernel.errors import DomainError
from kernel.ids import uuid7
from services.jobs.order import Order
from services.work import Work

CHANNEL: Final = Channel("ch_pgqueuer")

# Everything is said here, because the library would read what is not from variables of the environment.
_NAMES: Final = DBSettings(
    prefix="",
    db_schema="queue",
    channel=CHANNEL,
    function="fn_pgqueuer_changed",
    trigger="tg_pgqueuer_changed",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    schedules_table="pgqueuer_schedules",
    statistics_table="pgqueuer_statistics",
)

_INSERT = """
insert into job (id, kind, requested_by, company_id, queue_id)
select id, $3, $4, $5, queue_id from unnest($1::uuid[], $2::bigint[]) as asked (id, queue_id)
"""
_WAITING = """
select job.id from queue.pgqueuer as place join job on job.queue_id = place.id
where place.dedupe_key = $1 and place.status in ('queued', 'picked')
"""
# The queue holds too what could not be written down as held, because the database was away.
_RETRY = """
update job set state = 'QUEUED', attempts = 0, message = null, finished_at = null
where id = $1 and exists (select from queue.pgqueuer where id = queue_id and status = 'failed') returning queue_id
"""


_HELD = """
select job.id from queue.pgqueuer as place join job on job.queue_id = place.id
where place.status = 'failed' and ($1::text is null or job.kind = $1) order by job.id
"""


@dataclass(eq=False)
class JobUnknown(DomainError):
    """Only a job that is held can be tried again, and only while it is there."""

    message = "There is no job {job_id} that is held."
    job_id: UUID


async def enqueue(
    work: Work,
    kind: str,
    payload: Mapping[str, object] | None = None,
    *,
    company_id: UUID | None = None,
    delay: timedelta | None = None,
    once: str | None = None,
    priority: int = 0,
) -> UUID:
    """Ask for work in the background, after the commit, and give the id of its job.

    With `once` the work is asked for only if none of that name waits or runs; the job is then the one that does. Higher
    `priority` goes first. The payload is JSON; it may hold ids and moments.
    """
    order, queue = _order(work, payload or {}), queries(AsyncpgDriver(work.raw))
    while True:
        (place,) = await queue.enqueue(kind, order.as_bytes(), priority, delay, once, on_conflict="skip")
        if place is not None:
            await work.raw.execute(_INSERT, [order.job_id], [place], kind, work.actor.subject, company_id)
            return order.job_id
        # The one of that name may have come to its end between the two statements; then there is room for this one.
        if (waiting := await work.raw.fetchval(_WAITING, once)) is not None:
            return waiting


async def enqueue_all(
    work: Work, kind: str, payloads: Sequence[Mapping[str, object]], *, company_id: UUID | None = None
) -> list[UUID]:
    """Ask for work of one kind for each payload, in two statements however many, and give the ids of the jobs."""
    orders = [_order(work, payload) for payload in payloads]
    if not orders:
        return []
    bodies: list[bytes | None] = [order.as_bytes() for order in orders]
    places = await queries(AsyncpgDriver(work.raw)).enqueue([kind] * len(bodies), bodies, [0] * len(bodies))
    ids = [order.job_id for order in orders]
    await work.raw.execute(_INSERT, ids, places, kind, work.actor.subject, company_id)
    return ids


async def held(connection: Connection, kind: str | None = None) -> list[UUID]:
    """Give the jobs that are held, of a kind or of all, the oldest first."""
    return [row["id"] for row in await connection.fetch(_HELD, kind)]


async def retry(connection: Connection, job_id: UUID) -> None:
    """Let a job that is held be tried again, with all its attempts.

    Raises:
        JobUnknown: there is no such job, or it is not held.
    """
    async with connection.transaction():
        place = await connection.fetchval(_RETRY, job_id)
        if place is None:
            raise JobUnknown(job_id)
        await queries(AsyncpgDriver(connection)).requeue_jobs([place])


def queries(driver: Driver) -> Queries:
    """Give the statements of the queue over a connection or a pool."""
    builders = QueryBuilderEnvironment(_NAMES), QueryQueueBuilder(_NAMES), QuerySchedulerBuilder(_NAMES)
    return Queries(driver, *builders)


def _order(work: Work, payload: Mapping[str, object]) -> Order:
    assert work.raw.is_in_transaction(), "a job is asked for within a transaction"
    return Order(uuid7(), work.actor, payload, work.trace)
