"""`./torso schema`: the files that frontends build on."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from graphql import GraphQLSchema

from planner import needs
from server.cli import schema as command
from server.errors import OperatorError


@pytest.fixture(scope="module")
def contracted(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What has to be written where nothing is, in its order."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "DIRECTORY", tmp_path_factory.mktemp("contract"))
        return command.contract()


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of the files, one of the test's own."""
    monkeypatch.setattr(command, "DIRECTORY", tmp_path)
    return tmp_path


def test_writes_what_the_check_then_finds_current(
    directory: Path, contracted: Mapping[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    command.schema(check=False)
    command.schema(check=True)
    assert {path.name: path.read_text(encoding="utf-8") for path in directory.iterdir()} == contracted
    said = [f"{name} is {state}.\n" for state in ("written", "up to date") for name in contracted]
    assert capsys.readouterr().out == "".join(said)


@pytest.mark.parametrize(
    ("name", "now", "before"),
    [
        ("schema.graphql", "margin: Money", "profit: Money"),
        ("permissions.json", '"SalesOrder.margin": ["sales.order:read",', '"SalesOrder.margin": ['),
        ("permissions.md", "`sales.margin:read`", "`sales.profit:read`"),
    ],
)
def test_the_check_shows_what_has_changed_and_writes_nothing(
    directory: Path, contracted: Mapping[str, str], name: str, now: str, before: str
) -> None:
    older = {**contracted, name: contracted[name].replace(now, before)}
    for file, text in older.items():
        (directory / file).write_text(text, encoding="utf-8")
    with pytest.raises(OperatorError, match=r"(?s)\n-.*\n\+.*run \./torso schema"):
        command.schema(check=True)
    assert {path.name: path.read_text(encoding="utf-8") for path in directory.iterdir()} == older


def test_the_check_fails_where_there_is_no_file(directory: Path) -> None:
    with pytest.raises(OperatorError):
        command.schema(check=True)
    assert not list(directory.iterdir())


def test_writes_nothing_where_a_root_field_is_open_by_oversight(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(_schema: GraphQLSchema) -> list[str]:
        return ["Query.everything"]

    monkeypatch.setattr(needs, "undecided", found)
    with pytest.raises(OperatorError, match=r"who may use Query\.everything"):
        command.schema(check=False)
    assert not list(directory.iterdir())
