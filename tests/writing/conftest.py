"""A running server over a database of this directory's own, with a small company to write to."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

from server.database import Database
from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import Shop
from tests.writing.somebody import Somebody


@pytest.fixture(scope="session")
async def writing_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"writing_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def shop(writing_database: Database, run_directory: Path) -> AsyncGenerator[Shop]:
    """A company, and a server to write to it."""
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=6)
    owner = await asyncpg.connect(writing_database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    unit = await builders.unit(owner)
    async with running(settings, writing_database) as site:
        yield Shop(site, writing_database, owner, company, other, unit)
    await owner.close()


@pytest.fixture
async def somebody(shop: Shop) -> AsyncGenerator[Somebody]:
    """A person in the books."""
    person = Somebody(shop)
    await person.enter()
    yield person
    await person.erase(f"Party:{person.party}")
