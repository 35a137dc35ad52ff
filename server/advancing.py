"""Moving events into the feed, for as long as a process writes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from events.advancing import Advancer
from server.database import Database, create_feed_pool
from server.telemetry import logs


@asynccontextmanager
async def advancing(database: Database) -> AsyncGenerator[Advancer]:
    """Move events into the feed, over a connection of its own."""
    pool = await create_feed_pool(database)
    advancer = Advancer(pool, logs.logger())
    task = asyncio.create_task(advancer.run())
    try:
        yield advancer
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        pool.terminate()
