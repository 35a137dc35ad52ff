"""Markets, behind a server of these tests' own."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import Shop


@pytest.fixture(scope="session")
async def market_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"markets_{worker_id}", MIGRATED)
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=8)
    owner = await asyncpg.connect(database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    unit = await builders.unit(owner)
    async with running(settings, database) as site:
        yield Shop(site, database, owner, company, other, unit)
    await owner.close()


@pytest.fixture
async def loop() -> asyncio.AbstractEventLoop:
    """The loop that the server runs in, for tests that are not asynchronous themselves."""
    return asyncio.get_running_loop()
