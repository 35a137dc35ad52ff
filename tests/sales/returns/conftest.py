"""What the tests of returns have at hand."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.databases import MIGRATED, Databases
from tests.finance.office import office_of
from tests.sales.returns.desk import ReturnDesk, desk_of
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def returns_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"returns_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory) as opened:
        yield opened


@pytest.fixture
async def desk(returns_shop: Shop) -> ReturnDesk:
    """A desk in an office with ten pieces on a shelf, worth six euros each, and sold for ten."""
    return await desk_of(await office_of(returns_shop))
