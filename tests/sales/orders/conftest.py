"""What the tests of orders have at hand."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.databases import MIGRATED, Databases
from tests.finance.office import office_of
from tests.sales.orders.counter import Counter, counter_of
from tests.sales.orders.till import Till, till_of
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def selling_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"selling_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory) as opened:
        yield opened


@pytest.fixture
async def counter(selling_shop: Shop) -> Counter:
    """A counter in an office with the books of 2026."""
    return await counter_of(await office_of(selling_shop))


@pytest.fixture
async def till(selling_shop: Shop) -> Till:
    """A till in an office with the books of 2026, and ten pieces on a shelf."""
    return await till_of(await office_of(selling_shop))
