"""A company that receives goods, and sends some of them back."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.inventory.valuation.yard import yard_of
from tests.purchasing.returns.ramp import Ramp
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import Shop


@pytest.fixture(scope="session")
async def returning_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"vendor_returns_{worker_id}", MIGRATED)
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=6)
    owner = await asyncpg.connect(database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    unit = await builders.unit(owner)
    async with running(settings, database) as site:
        yield Shop(site, database, owner, company, other, unit)
    await owner.close()


@pytest.fixture
async def ramp(returning_shop: Shop) -> Ramp:
    """A ramp of a company that keeps its stock in its books of 2026, and has none."""
    return Ramp(await yard_of(returning_shop))
