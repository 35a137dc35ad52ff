"""What has changed in the contract, and who uses what of it."""

from datetime import date

import pytest
from asyncpg import Connection

from resolvers.platform import contract
from services.platform.contract_history import Change, ChangeWeight, Release
from tests.schema.builders import company, insert, party
from tests.schema.conftest import Ask
from tests.schema.viewers import Viewer

USAGE = '{ schemaUsage(coordinate: "%s"%s) { uses { client requests firstOn lastOn } errors { code path } } }'
RELEASES = (
    Release(date(2026, 1, 1), [Change(ChangeWeight.SAFE, "FIELD_ADDED", "Order.sum", "Field Order.sum was added.")]),
    Release(
        date(2026, 6, 1),
        [Change(ChangeWeight.BREAKING, "FIELD_REMOVED", "Order.total", "Field Order.total was removed.")],
    ),
)


async def used(owner: Connection, client: str, day: int, requests: int) -> None:
    """Say that a program has used a part."""
    await owner.execute(
        "insert into schema_use values ('TaxBoxPart.id', $1, $2, $3)", client, date(2026, 1, day), requests
    )


async def test_tells_the_changes_of_releases_since_a_day(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "history", lambda: RELEASES)
    told = await ask('{ schemaChanges(since: "2026-03-01") { changes { releasedOn weight coordinate } } }')
    assert told["schemaChanges"]["changes"] == [
        {"releasedOn": "2026-06-01", "weight": "BREAKING", "coordinate": "Order.total"}
    ]


async def test_tells_which_programs_use_a_part(ask: Ask, owner: Connection) -> None:
    for day, requests in ((1, 5), (3, 2)):
        await used(owner, "shop", day, requests)
    await used(owner, "till", 2, 1)
    told = await ask(USAGE % ("TaxBoxPart.id", ""))
    assert told["schemaUsage"] == {
        "uses": [
            {"client": "shop", "requests": 7, "firstOn": "2026-01-01", "lastOn": "2026-01-03"},
            {"client": "till", "requests": 1, "firstOn": "2026-01-02", "lastOn": "2026-01-02"},
        ],
        "errors": [],
    }
    later = await ask(USAGE % ("TaxBoxPart.id", ', since: "2026-01-03"'))
    assert [(each["client"], each["requests"]) for each in later["schemaUsage"]["uses"]] == [("shop", 2)]


async def test_refuses_a_part_that_there_is_not(ask: Ask) -> None:
    told = await ask(USAGE % ("Unit.colour", ""))
    assert told["schemaUsage"] == {"uses": [], "errors": [{"code": "COORDINATE_UNKNOWN", "path": ["coordinate"]}]}


async def test_tells_of_programs_that_one_sees(ask: Ask, owner: Connection) -> None:
    ours, theirs = await company(owner, "OURS"), await company(owner, "THEIRS")
    for name, of in (("shop", ours), ("till", theirs)):
        partner = await party(owner, of)
        said = {"name": name, "kind": "CONFIDENTIAL", "company_id": of, "party_id": partner}
        await insert(owner, "oauth_client", client_id=name, **said)
        await used(owner, name, 1, 1)
    told = await ask(USAGE % ("TaxBoxPart.id", ""), Viewer(companies=(ours,)))
    assert [each["client"] for each in told["schemaUsage"]["uses"]] == ["shop"]
