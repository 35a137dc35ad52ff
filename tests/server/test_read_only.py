"""Letting nothing be written: mutations and uploads are refused, and reading goes on."""

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from server.cli.__main__ import program
from server.database import Database
from server.read_only import ReadOnly
from server.settings import Settings
from tests.server.site import running

ROLE = 'mutation { roleCreate(input: { code: "OFF", name: "Off" }) @simulate { role { code } errors { code } } }'


@pytest.fixture
def off(settings: Settings, tmp_path: Path) -> Settings:
    """The settings of a server with a home of its own."""
    return settings.model_copy(update={"home": tmp_path})


async def test_refuses_mutations_with_what_was_said_and_answers_queries(off: Settings, database: Database) -> None:
    switch = ReadOnly.of(off)
    async with running(off, database) as site:
        switch.begin("Back at 14:00 UTC.")
        refused, read = await site.post({"query": ROLE}), await site.ask("{ units(first: 1) { nodes { code } } }")
        switch.end()
        done = await site.ask(ROLE)
    [error] = refused.json()["errors"]
    assert (refused.status_code, error["extensions"]["code"]) == (503, "READ_ONLY")
    assert error["message"] == "Nothing can be written at the moment, only read. Back at 14:00 UTC."
    assert "errors" not in read
    assert done["data"]["roleCreate"]["errors"] == []


async def test_refuses_uploads(off: Settings, database: Database) -> None:
    async with running(off.model_copy(update={"read_only": True}), database) as site:
        refused = await site.client.put("/files/004c6682-226e-5dba-afcd-575203f384cf", content=b"a file")
        metrics = (await site.client.get("/metrics")).text
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (503, "READ_ONLY")
    assert "torso_read_only 1.0" in metrics


def test_the_command_turns_the_switch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORSO_HOME", str(tmp_path))

    def typed(*arguments: str) -> dict[str, str]:
        result = CliRunner().invoke(program("writing"), ["writing", *arguments, "--json"])
        assert result.exit_code == 0, result.output
        return orjson.loads(result.stdout)

    assert typed("off", "--because", "A move.") == {"writing": "off", "because": "A move."}
    assert ReadOnly.of(Settings()).holds
    assert typed("on") == {"writing": "on", "because": ""}
    assert not ReadOnly.of(Settings()).holds
