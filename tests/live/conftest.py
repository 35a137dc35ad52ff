"""A database of one's own in which things happen, and a process that tells of them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

import pytest

from auth.principal import Principal
from auth.roles import RoleCode
from events.advancing import Advancer
from events.feed import Feed
from kernel.clock import SystemClock
from planner.answer import Planner
from resolvers.loaders import loaders_for
from resolvers.schema import build_schema, core_of
from server.access.running import Running
from server.database import create_feed_pool, create_pool
from server.graphql.answering import Answering
from server.graphql.documents import Documents
from server.graphql.reader import PoolReader
from server.live.live import Live
from server.telemetry.logs import logger
from server.telemetry.metrics import Metrics
from tests.databases import WALLED
from tests.events.conftest import Happenings, happenings
from tests.live.audience import Audience
from tests.oracle.fixtures import LINKS
from tests.oracle.viewers import somebody

__all__ = ["happenings"]


@pytest.fixture(scope="session")
def planner() -> Planner:
    """What plans the subscriptions of all tests."""
    return Planner(core_of(build_schema()), cursor_secret=b"live")


@pytest.fixture
def admin() -> Principal:
    """Somebody who sees everything."""
    return somebody(RoleCode.ADMIN)


@pytest.fixture
async def audience(happenings: Happenings, planner: Planner) -> AsyncGenerator[Audience]:
    """Whoever wants to be told of what happens."""
    database, log, running = happenings.database, logger(), Running()
    pool, moving = await create_pool(database, size_min=0, size_max=4), await create_feed_pool(database)
    feed, metrics = Feed(database.app_url, log), Metrics()
    reader = PoolReader(pool, metrics, log, walled=WALLED)
    answering = Answering(Documents(planner.schema), planner, reader, lambda languages: loaders_for(languages, LINKS))
    live = Live(answering, feed, running, SystemClock(), metrics, log)
    tasks = [asyncio.create_task(work) for work in (Advancer(moving, log).run(), feed.run(), live.run())]
    yield Audience(live, answering, running, metrics)
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    pool.terminate()
    moving.terminate()
