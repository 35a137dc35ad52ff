"""Servers that are processes of their own, and programs that are told by them."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from auth.demo import issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from server import migration
from server.access.wiring import OWN_REALM
from server.database import Database
from server.postgres import EmbeddedServer, embedded_server
from server.postgres.application_role import admit_application
from server.postgres.backup import backup
from tests.databases import MIGRATED, WALL, Databases
from tests.interruptions.programs import PATIENCE_SECONDS, Program, over_a_socket, over_a_stream
from tests.server.process import Running, running

OF_EACH_KIND = 2

Serve: TypeAlias = Callable[[Database], AbstractAsyncContextManager[Running]]
Programs: TypeAlias = Callable[[str], list[Program]]


@pytest.fixture
def serve(run_directory: Path) -> Serve:
    """Run a server over a database, until the context ends."""

    @asynccontextmanager
    async def run(database: Database) -> AsyncGenerator[Running]:
        async with running(database.app_url, database, run_directory / "home", PATIENCE_SECONDS) as server:
            yield server

    return run


@pytest.fixture
def programs(run_directory: Path) -> Programs:
    """Programs that listen at an address, over sockets and over streams."""
    token = issue(TokenIssuer(signing_key(run_directory / "home"), OWN_REALM, SystemClock()), RoleCode.ADMIN)

    def make(address: str) -> list[Program]:
        ways = [over_a_socket, over_a_stream] * OF_EACH_KIND
        return [Program(address, token, way) for way in ways]

    return make


@pytest.fixture(scope="module")
async def own_home(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Path]:
    """The home of a PostgreSQL that a test may stop, with a migrated database."""
    home = tmp_path_factory.mktemp("own")
    copy = home / "migrated"
    backup(databases.named(MIGRATED).owner_url, copy)
    with embedded_server(home) as server:
        database = own_database(server)
        await admit_application(database.owner_url, database.app_url)
        await migration.restore(database, copy)
        yield home


def own_database(server: EmbeddedServer) -> Database:
    """Give the way into the database of a PostgreSQL of one's own."""
    return Database(server.url("torso_owner"), server.url("torso_app"), embedded=True, wall=WALL)
