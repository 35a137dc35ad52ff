"""A running server over a database of this directory's own, and a company with a bank account for each test."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from server.database import Database, create_engine
from tests.databases import MIGRATED, Databases
from tests.finance.bank.till import Till
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def bank_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"bank_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def bank_shop(bank_database: Database, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of it."""
    async with opened_shop(bank_database, run_directory, write_pool_size=8) as opened:
        yield opened


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
