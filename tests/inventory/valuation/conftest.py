"""What the tests of values have at hand."""

import pytest
from asyncpg import Connection

from tests.inventory.valuation.store import Store, store_of


@pytest.fixture
async def store(app: Connection) -> Store:
    """A store in euros."""
    return await store_of(app)
