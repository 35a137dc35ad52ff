"""A replica, and a server that reads from it."""

import socket
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import pytest

from server.database import Database
from server.postgres import EmbeddedServer
from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.replica.replication import a_replica
from tests.server.site import Site, running

NAME = "replicated"


@dataclass(frozen=True)
class Replicated:
    """A database, and the way into its replica as the administrator."""

    database: Database
    replica_admin_url: str

    async def on_replica(self, statement: str) -> object:
        """Run a statement on the replica, and give its first value."""
        connection = await asyncpg.connect(self.replica_admin_url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
async def source(databases: Databases) -> Database:
    """What is replicated."""
    return await databases.make(NAME, MIGRATED)


@pytest.fixture(scope="session")
def replicated(postgres: EmbeddedServer, source: Database) -> Generator[Replicated]:
    """A database with a replica."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with a_replica(postgres, port) as address:
        password = postgres.passwords["postgres"]
        application = postgres.passwords["torso_app"]
        read_url = f"postgresql://torso_app:{application}@{address}/{NAME}"
        yield Replicated(replace(source, read_url=read_url), f"postgresql://postgres:{password}@{address}/{NAME}")


@pytest.fixture(scope="session")
async def replica_site(replicated: Replicated, settings: Settings) -> AsyncGenerator[Site]:
    """A server that reads from the replica."""
    async with running(settings, replicated.database) as site:
        yield site


@pytest.fixture
async def site(replica_site: Site, replicated: Replicated) -> AsyncGenerator[Site]:
    """The server; a replica that a test has stopped goes on after it."""
    yield replica_site
    await replicated.on_replica("select pg_wal_replay_resume()")


@pytest.fixture(scope="session")
def settings(run_directory: Path) -> Settings:
    """The settings of a server of the demo."""
    return Settings(home=run_directory / "home", database_url=None, pool_size_min=0, pool_size_max=4, demo=True)
