"""`./torso up` from nothing to the first answer, and to its end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from threading import Timer
from typing import Any

import httpx
import orjson
import pytest

from server.settings import REPOSITORY

pytestmark = pytest.mark.alone

READY_WITHIN_SECONDS = 240
COMMAND = (sys.executable, "-P", "-m", "server.cli", "up", "--json")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A home of its own, in which nothing is when the first test comes."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "TORSO_HOME": str(tmp_path_factory.mktemp("home")), "PYTHONPATH": str(REPOSITORY)}


@contextmanager
def up(environment: dict[str, str], workers: int) -> Generator[tuple[Popen[bytes], dict[str, Any]]]:
    """Start it on a free port, and give the process and what it says once it is ready."""
    command = [*COMMAND, "--port", "0", "--workers", str(workers)]
    log = Path(environment["TORSO_HOME"]) / "log"
    with log.open("wb") as errors, Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors) as process:
        # Killed, it says no more, and what it logged tells why it was not ready.
        late = Timer(READY_WITHIN_SECONDS, process.kill)
        late.start()
        try:
            assert process.stdout is not None
            said = b""
            while not said.endswith(b"\n}\n"):
                line = process.stdout.readline()
                assert line, log.read_text()
                said += line
            late.cancel()
            yield process, orjson.loads(said)
        finally:
            late.cancel()
            process.kill()


def children(process: int) -> set[int]:
    """Tell the processes that a process has started, as far as they have not left it on purpose."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = {process}
    while more := {pid for pid, parent in pairs if parent in found} - found:
        found |= more
    return found - {process}


def all_end(pids: set[int], within_seconds: float) -> bool:
    deadline = time.monotonic() + within_seconds
    while any(is_alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def is_alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def signs_in(said: dict[str, Any]) -> str:
    """Sign in as the administrator, and tell where that leads."""
    address = said["graphql"].removesuffix("/graphql")
    with httpx.Client(base_url=address, headers={"sec-fetch-site": "same-origin"}) as browser:
        token = browser.get("/sign-in").text.partition('name="form_token" value="')[2].partition('"')[0]
        return browser.post("/sign-in", data={**said["administrator"], "form_token": token}).headers["location"]


def test_answers_and_leaves_nothing_behind(environment: dict[str, str]) -> None:
    with up(environment, workers=2) as (process, said):
        # It asks whether it is ready, and keeps that to itself.
        assert (Path(environment["TORSO_HOME"]) / "log").read_text().count("/readyz") == 0
        headers = {"authorization": f"Bearer {said['tokens']['WAREHOUSE_CLERK']}"}
        query = "{ salesOrders(first: 1) { totalCount } }"
        answer = httpx.post(said["graphql"], json={"query": query}, headers=headers)
        assert answer.json()["data"]["salesOrders"]["totalCount"] > 1_000
        assert signs_in(said) == "/account"
        assert httpx.get(said["docs"]).status_code in {200, 503}
        workers = children(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert len(workers) >= 2
        assert all_end(workers, within_seconds=5)


def test_ends_by_ctrl_c_and_says_that_a_port_is_taken(environment: dict[str, str]) -> None:
    with up(environment, workers=1) as (process, said):
        port = said["graphql"].removesuffix("/graphql").rpartition(":")[2]
        second = subprocess.run(
            [*COMMAND, "--port", port], env=environment, capture_output=True, text=True, check=False, timeout=30
        )
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert (second.returncode, "choose another --port" in second.stderr) == (1, True)


def test_workers_end_when_whoever_started_them_is_killed(environment: dict[str, str]) -> None:
    with up(environment, workers=1) as (process, _):
        workers = children(process.pid)
        process.kill()
        process.wait(5)
        assert all_end(workers, within_seconds=15)


def test_ends_soon_while_it_still_prepares(tmp_path: Path, environment: dict[str, str]) -> None:
    """Whoever has second thoughts does not wait for two years of business to be written."""
    command = [*COMMAND, "--port", "0", "--workers", "2"]
    with Popen(command, env={**environment, "TORSO_HOME": str(tmp_path)}, stdout=subprocess.PIPE) as process:
        try:
            preparing = tmp_path / ".preparing"
            while not preparing.exists():
                time.sleep(0.05)
            workers = children(process.pid)
            process.send_signal(signal.SIGTERM)
            assert (process.wait(20), all_end(workers, within_seconds=5)) == (0, True)
        finally:
            process.kill()
