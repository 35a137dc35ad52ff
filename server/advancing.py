"""Moving events into the feed, for as long as a process writes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from asyncpg import Pool

from events.advancing import Advancer
from server.telemetry import logs


@asynccontextmanager
async def advancing(pool: Pool) -> AsyncGenerator[Advancer]:
    """Move events into the feed over a pool that may write."""
    advancer = Advancer(pool, logs.logger())
    task = asyncio.create_task(advancer.run())
    try:
        yield advancer
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
