"""A server whose traces go to a collector."""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from server.database import Database
from server.settings import Settings
from tests.server.site import Site, running
from tests.tracing.collector import Collector, collecting


@pytest.fixture(scope="session")
def collector() -> Generator[Collector]:
    """A collector."""
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="session")
def settings(run_directory: Path, collector: Collector) -> Settings:
    """The settings of a server of the demo whose traces go there."""
    home = run_directory / "home"
    return Settings(
        home=home, database_url=None, pool_size_min=0, pool_size_max=4, demo=True, otlp_endpoint=collector.address
    )


@pytest.fixture(scope="session")
async def site(settings: Settings, demo_database: Database) -> AsyncGenerator[Site]:
    """A running server with the demo company behind it, that sends spans at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        async with running(settings, demo_database) as site:
            yield site
