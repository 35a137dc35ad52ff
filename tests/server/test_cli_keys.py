"""`./torso keys`: seeing and rotating the keys that sign tokens."""

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from server.cli.keys import app


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_rotates_the_keys_and_lists_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORSO_HOME", str(tmp_path))
    (first,) = orjson.loads(run("list", "--json"))
    added = orjson.loads(run("rotate", "--json"))
    listed = orjson.loads(run("list", "--json"))
    assert [(each["kid"], each["is_signing"]) for each in listed] == [(first["kid"], True), (added["kid"], False)]
    assert f"{first['kid']}  signs from" in run("list")
