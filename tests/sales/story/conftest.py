"""Where the story plays."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.finance.office import office_of
from tests.sales.story.people import Business, business_of
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import Shop


@pytest.fixture
async def business(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Business]:
    """A company with the books of this year, behind a server."""
    database = await databases.make(f"story_{worker_id}", MIGRATED)
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=4)
    owner = await asyncpg.connect(database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    unit = await builders.unit(owner)
    async with running(settings, database) as site:
        shop = Shop(site, database, owner, company, other, unit)
        yield await business_of(await office_of(shop, datetime.now(UTC).year))
    await owner.close()
