"""Stores of these tests' own."""

from collections.abc import AsyncGenerator

import asyncpg
import pytest

from kernel.clock import FixedClock
from server.database import Database, create_engine
from server.jobs.transaction import JobTransactions
from tests.databases import MIGRATED, Databases
from tests.inventory.reservations.stores import NOW, Stores
from tests.schema import builders

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
