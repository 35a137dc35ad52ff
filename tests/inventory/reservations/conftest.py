"""Stores of these tests' own."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

from kernel.clock import FixedClock
from server.database import Database, create_engine
from server.jobs.transaction import JobTransactions
from tests.databases import MIGRATED, Databases
from tests.finance.office import office_of
from tests.inventory.reservations.counter import Keeper, keeper_of
from tests.inventory.reservations.stores import NOW, Stores
from tests.schema import builders
from tests.writing.shop import Shop, opened_shop

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
    async with opened_shop(database, run_directory) as opened:
        yield opened


@pytest.fixture
async def keeper(promising_shop: Shop) -> Keeper:
    """Ten pieces on a shelf, and orders for them."""
    return await keeper_of(await office_of(promising_shop))
