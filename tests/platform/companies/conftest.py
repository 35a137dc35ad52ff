"""A running server over a database of this directory's own, and somebody who founds companies."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

from auth.roles import RoleCode
from server.database import Database
from server.settings import Settings
from tests.access.people import People
from tests.databases import MIGRATED, Databases
from tests.platform.companies.founder import Founder
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import Shop


@pytest.fixture(scope="session")
async def companies_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"companies_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def shop(companies_database: Database, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of it."""
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=6)
    owner = await asyncpg.connect(companies_database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    async with running(settings, companies_database) as site:
        yield Shop(site, companies_database, owner, company, other, await builders.unit(owner))
    await owner.close()


@pytest.fixture
def people(shop: Shop) -> People:
    """Those who may have roles there."""
    return People(shop.site, shop.owner, shop.site.settings, shop.company, shop.other)


@pytest.fixture
async def founder(shop: Shop, people: People) -> Founder:
    """Somebody who has signed in as an administrator of every company."""
    user = await people.hire(None)
    await people.give(user, RoleCode.ADMIN, None)
    return Founder(shop, shop.company, bearer=people.token(await people.grant(user)))
