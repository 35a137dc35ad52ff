"""Two servers in front of one database, and a company in it for each test."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest
from asyncpg import Connection

from kernel.ids import uuid7
from server.database import Database
from server.settings import Settings
from tests.access.people import People
from tests.databases import MIGRATED, Databases
from tests.schema import builders
from tests.server.site import Site, running


@pytest.fixture(scope="session")
async def access_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"access_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
def access_settings(run_directory: Path) -> Settings:
    """The settings of both servers."""
    return Settings(home=run_directory / "home", database_url=None, pool_size_min=0, pool_size_max=4)


@pytest.fixture(scope="session")
async def here(access_settings: Settings, access_database: Database) -> AsyncGenerator[Site]:
    """One server."""
    async with running(access_settings, access_database) as site:
        yield site


@pytest.fixture(scope="session")
async def elsewhere(access_settings: Settings, access_database: Database) -> AsyncGenerator[Site]:
    """Another server of the same database."""
    async with running(access_settings, access_database) as site:
        yield site


@pytest.fixture(scope="session")
async def access_owner(access_database: Database) -> AsyncGenerator[Connection]:
    """A connection to arrange with."""
    owner = await asyncpg.connect(access_database.owner_url)
    yield owner
    await owner.close()


@pytest.fixture
async def people(here: Site, access_owner: Connection, access_settings: Settings) -> People:
    """A company of this test's own, and another."""
    company = await builders.company(access_owner, f"A-{uuid7().hex[-12:]}")
    other = await builders.company(access_owner, f"B-{uuid7().hex[-12:]}")
    return People(here, access_owner, access_settings, company, other)
