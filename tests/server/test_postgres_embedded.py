"""The embedded server: shared by whoever uses it, ended after the last, alive after any crash."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from server.postgres import EmbeddedServer, EmbeddedServerFailed, embedded_server
from server.postgres.keeper import locks, open_lock
from server.settings import REPOSITORY

USE_FOR_LONG = """
import sys, time, pathlib
from server.postgres import embedded_server
with embedded_server(pathlib.Path(sys.argv[1]), durable=False):
    print("uses", flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of this file's own, whose cluster is made once."""
    return tmp_path_factory.mktemp("embedded")


async def test_starts_with_a_database_and_a_role_for_each_purpose(home: Path) -> None:
    with embedded_server(home, durable=False) as server:
        assert await _value(server, "torso_owner", "select current_database()") == "torso"
        assert await _value(server, "torso_app", "show timezone") == "UTC"


def test_shares_one_server_and_ends_it_after_its_last_user(home: Path) -> None:
    with embedded_server(home, durable=False) as first, embedded_server(home, durable=False) as second:
        assert first == second
        running = _postmaster(home)
    assert running > 1
    _until(lambda: not _is_held(home / "postgres/server.lock"))


async def test_starts_the_server_again_when_it_crashes(home: Path) -> None:
    with embedded_server(home, durable=False) as server:
        crashed = _postmaster(home)
        os.kill(crashed, signal.SIGKILL)
        _until(lambda: not Path(f"/proc/{crashed}/fd/0").exists())
        with embedded_server(home, durable=False):
            assert await _value(server, "torso_app", "select 1") == 1


def test_gives_a_server_whose_keeper_was_killed_a_new_one(home: Path) -> None:
    with embedded_server(home, durable=False):
        before = _postmaster(home)
        os.kill(_keeper(home), signal.SIGKILL)
        _until(lambda: not _is_held(home / "postgres/keeper.lock"))
        with embedded_server(home, durable=False):
            assert _postmaster(home) == before
    _until(lambda: not _is_held(home / "postgres/server.lock"))


def test_ends_the_server_of_a_user_that_was_killed(home: Path) -> None:
    with _user(home) as user:
        user.kill()
    _until(lambda: not _is_held(home / "postgres/server.lock"))


async def test_recovers_after_everything_was_killed_at_once(home: Path) -> None:
    with _user(home) as user:
        for process in (_keeper(home), _postmaster(home), user.pid):
            os.kill(process, signal.SIGKILL)
    with embedded_server(home, durable=False) as server:
        assert await _value(server, "torso_app", "select 1") == 1


def test_waits_for_nobody_and_says_why_when_the_server_cannot_start(tmp_path: Path) -> None:
    with embedded_server(tmp_path, durable=False):
        (tmp_path / "postgres/data/postgresql.auto.conf").write_text("no_such_setting = 1\n")
    _until(lambda: not _is_held(tmp_path / "postgres/server.lock"))
    with pytest.raises(EmbeddedServerFailed, match="no_such_setting"), embedded_server(tmp_path, durable=False):
        pass


async def test_serves_a_home_whose_path_is_too_long_for_a_socket(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 20)
    with embedded_server(home, durable=False) as server:
        assert await _value(server, "torso_app", "select 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root has to run the server as somebody else.")
async def test_opens_no_directory_of_roots_for_the_account_that_runs_the_server(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with embedded_server(tmp_path, durable=False) as server:
        assert await _value(server, "torso_app", "select 1") == 1
        assert Path(f"/proc/{_postmaster(tmp_path)}").stat().st_uid != 0
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_keeps_passwords_to_the_owner_of_the_home(home: Path) -> None:
    with embedded_server(home, durable=False):
        assert (home / "postgres/credentials.json").stat().st_mode & 0o077 == 0


async def _value(server: EmbeddedServer, role: str, query: str) -> object:
    connection = await asyncpg.connect(server.url(role))
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def _user(home: Path) -> subprocess.Popen[str]:
    user = subprocess.Popen(
        [sys.executable, "-P", "-c", USE_FOR_LONG, home],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert user.stdout is not None
    assert user.stdout.readline() == "uses\n"
    return user


def _postmaster(home: Path) -> int:
    return int((home / "postgres/data/postmaster.pid").read_text().split()[0])


def _keeper(home: Path) -> int:
    found = subprocess.run(["pgrep", "-f", f"keeper.py.*{home}/"], capture_output=True, text=True, check=True)
    return int(found.stdout.split()[0])


def _is_held(path: Path) -> bool:
    lock = open_lock(path)
    try:
        return not locks(lock)
    finally:
        os.close(lock)


def _until(happened: Callable[[], bool]) -> None:
    patience = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < patience
        time.sleep(0.02)
