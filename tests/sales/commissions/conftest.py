"""What the tests of commissions have at hand."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.finance.office import office_of
from tests.sales.commissions.bureau import Bureau, bureau_of
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import Shop


@pytest.fixture(scope="session")
async def earning_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"earning_{worker_id}", MIGRATED)
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=6)
    owner = await asyncpg.connect(database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    unit = await builders.unit(owner)
    async with running(settings, database) as site:
        yield Shop(site, database, owner, company, other, unit)
    await owner.close()


@pytest.fixture
async def bureau(earning_shop: Shop) -> Bureau:
    """A bureau in an office with the books of 2026, and one salesperson."""
    return await bureau_of(await office_of(earning_shop))
