"""Where the story plays."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.databases import MIGRATED, Databases
from tests.finance.office import office_of
from tests.sales.story.people import Business, business_of
from tests.writing.shop import opened_shop


@pytest.fixture
async def business(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Business]:
    """A company with the books of this year, behind a server."""
    database = await databases.make(f"story_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory, write_pool_size=4) as shop:
        yield await business_of(await office_of(shop, datetime.now(UTC).year))
