"""What the tests of values have at hand."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest
from asyncpg import Connection

from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.inventory.valuation.store import Store, store_of
from tests.inventory.valuation.yard import Yard, yard_of
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import Shop


@pytest.fixture
async def store(app: Connection) -> Store:
    """A store in euros."""
    return await store_of(app)


@pytest.fixture(scope="session")
async def valuing_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"valuing_{worker_id}", MIGRATED)
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=6)
    owner = await asyncpg.connect(database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    unit = await builders.unit(owner)
    async with running(settings, database) as site:
        yield Shop(site, database, owner, company, other, unit)
    await owner.close()


@pytest.fixture
async def yard(valuing_shop: Shop) -> Yard:
    """A company that keeps its stock in its books of 2026, and has none."""
    return await yard_of(valuing_shop)
