"""What delivers webhooks, put together for one database."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import NamedTuple

from asyncpg import Pool

from server.database import Database, create_job_pool, create_pool
from server.jobs.binding import Tools
from server.settings import Settings
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from server.vault import vault_of
from server.webhooks.courier import Courier, delivering
from server.webhooks.rendering import Bodies, BodiesWhenNeeded
from server.webhooks.sending import Sender
from server.webhooks.serving import Desk
from server.writing.reads import Reads
from server.writing.recording import Recorder

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
        notes = await open_.enter_async_context(noted(pool, tools.settings))
        desk = Desk(
            pool=pool,
            clock=tools.clock,
            vault=vault_of(tools.settings),
            transactions=tools.transactions,
            bodies=BodiesWhenNeeded(lambda: _bodies(database, tools, reading, notes)),
            sender=tools.tracing.sender(Sender(networks=tools.settings.webhook_networks)),
            log=logs.logger(),
        )
        await open_.enter_async_context(delivering(Courier(database.app_url, desk)))
        yield


class Notes(NamedTuple):
    """What is noted for the audit: what programs were told of people, if that is noted, and what was denied to them."""

    reads: Reads | None
    recorder: Recorder

    async def write_down(self, *, all_of_it: bool = False) -> None:
        """Write it into the audit."""
        await self.recorder.write_down(all_of_it=all_of_it)
        if self.reads is not None:
            await self.reads.write_down(all_of_it=all_of_it)


@asynccontextmanager
async def noted(pool: Pool, settings: Settings) -> AsyncGenerator[Notes]:
    """Write down every few seconds what is noted, for as long as the context lasts, and the rest at its end."""
    reads = Reads(pool, Metrics(), logs.logger()) if settings.audit_reads else None
    notes = Notes(reads, Recorder(pool, logs.logger()))
    task = asyncio.create_task(_every_few_seconds(notes))
    try:
        yield notes
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await notes.write_down(all_of_it=True)


async def _every_few_seconds(notes: Notes) -> None:
    while True:
        await asyncio.sleep(WRITE_DOWN_SECONDS)
        await notes.write_down()


async def _bodies(database: Database, tools: Tools, reading: Pool, notes: Notes) -> Bodies:
    # It takes seconds, in which others work on.
    return await asyncio.to_thread(_built, database, tools, reading, notes)


def _built(database: Database, tools: Tools, reading: Pool, notes: Notes) -> Bodies:
    from planner.answer import Planner
    from resolvers.loaders import loaders_for
    from server.edge import cursor_secret, the_core
    from server.graphql.documents import Documents
    from server.graphql.plans import Plans
    from server.graphql.reader import PoolReader
    from server.webhooks.rendering import PlannedBodies
    from server.webhooks.shapes import SubscriptionShapes

    core, metrics, secret = the_core(), Metrics(), cursor_secret(tools.key)
    planner = Planner(core, secret, Plans(metrics))
    reader = PoolReader(reading, metrics, logs.logger(), wall=database.wall)
    shapes, shown = SubscriptionShapes(core, Documents(core), planner), notes.reads and notes.reads.shown
    return PlannedBodies(planner, shapes, reader, loaders_for(()), shown, notes.recorder.hidden)
