"""What the tests of commissions have at hand."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.databases import MIGRATED, Databases
from tests.finance.office import office_of
from tests.sales.commissions.bureau import Bureau, bureau_of
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def earning_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"earning_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory) as opened:
        yield opened


@pytest.fixture
async def bureau(earning_shop: Shop) -> Bureau:
    """A bureau in an office with the books of 2026, and one salesperson."""
    return await bureau_of(await office_of(earning_shop))
