"""A running server over a database of these tests' own."""

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


@pytest.fixture(scope="session")
async def terms_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"terms_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def shop(terms_database: Database, run_directory: Path) -> AsyncGenerator[Shop]:
    """A company, and a server to write to it."""
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=6)
    owner = await asyncpg.connect(terms_database.owner_url)
    company, other = await builders.company(owner, "TERMS"), await builders.company(owner, "OTHERT")
    unit = await builders.unit(owner)
    async with running(settings, terms_database) as site:
        yield Shop(site, terms_database, owner, company, other, unit)
    await owner.close()
