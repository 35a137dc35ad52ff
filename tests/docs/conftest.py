"""Somebody who asks the demo company."""

import pytest
from asyncpg import Pool

from tests.docs.asking import Ask, asking


@pytest.fixture(scope="session")
def ask(demo_pool: Pool) -> Ask:
    """Ask an example's query as whoever it says, and get the body of the answer."""
    return asking(demo_pool)
