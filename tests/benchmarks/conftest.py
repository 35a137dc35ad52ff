"""The demo company as the bench has it."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest
from asyncpg import Pool

from server.database import Database, create_pool
from server.row_security import RowSecurity


@pytest.fixture(scope="module")
async def plain_pool(demo_database: Database) -> AsyncGenerator[Pool]:
    """The pool of a server that reads without the second wall, which SQL by hand does not announce itself to."""
    pool = await create_pool(replace(demo_database, wall=RowSecurity.OFF), size_min=0, size_max=4)
    yield pool
    await pool.close()
