"""What tells subscribers, put together for one process."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from events.feed import Feed
from kernel.clock import SystemClock
from server.access.running import Running
from server.database import Database
from server.graphql.answering import Answering
from server.live.live import Live
from server.telemetry import logs
from server.telemetry.metrics import Metrics


@asynccontextmanager
async def telling(database: Database, answering: Answering, running: Running, metrics: Metrics) -> AsyncGenerator[Live]:
    """Tell subscribers what happens, with one reader of the feed, for as long as the context lasts."""
    feed = Feed(database.app_url, logs.logger())
    live = Live(answering, feed, running, SystemClock(), metrics, logs.logger())
    async with _running(feed.run()), _running(live.run()):
        yield live


@asynccontextmanager
async def _running(work: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
