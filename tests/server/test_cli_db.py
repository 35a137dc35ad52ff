"""`./torso db` as it is typed, on an embedded database of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.settings import REPOSITORY


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of this file's own."""
    return tmp_path_factory.mktemp("home")


def test_upgrades_an_empty_home_and_says_where_it_is(home: Path) -> None:
    done = _torso(home, "db", "upgrade", "--json")
    assert set(json.loads(done.stdout)) == {"revision"}


def test_passes_arguments_to_psql(home: Path) -> None:
    assert _torso(home, "db", "psql", "-Atc", "select current_user").stdout == "torso_owner\n"
    assert _torso(home, "db", "psql", "--app", "-Atc", "select current_user").stdout == "torso_app\n"


def test_restores_what_was_backed_up_and_nothing_else(home: Path, tmp_path: Path) -> None:
    _torso(home, "db", "psql", "-c", "create table kept (note text); insert into kept values ('here')")
    backup = tmp_path / "backup.dump"
    assert json.loads(_torso(home, "db", "backup", str(backup), "--json").stdout)["bytes"] == backup.stat().st_size
    assert backup.stat().st_mode & 0o777 == 0o600
    _torso(home, "db", "psql", "-c", "drop table kept; create table since ()")
    _torso(home, "db", "restore", "--yes", str(backup))
    assert _torso(home, "db", "psql", "-Atc", "select note, to_regclass('since') from kept").stdout == "here|\n"


def test_leaves_everything_as_it_is_when_a_backup_is_none(home: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("no backup")
    refused = _torso(home, "db", "restore", "--yes", str(tmp_path / "note.txt"), succeeds=False)
    assert "not appear to be a valid archive" in refused.stderr
    assert _torso(home, "db", "psql", "-Atc", "select note from kept").stdout == "here\n"


def test_refuses_an_unknown_revision_in_a_sentence(home: Path) -> None:
    refused = _torso(home, "db", "upgrade", "no-such-revision", succeeds=False)
    assert refused.stderr.strip().startswith("Can't locate revision")


def _torso(home: Path, *arguments: str, succeeds: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "server.cli", *arguments],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "TORSO_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == succeeds, done.stderr
    return done
