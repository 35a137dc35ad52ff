"""A running server over a database of this directory's own, with a small company to write to."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from server.database import Database
from tests.databases import MIGRATED, Databases
from tests.writing.shop import Shop, opened_shop
from tests.writing.somebody import Somebody


@pytest.fixture(scope="session")
async def writing_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"writing_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def shop(writing_database: Database, run_directory: Path) -> AsyncGenerator[Shop]:
    """A company, and a server to write to it."""
    async with opened_shop(writing_database, run_directory) as opened:
        yield opened


@pytest.fixture
async def somebody(shop: Shop) -> AsyncGenerator[Somebody]:
    """A person in the books."""
    person = Somebody(shop)
    await person.enter()
    yield person
    await person.erase(f"Party:{person.party}")
