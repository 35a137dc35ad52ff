"""The server that programs and browsers talk to."""

import socket
from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest

from server.database import Database
from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.oauth.house import House
from tests.server.site import running


@pytest.fixture(scope="session")
async def oauth_database(databases: Databases, worker_id: str) -> Database:
    """A database for these tests alone."""
    return await databases.make(f"oauth_{worker_id}", MIGRATED)


@pytest.fixture(scope="session")
async def house(oauth_database: Database, run_directory: Path) -> AsyncGenerator[House]:
    """A running server at an address that it knows."""
    listening = socket.create_server(("127.0.0.1", 0))
    issuer = f"http://localhost:{listening.getsockname()[1]}"
    settings = Settings(
        home=run_directory / "home", database_url=None, pool_size_min=0, pool_size_max=4, public_url=issuer
    )
    owner = await asyncpg.connect(oauth_database.owner_url)
    async with running(settings, oauth_database, listening) as site:
        house = House(issuer, site.client, owner)
        await house.furnish()
        yield house
    await owner.close()
