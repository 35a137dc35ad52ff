"""A depot whose goods go to another warehouse."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.databases import MIGRATED, Databases
from tests.finance.office import office_of
from tests.inventory.transfers.depot import Depot, depot_of
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def transfer_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"transfers_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory, pool_size_max=2, write_pool_size=4) as opened:
        yield opened


@pytest.fixture
async def depot(transfer_shop: Shop) -> Depot:
    """A depot with ten pieces on a shelf, worth six euros each, and an empty shelf elsewhere."""
    return await depot_of(await office_of(transfer_shop))
