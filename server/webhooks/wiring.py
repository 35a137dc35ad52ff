"""What delivers webhooks, put together for one database."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING

from asyncpg import Pool

from server.database import Database, create_job_pool, create_pool
from server.jobs.binding import Tools
from server.telemetry import logs
from server.vault import vault_of
from server.webhooks.courier import Courier, delivering
from server.webhooks.rendering import Bodies, BodiesWhenNeeded
from server.webhooks.sending import Sender
from server.webhooks.serving import Desk

if TYPE_CHECKING:
    from server.writing.reads import Reads

CONNECTIONS = 6
READING = 4
WRITE_DOWN_SECONDS = 5


@asynccontextmanager
async def webhooks_delivered(database: Database, tools: Tools) -> AsyncGenerator[None]:
    """Deliver what happens in a database for as long as the context lasts, beside what other couriers deliver."""
    async with AsyncExitStack() as open_:
        pool = await create_job_pool(database, size=CONNECTIONS)
        open_.callback(pool.terminate)
        reading = await create_pool(database, size_min=0, size_max=READING)
        open_.callback(reading.terminate)
        reads = await open_.enter_async_context(reads_written_down(pool)) if tools.settings.audit_reads else None
        desk = Desk(
            pool=pool,
            clock=tools.clock,
            vault=vault_of(tools.settings),
            transactions=tools.transactions,
            bodies=BodiesWhenNeeded(lambda: _bodies(database, tools, reading, reads)),
            sender=Sender(networks=tools.settings.webhook_networks),
            log=logs.logger(),
        )
        await open_.enter_async_context(delivering(Courier(database.app_url, desk)))
        yield


@asynccontextmanager
async def reads_written_down(pool: Pool) -> AsyncGenerator["Reads"]:
    """Note what personal data programs are told, and write it into the audit for as long as the context lasts."""
    from server.telemetry.metrics import Metrics
    from server.writing.reads import Reads

    reads = Reads(pool, Metrics(), logs.logger())
    task = asyncio.create_task(_every_few_seconds(reads))
    try:
        yield reads
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await reads.write_down(all_of_it=True)


async def _every_few_seconds(reads: "Reads") -> None:
    while True:
        await asyncio.sleep(WRITE_DOWN_SECONDS)
        await reads.write_down()


async def _bodies(database: Database, tools: Tools, reading: Pool, reads: "Reads | None") -> Bodies:
    # It takes seconds, in which others work on.
    return await asyncio.to_thread(_built, database, tools, reading, reads)


def _built(database: Database, tools: Tools, reading: Pool, reads: "Reads | None") -> Bodies:
    from planner.answer import Planner
    from resolvers.loaders import loaders_for
    from server.edge import cursor_secret, the_core
    from server.graphql.documents import Documents
    from server.graphql.plans import Plans
    from server.graphql.reader import PoolReader
    from server.telemetry.metrics import Metrics
    from server.webhooks.rendering import PlannedBodies
    from server.webhooks.shapes import SubscriptionShapes

    core, metrics, secret = the_core(), Metrics(), cursor_secret(tools.key)
    planner = Planner(core, secret, Plans(metrics))
    reader = PoolReader(reading, metrics, logs.logger(), walled=database.walled)
    shapes, shown = SubscriptionShapes(core, Documents(core), planner), reads and reads.shown
    return PlannedBodies(planner, shapes, reader, loaders_for(()), shown)
