"""A database of one's own in which things happen, and a process that tells of them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Final

import asyncpg
import pytest
from asyncpg import Connection
from graphql import GraphQLError

from auth.principal import Principal
from auth.roles import RoleCode
from events.advancing import Advancer
from events.feed import Feed
from kernel.clock import SystemClock
from planner.answer import Planner
from planner.streams import stream_key
from resolvers.loaders import loaders_for
from resolvers.schema import build_schema, core_of
from server.access.running import Running
from server.database import Database, create_feed_pool, create_pool
from server.graphql.answering import Answering
from server.graphql.documents import Documents
from server.graphql.reader import PoolReader
from server.live.live import Live
from server.telemetry.logs import logger
from server.telemetry.metrics import Metrics
from tests.databases import WALL
from tests.events.conftest import Happenings, happenings
from tests.live.audience import Audience
from tests.oracle.fixtures import LINKS, sides, viewers, world, world_database
from tests.oracle.viewers import somebody

# What is told here happens in the world, so it is a world of its own.
__all__ = ["happenings", "sides", "viewers", "world", "world_database"]
SECRET: Final = b"live"
KEY: Final = stream_key(SECRET, "feed")


@pytest.fixture(scope="session")
def planner() -> Planner:
    """What plans the subscriptions of all tests."""
    return Planner(core_of(build_schema()), cursor_secret=SECRET)


@pytest.fixture
def admin() -> Principal:
    """Somebody who sees everything."""
    return somebody(RoleCode.ADMIN)


@asynccontextmanager
async def audience_of(database: Database, planner: Planner) -> AsyncGenerator[Audience]:
    """Tell of what happens in a database."""
    log, running = logger(), Running()
    pool, moving = await create_pool(database, size_min=0, size_max=4), await create_feed_pool(database)
    feed, metrics = Feed(database.app_url, log), Metrics()
    reader = PoolReader(pool, metrics, log, wall=WALL)
    denied: list[GraphQLError] = []
    answering = Answering(
        Documents(planner.schema),
        planner,
        reader,
        lambda languages: loaders_for(languages, LINKS),
        hidden=lambda _, errors: denied.extend(errors),
    )
    live = Live(answering, feed, running, SystemClock(), metrics, log)
    tasks = [asyncio.create_task(work) for work in (Advancer(moving, log).run(), feed.run(), live.run())]
    yield Audience(live, answering, running, metrics, denied)
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    pool.terminate()
    moving.terminate()


@pytest.fixture
async def audience(happenings: Happenings, planner: Planner) -> AsyncGenerator[Audience]:
    """Whoever wants to be told of what happens in a database of this test's own."""
    async with audience_of(happenings.database, planner) as audience:
        yield audience


@pytest.fixture
async def other_audience(happenings: Happenings, planner: Planner) -> AsyncGenerator[Audience]:
    """Whoever wants to be told of the same, by another process."""
    async with audience_of(happenings.database, planner) as audience:
        yield audience


@pytest.fixture
async def world_audience(world_database: Database, planner: Planner) -> AsyncGenerator[Audience]:
    """Whoever wants to be told of what happens in the world."""
    async with audience_of(world_database, planner) as audience:
        yield audience


@pytest.fixture
async def owner(world_database: Database) -> AsyncGenerator[Connection]:
    """A connection to the world that may do anything."""
    owner = await asyncpg.connect(world_database.owner_url)
    yield owner
    await owner.close()


@pytest.fixture
async def start(owner: Connection) -> str:
    """The cursor of before everything that has happened in the world."""
    return await owner.fetchval("select feed_cursor_seal($1, first_position - 1, 'eight of') from feed_state", KEY)
