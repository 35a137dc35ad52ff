"""A server, and a program whose build registers operations."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest
from asyncpg import Connection

from auth.roles import RoleCode
from kernel.ids import uuid7
from server.database import Database
from server.settings import Settings
from tests.access.people import People
from tests.databases import MIGRATED, Databases
from tests.persisted.program import Program
from tests.schema import builders
from tests.server.site import Site, running
from tests.transports.listeners import Listeners


@pytest.fixture(scope="session")
async def persisted_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"persisted_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
def persisted_settings(run_directory: Path) -> Settings:
    """The settings of its server."""
    return Settings(home=run_directory / "home", database_url=None, pool_size_min=0, pool_size_max=4)


@pytest.fixture(scope="session")
async def persisted_site(persisted_settings: Settings, persisted_database: Database) -> AsyncGenerator[Site]:
    """The server."""
    async with running(persisted_settings, persisted_database) as site:
        yield site


@pytest.fixture(scope="session")
async def persisted_owner(persisted_database: Database) -> AsyncGenerator[Connection]:
    """A connection to arrange with."""
    owner = await asyncpg.connect(persisted_database.owner_url)
    yield owner
    await owner.close()


@pytest.fixture
async def program(persisted_site: Site, persisted_owner: Connection, persisted_settings: Settings) -> Program:
    """A program of our own that asks in somebody's name, and an administrator who registers for it."""
    company = await builders.company(persisted_owner, f"P-{uuid7().hex[-12:]}")
    people = People(persisted_site, persisted_owner, persisted_settings, company, company)
    admin = await people.hire(None)
    await people.give(admin, RoleCode.ADMIN, None)
    granted = await people.grant(await people.hire())
    return Program(Listeners(people, granted), people.token(await people.grant(admin)))
