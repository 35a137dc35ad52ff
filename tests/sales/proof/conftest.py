"""Markets, behind a server of these tests' own."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.databases import MIGRATED, Databases
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def market_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"markets_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory, write_pool_size=8) as opened:
        yield opened


@pytest.fixture
async def loop() -> asyncio.AbstractEventLoop:
    """The loop that the server runs in, for tests that are not asynchronous themselves."""
    return asyncio.get_running_loop()
