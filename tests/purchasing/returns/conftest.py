"""A company that receives goods, and sends some of them back."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.databases import MIGRATED, Databases
from tests.inventory.valuation.yard import yard_of
from tests.purchasing.returns.ramp import Ramp
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def returning_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"vendor_returns_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory) as opened:
        yield opened


@pytest.fixture
async def ramp(returning_shop: Shop) -> Ramp:
    """A ramp of a company that keeps its stock in its books of 2026, and has none."""
    return Ramp(await yard_of(returning_shop))
