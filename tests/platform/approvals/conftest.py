"""A running server over a database of this directory's own, and a company in it for each test."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from kernel.ids import uuid7
from server.database import Database, create_engine
from tests.databases import MIGRATED, Databases
from tests.finance.books import books_of, working
from tests.platform.approvals.office import Office
from tests.schema import builders
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def approvals_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"approvals_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def shop(approvals_database: Database, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of it."""
    async with opened_shop(approvals_database, run_directory, write_pool_size=8) as opened:
        yield opened


@pytest.fixture(scope="session")
async def approvals_engine(approvals_database: Database) -> AsyncGenerator[AsyncEngine]:
    """The application's engine for writing."""
    engine = create_engine(approvals_database)
    yield engine
    await engine.dispose()


@pytest.fixture
async def office(shop: Shop, approvals_engine: AsyncEngine) -> Office:
    """A company of this test's own."""
    company = await builders.company(shop.owner, f"O-{uuid7().hex[-12:]}")
    return Office(shop, approvals_engine, company)


@pytest.fixture
async def books(office: Office) -> Office:
    """The office, with books."""
    async with working(office.engine, keep=True) as work:
        made = await books_of(work)
    office.company = made.company
    office.accounts = made.accounts
    office.journals = made.journals
    return office
