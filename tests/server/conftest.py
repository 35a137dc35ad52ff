"""The server that tests of HTTP talk to."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from server.database import Database
from server.settings import Settings
from tests.server.site import Site, running


@pytest.fixture(scope="session")
def settings(run_directory: Path) -> Settings:
    """The settings of a server of the demo."""
    return Settings(home=run_directory / "home", database_url=None, pool_size_min=0, pool_size_max=4, demo=True)


@pytest.fixture(scope="session")
async def site(settings: Settings, demo_database: Database) -> AsyncGenerator[Site]:
    """A running server with the demo company behind it."""
    async with running(settings, demo_database) as site:
        yield site
