"""A running server over a database of this directory's own, and a company with a bank account for each test."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from server.database import Database, create_engine
from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.finance.bank.till import Till
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import Shop


@pytest.fixture(scope="session")
async def bank_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"bank_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def bank_shop(bank_database: Database, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of it."""
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=8)
    owner = await asyncpg.connect(bank_database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    async with running(settings, bank_database) as site:
        yield Shop(site, bank_database, owner, company, other, await builders.unit(owner))
    await owner.close()


@pytest.fixture(scope="session")
async def bank_engine(bank_database: Database) -> AsyncGenerator[AsyncEngine]:
    """The application's engine for writing."""
    engine = create_engine(bank_database)
    yield engine
    await engine.dispose()


@pytest.fixture
async def till(bank_shop: Shop, bank_engine: AsyncEngine) -> Till:
    """A company of this test's own."""
    return await Till.open(bank_shop, bank_engine)
