"""Somebody who asks the demo company."""

from collections.abc import AsyncGenerator

import pytest
from asyncpg import Pool

from server.database import Database, create_engine
from tests.docs.asking import Ask, asking


@pytest.fixture(scope="session")
async def ask(demo_database: Database, demo_pool: Pool) -> AsyncGenerator[Ask]:
    """Ask an example's query as whoever it says, and get the body of the answer."""
    engine = create_engine(demo_database)
    yield asking(demo_pool, engine)
    await engine.dispose()
