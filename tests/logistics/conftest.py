"""A server in front of a company that ships."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.databases import MIGRATED, Databases
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def logistics_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"logistics_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory, pool_size_max=2, write_pool_size=2) as opened:
        yield opened
