"""A running server with a partner of a company, and sandboxes that are made over HTTP."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from kernel.clock import SystemClock
from kernel.ids import uuid7
from server.database import create_engine
from server.jobs.transaction import JobTransactions
from tests.databases import MIGRATED, Databases
from tests.platform.clients.registry import Registry
from tests.sandbox.beach import Beach
from tests.schema import builders
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server, and a company with something in it."""
    database = await databases.make(f"sandbox_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory, write_pool_size=4) as opened:
        yield opened


@pytest.fixture
async def beach(shop: Shop) -> AsyncGenerator[Beach]:
    """A company with a partner, for whom sandboxes are made."""
    company = await builders.company(shop.owner, f"C-{uuid7().hex[-12:]}")
    engine = create_engine(shop.database)
    yield Beach(await Registry.open(shop, company), JobTransactions(engine, SystemClock()))
    await engine.dispose()
