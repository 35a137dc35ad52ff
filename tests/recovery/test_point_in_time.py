"""Going back to a moment, with a real archive of the log: what was done by mistake is gone, and nothing else."""

import asyncio
import shutil
import socket
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from events.position import place
from server.database import Database
from server.migration import rewound
from server.postgres import EmbeddedServer
from server.postgres.account import Account
from server.postgres.programs import programs_for, run
from tests.databases import MIGRATED, Databases
from tests.replica.replication import a_directory, server_account, serving

NAME = "archived"
ROLE = "insert into user_account (email, name) values ($1 || '@example.org', $1)"
PATIENCE_SECONDS = 60
NAMES = "select array_agg(name order by name) from user_account where email like '%@example.org'"


@dataclass(frozen=True)
class Place:
    """Where servers of this test lie, and who runs them."""

    directory: Path
    programs: Path
    account: Account | None
    postgres: EmbeddedServer

    @contextmanager
    def serving(self, data: Path, *settings: str) -> Generator[Database]:
        """Run a server on data, and give the way in."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with serving(self.programs, data, port, self.account, *settings) as address:
            owner, app = (
                f"postgresql://{role}:{self.postgres.passwords[role]}@{address}/{NAME}"
                for role in ("torso_owner", "torso_app")
            )
            yield Database(owner, app, embedded=False)

    def copy(self, url: str, name: str) -> Path:
        """Take a base backup of a server."""
        data = self.directory / name
        how = ("--pgdata", data, "--dbname", url, "--checkpoint=fast", "--wal-method=stream", "--no-sync")
        run(self.programs / "pg_basebackup", *how, account=self.account, stand=self.directory)
        return data

    def own(self, path: Path) -> Path:
        """Give a path to the account that runs servers."""
        if self.account:
            shutil.chown(path, self.account.uid, self.account.gid)
        return path


@pytest.fixture
def here(postgres: EmbeddedServer) -> Generator[Place]:
    """A place for servers."""
    account = server_account(postgres)
    with a_directory(account) as directory:
        yield Place(directory, programs_for(account, postgres.socket), account, postgres)


async def run_on(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def write(database: Database, name: str) -> None:
    connection = await asyncpg.connect(database.owner_url)
    await connection.execute(ROLE, name)
    await connection.close()


async def test_goes_back_to_the_moment_before_a_mistake(here: Place, databases: Databases) -> None:
    await databases.make(NAME, MIGRATED)
    archive = here.own(_made(here.directory / "archive"))
    archiving = ("archive_mode=on", f"archive_command=test ! -f {archive}/%f && cp %p {archive}/%f", "fsync=off")
    # A server of its own, from a copy of that of the tests.
    with here.serving(here.copy(here.postgres.url("postgres", "postgres"), "primary"), *archiving) as primary:
        admin = primary.owner_url.replace(f"torso_owner:{here.postgres.passwords['torso_owner']}", _admin(here))
        await write(primary, "Ada")
        base = here.copy(admin, "base")
        await write(primary, "Bob")
        await run_on(admin, "select pg_create_restore_point('before the mistake')")
        await write(primary, "Mistake")
        await run_on(admin, "select pg_switch_wal()")
    here.own(_made_file(base / "recovery.signal"))
    recovery = (
        f"restore_command=cp {archive}/%f %p",
        "recovery_target_name=before the mistake",
        "recovery_target_action=promote",
        "archive_mode=off",
        "fsync=off",
    )
    with here.serving(base, *recovery) as restored:
        connection = await asyncpg.connect(restored.owner_url)
        assert await connection.fetchval(NAMES) == ["Ada", "Bob"]
        before = await place(connection)
        # It can be read a moment before it can be written.
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await connection.fetchval("select pg_is_in_recovery()"):
                await asyncio.sleep(0.02)
        await rewound(restored)
        assert (await place(connection)).epoch != before.epoch
        await connection.close()
        await write(restored, "Cy")


def _admin(here: Place) -> str:
    return f"postgres:{here.postgres.passwords['postgres']}"


def _made(directory: Path) -> Path:
    directory.mkdir()
    return directory


def _made_file(path: Path) -> Path:
    path.touch()
    return path
