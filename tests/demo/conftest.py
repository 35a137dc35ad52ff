from collections.abc import AsyncGenerator

import pytest
from asyncpg import Connection

from server.database import Database
from tests.conftest import rolled_back


@pytest.fixture
async def demo(demo_database: Database) -> AsyncGenerator[Connection]:
    """The demo company as its owner sees it; nothing that a test writes stays."""
    async with rolled_back(demo_database.owner_url) as connection:
        yield connection
