"""A worker: takes jobs from the queue, several at once, and does what is due by the clock.

Of several workers each job is done by one. Who is killed loses its jobs to the others, once it has given no sign of life
for as long as `heartbeat` says.
"""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Final

from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.core.applications import PgQueuer
from pgqueuer.core.executors import EntrypointExecutorParameters
from pgqueuer.domain.models import Job, Schedule

from auth.keys import signing_key
from kernel.clock import SystemClock
from server.database import JOB, Database, create_engine, create_job_pool
from server.jobs.attempt import Attempt
from server.jobs.binding import Due, Handlers, Schedules, Tools
from server.jobs.transaction import JobTransactions
from server.settings import Settings
from server.telemetry import logs
from services.jobs.queue import CHANNEL, queries

HEARTBEAT: Final = timedelta(seconds=30)
AT_ONCE: Final = 10
GRACE_SECONDS: Final = 20
"""How long a worker that is told to stop works on at what it has begun."""


async def work(
    settings: Settings, database: Database, handlers: Handlers, schedules: Schedules, heartbeat: timedelta = HEARTBEAT
) -> None:
    """Work until a signal ends it, or whoever started this process is gone."""
    async with _tools(settings, database) as tools:
        driver = AsyncpgPoolDriver(tools.pool)
        queuer = PgQueuer(driver, CHANNEL, queries=queries(driver))
        _bind(queuer, handlers, schedules, tools)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, _stop, queuer)
        orphaned = asyncio.create_task(_watch_parent(queuer, os.getppid()))
        try:
            await queuer.run(
                dequeue_timeout=min(heartbeat, timedelta(seconds=10)),
                batch_size=AT_ONCE // 2,
                max_concurrent_tasks=AT_ONCE,
                heartbeat_timeout=heartbeat,
                shutdown_on_listener_failure=True,
            )
        finally:
            orphaned.cancel()


@asynccontextmanager
async def _tools(settings: Settings, database: Database) -> AsyncGenerator[Tools]:
    clock = SystemClock()
    # A connection listens, and each job may use one beside that of its transaction.
    pool = await create_job_pool(database, size=AT_ONCE + 2)
    engine = create_engine(database, size=AT_ONCE, limits=JOB)
    try:
        yield Tools(settings, pool, signing_key(settings.home), clock, JobTransactions(engine, clock))
    finally:
        await engine.dispose()
        await pool.close()


def _bind(queuer: PgQueuer, handlers: Handlers, schedules: Schedules, tools: Tools) -> None:
    for kind, bound in handlers.items():
        parameters = EntrypointExecutorParameters(bound.at_once, _never, on_failure="hold")
        queuer.qm.register_executor(kind, Attempt(parameters, bound, tools, logs.logger()))
    for name, due in schedules.items():
        queuer.schedule(name, due.when, clean_old=True, accepts_context=False)(partial(_do_what_is_due, due, tools))


async def _never(_job: Job) -> None:
    raise AssertionError("jobs are done by `Attempt`")


async def _do_what_is_due(due: Due, tools: Tools, _schedule: Schedule) -> None:
    await due.what(tools)


def _stop(queuer: PgQueuer) -> None:
    """Take no more jobs, and end when those that were begun have ended; what takes longer is left to other workers."""
    queuer.shutdown.set()
    asyncio.get_running_loop().call_later(GRACE_SECONDS, os._exit, 0)


async def _watch_parent(queuer: PgQueuer, parent: int) -> None:
    """Stop when whoever started this process was killed; nobody else would stop it."""
    while os.getppid() == parent:  # noqa: ASYNC110 - the system tells nobody
        await asyncio.sleep(1)
    _stop(queuer)
