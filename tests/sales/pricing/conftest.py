"""A server in front of a company that sells at more than one price."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.databases import MIGRATED, Databases
from tests.sales.pricing.pricer import Pricer
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def pricing_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"pricing_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory, pool_size_max=8, write_pool_size=8) as opened:
        yield opened


@pytest.fixture
async def pricer(pricing_shop: Shop) -> Pricer:
    """Somebody who asks for prices of a company of this test's own, which sells one thing."""
    return await Pricer.of(pricing_shop)
