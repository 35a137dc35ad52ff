"""A running server over a database of this directory's own, and somebody who founds companies."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from auth.roles import RoleCode
from server.database import Database
from tests.access.people import People
from tests.databases import MIGRATED, Databases
from tests.platform.companies.founder import Founder
from tests.writing.shop import Shop, opened_shop


@pytest.fixture(scope="session")
async def companies_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"companies_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def shop(companies_database: Database, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of it."""
    async with opened_shop(companies_database, run_directory) as opened:
        yield opened


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
