"""`./torso jobs` and `./torso audit` as they are typed, and the worker that `./torso up` has beside the server."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kernel.ids import uuid7
from server.cli.job_worker import JobWorker
from server.settings import REPOSITORY


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of this file's own, with tables."""
    home = tmp_path_factory.mktemp("home")
    _torso(home, "db", "upgrade")
    return home


def test_lists_jobs(home: Path) -> None:
    assert json.loads(_torso(home, "jobs", "list", "--state", "held", "--json").stdout) == []


def test_says_that_there_is_no_such_job_to_retry(home: Path) -> None:
    refused = _torso(home, "jobs", "retry", str(uuid7()), check=False)
    assert refused.returncode == 1
    assert "no job" in refused.stderr


def test_retries_all_that_is_held_or_says_what_is_missing(home: Path) -> None:
    assert "0 jobs" in _torso(home, "jobs", "retry", "--all").stdout
    assert "0 jobs" in _torso(home, "jobs", "retry", "--kind", "notification.mail").stdout
    assert "Say which" in _torso(home, "jobs", "retry", check=False).stderr


def test_a_worker_beside_the_server_seals_what_changes_and_stops_with_it(home: Path) -> None:
    change = "update unit set name = name || '!' where code = 'PCE'"
    with JobWorker(home) as worker:
        worker.begin()
        _torso(home, "db", "psql", "-c", change)
        process = worker.process
        assert process is not None
        deadline = time.monotonic() + 30
        while not (found := json.loads(_torso(home, "audit", "verify", "--json").stdout))["sealed"]:
            assert time.monotonic() < deadline, "nothing was sealed"
        assert found["first_break"] is None
    assert process.poll() == 0


def _torso(home: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TORSO_HOME": str(home)}
    command = [sys.executable, "-m", "server.cli", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, check=check, capture_output=True, text=True)
