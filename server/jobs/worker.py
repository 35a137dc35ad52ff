"""A worker: takes jobs from the queue, several at once, does what is due by the clock, and delivers webhooks beside them.

Of several workers each job is done by one. Who is killed loses its jobs to the others, once it has given no sign of life
for as long as `heartbeat` says. While the database is away it waits, and goes on when that is back.
"""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.core.applications import PgQueuer
from pgqueuer.core.executors import EntrypointExecutorParameters
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.domain.models import HealthCheckEvent, Job, Schedule

from auth.keys import signing_key
from events.away import AWAY
from kernel.clock import SystemClock
from server.advancing import advancing
from server.database import JOB, Database, create_engine, create_job_pool
from server.jobs.attempt import Attempts
from server.jobs.binding import Due, Handlers, Schedules, Tools
from server.jobs.transaction import JobTransactions
from server.settings import Settings
from server.telemetry import logs
from server.tracing.tracing import UNTRACED, Tracing, tracing_of
from server.vault import vault_of
from server.webhooks.wiring import webhooks_delivered
from services.jobs.queue import CHANNEL, queries

HEARTBEAT: Final = timedelta(seconds=30)
AT_ONCE: Final = 10
GRACE_SECONDS: Final = 20
"""How long a worker that is told to stop works on at what it has begun."""
PAUSE_SECONDS: Final = 2
"""How long it waits before it looks for a database that was away."""
_AWAY: Final = (FailingListenerError, *AWAY)

# A worker with other schedules takes away those that it does not know, and leaves alone when the others are due.
_KEEP_SCHEDULES: Final = """
delete from queue.pgqueuer_schedules where (entrypoint, expression) not in (select * from unnest($1::text[], $2::text[]))
"""


async def work(
    settings: Settings,
    database: Database,
    handlers: Handlers,
    schedules: Schedules,
    *,
    heartbeat: timedelta = HEARTBEAT,
    parent: int | None = None,
) -> None:
    """Work until a signal ends it, or until the process that started this one is gone, where that is said."""
    tracing = tracing_of(settings)
    database = tracing.database(database)
    async with (
        tracing.lasting(),
        tools_of(settings, database, tracing) as tools,
        webhooks_delivered(database, tools),
    ):
        worker = _Worker(tools, handlers, schedules, heartbeat)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, worker.stop)
        orphaned = asyncio.create_task(_watch_parent(worker, parent)) if parent is not None else None
        try:
            await worker.work()
        finally:
            if orphaned is not None:
                orphaned.cancel()


@dataclass
class _Worker:
    """Works until it is told to stop."""

    tools: Tools
    handlers: Handlers
    schedules: Schedules
    heartbeat: timedelta
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _queuer: PgQueuer | None = None

    async def work(self) -> None:
        while not self.stopping.is_set():
            try:
                await self._work_on()
            except _AWAY as error:
                logs.logger().error(
                    "the database is away, or the queue does not answer", why=f"{type(error).__name__}: {error}"
                )
                with suppress(TimeoutError):
                    async with asyncio.timeout(PAUSE_SECONDS):
                        await self.stopping.wait()

    def stop(self) -> None:
        """Take no more jobs, and end when those that were begun have ended; what takes longer is left to others."""
        self.stopping.set()
        if self._queuer is not None:
            self._queuer.shutdown.set()
        asyncio.get_running_loop().call_later(GRACE_SECONDS, os._exit, 0)

    async def _work_on(self) -> None:
        self._queuer = queuer = await _queuer(self.tools, self.handlers, self.schedules)
        if self.stopping.is_set():
            return
        await queuer.run(
            dequeue_timeout=min(self.heartbeat, timedelta(seconds=10)),
            batch_size=AT_ONCE // 2,
            max_concurrent_tasks=AT_ONCE,
            heartbeat_timeout=self.heartbeat,
            shutdown_on_listener_failure=True,
        )


class PatientQueue(QueueManager):
    """The queue of the library, which asks twice whether it is listening.

    It asks for the first time before it has begun to listen, and on a busy machine would take that for a failure.
    """

    async def listener_healthy(self, timeout: timedelta = timedelta(seconds=10)) -> HealthCheckEvent:  # noqa: ASYNC109 - the library's
        """Ask, and ask again where nothing comes back.

        Raises:
            FailingListenerError: nothing has come back twice.
        """
        try:
            return await super().listener_healthy(timeout)
        except FailingListenerError:
            return await super().listener_healthy(timeout)


@asynccontextmanager
async def tools_of(settings: Settings, database: Database, tracing: Tracing = UNTRACED) -> AsyncGenerator[Tools]:
    """Open what a worker has, for as long as the context lasts."""
    clock = SystemClock()
    # A connection listens, and each job may use one beside that of its transaction.
    pool = await create_job_pool(database, size=AT_ONCE + 2)
    engine = create_engine(database, size=AT_ONCE, limits=JOB)
    try:
        async with advancing(database) as advancer:
            transactions = JobTransactions(engine, clock, vault_of(settings), advancer.wake, tracing.trace)
            yield Tools(settings, pool, signing_key(settings.home), clock, transactions, tracing)
    finally:
        await engine.dispose()
        await pool.close()


async def _queuer(tools: Tools, handlers: Handlers, schedules: Schedules) -> PgQueuer:
    driver = AsyncpgPoolDriver(tools.pool)
    queuer = PgQueuer(driver, CHANNEL, queries=queries(driver))
    queuer.qm, queuer.qm.shutdown = PatientQueue(queuer.qm.queries, CHANNEL), queuer.shutdown
    for kind, bound in handlers.items():
        parameters = EntrypointExecutorParameters(bound.at_once, _never, on_failure="hold")
        attempts = tools.tracing.attempts(kind, Attempts(parameters, bound, tools, logs.logger()))
        queuer.qm.register_executor(kind, attempts)
    for name, due in schedules.items():
        queuer.schedule(name, due.when, accepts_context=False)(partial(_do_what_is_due, due, tools))
    known = list(queuer.sm.registry)
    await tools.pool.execute(_KEEP_SCHEDULES, [key.entrypoint for key in known], [key.expression for key in known])
    return queuer


async def _never(_job: Job) -> None:
    raise AssertionError("jobs are done by `Attempts`")


async def _do_what_is_due(due: Due, tools: Tools, _schedule: Schedule) -> None:
    await due.what(tools)


async def _watch_parent(worker: _Worker, parent: int) -> None:
    """Stop when whoever started this process was killed; nobody else would stop it."""
    while os.getppid() == parent:  # noqa: ASYNC110 - the system tells nobody
        await asyncio.sleep(1)
    worker.stop()
