"""A server of the demo company to which other people's clients come, with a job that goes on all the time."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from auth.roles import RoleCode
from server.database import Database
from server.settings import Settings
from services.demo.identity import USER_IDS
from tests.databases import Databases
from tests.server.site import Site, running
from tests.transports.listeners import MAKE, WORK


@pytest.fixture(scope="session")
async def busy_database(databases: Databases, demo_template: str, worker_id: str) -> Database:
    """The demo company, in which something happens."""
    return await databases.make(f"conformance_{worker_id}", demo_template)


@pytest.fixture(scope="session")
async def busy_site(run_directory: Path, busy_database: Database) -> AsyncGenerator[Site]:
    """A server with that company behind it."""
    home = run_directory / "home"
    settings = Settings(home=home, database_url=None, pool_size_min=0, pool_size_max=4, demo=True)
    async with running(settings, busy_database) as site, asyncio.TaskGroup() as tasks:
        working = tasks.create_task(_work(busy_database))
        yield site
        working.cancel()


async def _work(database: Database) -> None:
    """Let a job of the administrator go on."""
    owner = await asyncpg.connect(database.owner_url)
    with suppress(asyncio.CancelledError):
        job = await owner.fetchval(MAKE, str(USER_IDS[RoleCode.ADMIN]))
        while True:
            await owner.execute(WORK, job)
            await asyncio.sleep(0.3)
    await owner.close()
