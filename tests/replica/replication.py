"""A real replica: a second PostgreSQL that follows the one of the tests by streaming replication."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from server.postgres import EmbeddedServer
from server.postgres.account import Account, account_for, identity
from server.postgres.programs import clean_environment, programs_for, run

READY_SECONDS = 60


@contextmanager
def a_directory(account: Account | None) -> Generator[Path]:
    """Give a directory of the account that runs PostgreSQL, which it can reach."""
    directory = Path(tempfile.mkdtemp(prefix="torso-test-"))
    if account:
        os.chown(directory, account.uid, account.gid)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


def server_account(postgres: EmbeddedServer) -> Account | None:
    """Say who runs the server of the tests."""
    return account_for(postgres.socket)


@contextmanager
def serving(programs: Path, data: Path, port: int, account: Account | None, *settings: str) -> Generator[str]:
    """Run PostgreSQL on data at a port, and give where it listens, until the context ends."""
    options = [f"port={port}", f"unix_socket_directories={data}", "listen_addresses=127.0.0.1", *settings]
    command = [programs / "postgres", "-D", data, *(part for option in options for part in ("-c", option))]
    with (data / "said").open("ab") as said:
        process = subprocess.Popen(
            command,
            cwd=data,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            **identity(account),
        )
    try:
        _wait_until_ready(programs, data, port, process)
        yield f"127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(READY_SECONDS)


def _wait_until_ready(programs: Path, data: Path, port: int, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + READY_SECONDS
    asked = [programs / "pg_isready", "--quiet", "--host", data, "--port", str(port)]
    while subprocess.run(asked, check=False, env=clean_environment()).returncode != 0:
        assert process.poll() is None, (data / "said").read_text()
        assert time.monotonic() < ends, "the server is not ready"
        time.sleep(0.05)


@contextmanager
def a_replica(postgres: EmbeddedServer, port: int) -> Generator[str]:
    """Copy the server of the tests and follow it; give where the copy listens."""
    account = server_account(postgres)
    programs = programs_for(account, postgres.socket)
    with a_directory(account) as directory:
        data = directory / "data"
        primary = postgres.url("postgres", "postgres")
        copying = ("--pgdata", data, "--dbname", primary, "--checkpoint=fast", "--wal-method=stream", "--no-sync", "-R")
        run(programs / "pg_basebackup", *copying, account=account, stand=directory)
        with serving(programs, data, port, account, "hot_standby=on", "fsync=off") as address:
            yield address
