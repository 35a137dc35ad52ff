"""A running server over a database of this directory's own, and a registry of programs in a company of each test's own."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

from kernel.ids import uuid7
from server.database import Database
from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.platform.clients.registry import Registry
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import Shop


@pytest.fixture(scope="session")
async def clients_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"clients_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def shop(clients_database: Database, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of it."""
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=6)
    owner = await asyncpg.connect(clients_database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    async with running(settings, clients_database) as site:
        yield Shop(site, clients_database, owner, company, other, await builders.unit(owner))
    await owner.close()


@pytest.fixture
async def registry(shop: Shop) -> Registry:
    """A company with two customers, two administrators, and somebody of the first customer."""
    company = await builders.company(shop.owner, f"C-{uuid7().hex[-12:]}")
    return await Registry.open(shop, company)
