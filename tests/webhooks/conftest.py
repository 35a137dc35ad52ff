"""A running server in which endpoints are made, a receiver, and a desk from which they are served when a test says so."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import asyncpg
import pytest

from auth.keys import signing_key
from kernel.clock import FixedClock
from kernel.ids import uuid7
from planner.answer import Planner
from resolvers.loaders import loaders_for
from server.database import Database, create_engine, create_job_pool, create_pool
from server.edge import cursor_secret, the_core
from server.graphql.documents import Documents
from server.graphql.reader import PoolReader
from server.jobs.transaction import JobTransactions
from server.telemetry.logs import logger
from server.telemetry.metrics import Metrics
from server.vault import vault_of
from server.webhooks.rendering import PlannedBodies
from server.webhooks.sending import Sender
from server.webhooks.serving import Desk
from server.webhooks.shapes import SubscriptionShapes
from tests.databases import MIGRATED, WALL, Databases
from tests.platform.clients.registry import Registry
from tests.schema import builders
from tests.webhooks.post import Post
from tests.webhooks.receiver import Receiver, receiving
from tests.writing.shop import Shop, opened_shop

NETWORKS = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@pytest.fixture(scope="session")
async def webhooks_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"webhooks_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def shop(webhooks_database: Database, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of it."""
    async with opened_shop(webhooks_database, run_directory, write_pool_size=4) as opened:
        yield opened


@pytest.fixture(scope="session")
async def desk(shop: Shop) -> AsyncGenerator[Desk]:
    """What serves endpoints, with little patience."""
    database, settings = shop.database, shop.site.settings
    pool, reading = await create_job_pool(database, size=8), await create_pool(database, size_min=0, size_max=4)
    engine, clock = create_engine(database), FixedClock(datetime.now(UTC))
    core, secret = the_core(), cursor_secret(signing_key(settings.home))
    planner, reader = Planner(core, secret), PoolReader(reading, Metrics(), logger(), wall=WALL)
    bodies = PlannedBodies(planner, SubscriptionShapes(core, Documents(core), planner), reader, loaders_for(()))
    transactions, sender = JobTransactions(engine, clock), Sender(NETWORKS, seconds_max=0.5)
    yield Desk(pool, clock, vault_of(settings), transactions, bodies, sender, logger())
    await engine.dispose()
    pool.terminate()
    reading.terminate()


@pytest.fixture
async def receiver() -> AsyncGenerator[Receiver]:
    """A receiver that takes what comes, unless it is told otherwise."""
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def post(shop: Shop, desk: Desk, receiver: Receiver) -> AsyncGenerator[Post]:
    """Programs of a company of its own, which are told."""
    company = await builders.company(shop.owner, f"C-{uuid7().hex[-12:]}")
    app = await asyncpg.connect(shop.database.app_url)
    assert isinstance(desk.clock, FixedClock)
    desk.clock.advance(datetime.now(UTC) - desk.clock.now())
    yield Post(await Registry.open(shop, company), app, desk, desk.clock, receiver)
    # Whoever serves all endpoints in a later test is not to knock where nobody is any more.
    await shop.owner.execute("update webhook_endpoint set archived_at = now() where archived_at is null")
    await app.close()
