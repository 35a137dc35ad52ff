"""Stores of these tests' own."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

from kernel.clock import FixedClock
from server.database import Database, create_engine
from server.jobs.transaction import JobTransactions
from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.finance.office import office_of
from tests.inventory.reservations.counter import Keeper, keeper_of
from tests.inventory.reservations.stores import NOW, Stores
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import Shop

CLIENTS_AT_ONCE = 16


@pytest.fixture(scope="session")
async def promising_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"promising_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def stores(promising_database: Database) -> AsyncGenerator[Stores]:
    """A warehouse with nothing in it."""
    engine, clock = create_engine(promising_database, size=CLIENTS_AT_ONCE), FixedClock(NOW)
    owner = await asyncpg.connect(promising_database.owner_url)
    company = await builders.company(owner, "STORES")
    warehouse = await builders.insert(owner, "warehouse", company_id=company, code="W", name="Warehouse")
    vendor = await builders.location(owner, company, "VENDOR", "SUPPLIER")
    yield Stores(owner, JobTransactions(engine, clock), company, warehouse, vendor, clock)
    await owner.close()
    await engine.dispose()


@pytest.fixture(scope="session")
async def promising_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"keeping_{worker_id}", MIGRATED)
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=6)
    owner = await asyncpg.connect(database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    unit = await builders.unit(owner)
    async with running(settings, database) as site:
        yield Shop(site, database, owner, company, other, unit)
    await owner.close()


@pytest.fixture
async def keeper(promising_shop: Shop) -> Keeper:
    """Ten pieces on a shelf, and orders for them."""
    return await keeper_of(await office_of(promising_shop))
