"""What the tests of finance have at hand."""

from collections.abc import AsyncGenerator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.finance.books import Books, books_of, working


@pytest.fixture
async def books(engine: AsyncEngine) -> AsyncGenerator[Books]:
    """Books of a company in euros, in a transaction that leaves nothing behind."""
    async with working(engine) as work:
        yield await books_of(work)
