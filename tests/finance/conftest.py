"""What the tests of finance have at hand."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from server.database import create_engine
from tests.databases import MIGRATED, Databases
from tests.finance.books import Books, books_of, working
from tests.finance.office import Office, office_of
from tests.writing.shop import Shop, opened_shop


@pytest.fixture
async def books(engine: AsyncEngine) -> AsyncGenerator[Books]:
    """Books of a company in euros, in a transaction that leaves nothing behind."""
    async with working(engine) as work:
        yield await books_of(work)


@pytest.fixture(scope="session")
async def finance_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"finance_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory) as opened:
        yield opened


@pytest.fixture(scope="session")
async def keeping(finance_shop: Shop) -> AsyncGenerator[AsyncEngine]:
    """The application's engine for writing, over a database in which something may be left behind."""
    engine = create_engine(finance_shop.database)
    yield engine
    await engine.dispose()


@pytest.fixture
async def office(finance_shop: Shop) -> Office:
    """A company with the books of 2026, and nothing posted."""
    return await office_of(finance_shop)
