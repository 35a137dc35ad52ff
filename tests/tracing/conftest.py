"""A server whose traces go to a collector, a company behind it, and somebody who does all kinds of things there."""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import asyncpg
import pytest
from asyncpg import Connection

from kernel.ids import uuid7
from server.database import Database
from server.settings import Settings
from tests.access.people import People
from tests.databases import MIGRATED, Databases
from tests.platform.clients.registry import Registry
from tests.schema import builders
from tests.server.site import Site, running
from tests.tracing.collector import Collector, collecting
from tests.transports.listeners import Listeners
from tests.writing.shop import Shop


@pytest.fixture(scope="session")
def collector() -> Generator[Collector]:
    """A collector."""
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="session")
async def traced_database(databases: Databases, worker_id: str) -> Database:
    """The database of these tests; what they write stays for the next."""
    return await databases.make(f"tracing_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
def settings(run_directory: Path, collector: Collector) -> Settings:
    """The settings of a server that tells the collector."""
    return Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, otlp_endpoint=collector.address)


@pytest.fixture(scope="session")
async def site(settings: Settings, traced_database: Database) -> AsyncGenerator[Site]:
    """The server, which tells spans at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        async with running(settings, traced_database) as site:
            yield site


@pytest.fixture(scope="session")
async def owner(traced_database: Database) -> AsyncGenerator[Connection]:
    """A connection to arrange with."""
    owner = await asyncpg.connect(traced_database.owner_url)
    yield owner
    await owner.close()


@pytest.fixture(scope="session")
async def shop(site: Site, traced_database: Database, owner: Connection) -> Shop:
    """A company, and those who work there."""
    company, other = [await builders.company(owner, f"T-{uuid7().hex[-12:]}") for _ in range(2)]
    return Shop(site, traced_database, owner, company, other, await builders.unit(owner))


@pytest.fixture(scope="session")
async def registry(shop: Shop) -> Registry:
    """Programs, and who lets them in."""
    return await Registry.open(shop, shop.company)


@pytest.fixture(scope="session")
async def listeners(shop: Shop) -> Listeners:
    """Somebody who follows what happens."""
    people = People(shop.site, shop.owner, shop.site.settings, shop.company, shop.other)
    return Listeners(people, await people.grant(await people.hire()))
