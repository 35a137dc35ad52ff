"""A server in front of a small warehouse, where things are scanned."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.databases import MIGRATED, Databases
from tests.inventory.scanning.warehouse import Warehouse, warehouse_of
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def scanning_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"scanning_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory, pool_size_max=2, write_pool_size=2) as opened:
        yield opened


@pytest.fixture
async def warehouse(scanning_shop: Shop) -> Warehouse:
    """A warehouse with shelves, a vendor, and nothing on the shelves."""
    return await warehouse_of(scanning_shop)
