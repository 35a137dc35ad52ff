"""A server with people, a socket or a stream to it, and jobs of theirs to which things happen."""

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
from tests.transports.listeners import Listeners

CONNECTIONS_PER_CALLER = 3


@pytest.fixture(scope="session")
async def live_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"transports_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
def live_settings(run_directory: Path) -> Settings:
    """The settings of its server."""
    few = CONNECTIONS_PER_CALLER
    return Settings(
        home=run_directory / "home", database_url=None, pool_size_min=0, pool_size_max=4, connections_per_caller_max=few
    )


@pytest.fixture(scope="session")
async def live_site(live_settings: Settings, live_database: Database) -> AsyncGenerator[Site]:
    """The server."""
    async with running(live_settings, live_database) as site:
        yield site


@pytest.fixture(scope="session")
async def live_owner(live_database: Database) -> AsyncGenerator[Connection]:
    """A connection to arrange with."""
    owner = await asyncpg.connect(live_database.owner_url)
    yield owner
    await owner.close()


@pytest.fixture
async def listeners(live_site: Site, live_owner: Connection, live_settings: Settings) -> Listeners:
    """Whoever listens: somebody new, in a company of their own."""
    company = await builders.company(live_owner, f"T-{uuid7().hex[-12:]}")
    people = People(live_site, live_owner, live_settings, company, company)
    user = await people.hire()
    return Listeners(people, await people.grant(user))
