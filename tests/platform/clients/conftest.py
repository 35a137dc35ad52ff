"""A running server over a database of this directory's own, and a registry of programs in a company of each test's own."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from kernel.ids import uuid7
from server.database import Database
from tests.databases import MIGRATED, Databases
from tests.platform.clients.registry import Registry
from tests.schema import builders
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def clients_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"clients_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def shop(clients_database: Database, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of it."""
    async with opened_shop(clients_database, run_directory) as opened:
        yield opened


@pytest.fixture
async def registry(shop: Shop) -> Registry:
    """A company with two customers, two administrators, and somebody of the first customer."""
    company = await builders.company(shop.owner, f"C-{uuid7().hex[-12:]}")
    return await Registry.open(shop, company)
