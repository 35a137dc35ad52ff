"""What the tests of values have at hand."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from asyncpg import Connection

from tests.databases import MIGRATED, Databases
from tests.inventory.valuation.store import Store, store_of
from tests.inventory.valuation.yard import Yard, yard_of
from tests.writing.shop import Shop, opened_shop


@pytest.fixture
async def store(app: Connection) -> Store:
    """A store in euros."""
    return await store_of(app)


@pytest.fixture(scope="session")
async def valuing_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"valuing_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory) as opened:
        yield opened


@pytest.fixture
async def yard(valuing_shop: Shop) -> Yard:
    """A company that keeps its stock in its books of 2026, and has none."""
    return await yard_of(valuing_shop)
