"""A server in front of a company that sells at more than one price."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.sales.pricing.pricer import Pricer
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import Shop


@pytest.fixture(scope="session")
async def pricing_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"pricing_{worker_id}", MIGRATED)
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=8, write_pool_size=8)
    owner = await asyncpg.connect(database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    unit = await builders.unit(owner)
    async with running(settings, database) as site:
        yield Shop(site, database, owner, company, other, unit)
    await owner.close()


@pytest.fixture
async def pricer(pricing_shop: Shop) -> Pricer:
    """Somebody who asks for prices of a company of this test's own, which sells one thing."""
    return await Pricer.of(pricing_shop)
