"""What tells subscribers, put together for one process."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from events.feed import Feed
from kernel.clock import SystemClock
from models.platform.access_rules import CHANNEL
from server.access.entrance import Entrance
from server.database import Database
from server.graphql.answering import Answering
from server.live.live import Live
from server.live.teller import Teller
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from server.tracing.tracing import UNTRACED, Tracing


@asynccontextmanager
async def telling(
    database: Database, answering: Answering, entrance: Entrance, metrics: Metrics, tracing: Tracing = UNTRACED
) -> AsyncGenerator[Live]:
    """Tell subscribers what happens, with one reader of the feed, for as long as the context lasts."""
    # Whoever listens for rights hears of a change too, and perhaps later than of what happens after it.
    feed = Feed(database.app_url, logs.logger(), {CHANNEL: entrance.store.forget})
    teller = tracing.teller(Teller(answering))
    live = Live(answering, feed, entrance.running, SystemClock(), metrics, logs.logger(), teller)
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
