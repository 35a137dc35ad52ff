"""`./torso schema`: the file that frontends build on."""

from pathlib import Path

import pytest

from server.cli import schema as command
from server.errors import OperatorError


@pytest.fixture
def contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file, in a directory of the test's own."""
    path = tmp_path / "schema.graphql"
    monkeypatch.setattr(command, "CONTRACT", path)
    return path


def test_writes_what_the_check_then_finds_current(contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command.schema(check=False)
    command.schema(check=True)
    assert contract.read_text(encoding="utf-8") == command.schema_text()
    assert capsys.readouterr().out == "schema.graphql is written.\nschema.graphql is up to date.\n"


def test_the_check_shows_what_has_changed_and_writes_nothing(contract: Path) -> None:
    older = command.schema_text().replace("margin: Money", "profit: Money")
    contract.write_text(older, encoding="utf-8")
    with pytest.raises(OperatorError, match=r"(?s)-  profit: Money.*\+  margin: Money.*run \./torso schema"):
        command.schema(check=True)
    assert contract.read_text(encoding="utf-8") == older


def test_the_check_fails_where_there_is_no_file(contract: Path) -> None:
    with pytest.raises(OperatorError):
        command.schema(check=True)
    assert not contract.exists()
