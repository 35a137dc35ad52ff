"""What is refused and denied is recorded, whatever the request says and however often it comes."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import asyncpg
import orjson
import pytest
from graphql import GraphQLError

from auth.bearer import InvalidToken, TokenFault
from auth.principal import Principal
from planner.errors import Denied
from server.database import create_recording_pool
from server.graphql.caller import Caller
from server.telemetry import logs
from server.writing import recording
from server.writing.recording import KEYS_MAX, ONE_BY_ONE, WINDOW_SECONDS, Recorder
from services.work import Actor
from tests.writing.shop import UPDATE, Shop

DENIED = Denied("Mutation.productCreate", "inventory.product:write")
ENTRIES = "select * from audit_entry where actor = $1 order by id"


@dataclass
class Clock:
    """Shows the seconds that a test wants."""

    seconds: float = 0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """A clock of this test."""
    return Clock()


@pytest.fixture
async def recorder(shop: Shop, clock: Clock) -> AsyncGenerator[Recorder]:
    """A recorder of this test."""
    pool = await create_recording_pool(shop.database)
    yield Recorder(pool, logs.logger(), clock)
    await pool.close()


def caller() -> Caller:
    """Somebody of this test."""
    return Caller.of(Principal(str(uuid4()), "shop", "Ada", frozenset(), ()), request_id="request-1")


async def entries(shop: Shop, asked: Caller) -> list[asyncpg.Record]:
    """Give what is recorded of somebody."""
    return await shop.owner.fetch(ENTRIES, asked.principal.subject)


async def test_a_flood_of_denials_is_counted_and_does_not_fill_the_audit(
    shop: Shop, recorder: Recorder, clock: Clock
) -> None:
    somebody = caller()
    for _ in range(ONE_BY_ONE + 40):
        await recorder.denied(somebody, "productCreate", DENIED)
    await recorder.write_down()
    recorded = await entries(shop, somebody)
    assert len(recorded) == ONE_BY_ONE + 1
    assert '"times": 40' in recorded[-1]["facts"]
    clock.seconds += WINDOW_SECONDS
    await recorder.write_down()
    await recorder.denied(somebody, "productCreate", DENIED)
    assert len(await entries(shop, somebody)) == ONE_BY_ONE + 2


async def test_a_field_that_was_denied_is_recorded_once_in_a_while(
    shop: Shop, recorder: Recorder, clock: Clock
) -> None:
    somebody = caller()
    said = {"code": "FORBIDDEN", "coordinate": "Sku.standardCost", "permission": "inventory.cost:read"}
    for _ in range(3):
        recorder.hidden(somebody, [GraphQLError("no", extensions=said), GraphQLError("another thing")])
        await recorder.write_down()
    assert [row["attempted"] for row in await entries(shop, somebody)] == ["Sku.standardCost"]
    clock.seconds += WINDOW_SECONDS
    await recorder.write_down()
    assert ['"times": 1' in row["facts"] for row in await entries(shop, somebody)] == [True, False]


async def test_what_was_denied_to_somebody_of_one_company_is_for_its_auditors(shop: Shop, recorder: Recorder) -> None:
    somebody = caller()
    of_one = replace(somebody, principal=replace(somebody.principal, companies=(shop.company,)))
    said = {"code": "FORBIDDEN", "coordinate": f"Sku.{uuid4().hex}", "permission": "inventory.cost:read"}
    for each in (of_one, somebody):
        recorder.hidden(each, [GraphQLError("no", extensions=said)])
    await recorder.write_down()
    recorded = await shop.owner.fetch("select company_id from audit_entry where attempted = $1", said["coordinate"])
    assert {row["company_id"] for row in recorded} == {shop.company, None}


async def test_a_company_in_which_somebody_has_no_role_is_recorded_with_how_often(
    shop: Shop, recorder: Recorder
) -> None:
    actor, company = Actor(str(uuid4()), "till", "request-1", ""), uuid4()
    for _ in range(3):
        recorder.elsewhere(actor, company)
    await recorder.write_down()
    (entry,) = await shop.owner.fetch("select * from audit_entry where actor = $1", actor.subject)
    assert (entry["operation"], entry["code"], entry["company_id"]) == ("DENIED", "COMPANY_NOT_REACHED", None)
    assert orjson.loads(entry["facts"]) == {"company": f"Company:{company}", "times": 3}


async def test_a_token_that_is_not_ours_is_recorded_and_one_that_is_too_old_is_not(
    shop: Shop, recorder: Recorder
) -> None:
    address = f"of {uuid4()}"
    for fault in (TokenFault.SIGNATURE, TokenFault.EXPIRED):
        recorder.unknown(InvalidToken(fault), address, "request-1")
    await recorder.write_down()
    found = await shop.owner.fetch("select * from audit_entry where facts ->> 'address' = $1", address)
    assert [(row["actor"], row["operation"], row["code"]) for row in found] == [
        ("anonymous", "DENIED", "INVALID_TOKEN")
    ]


async def test_callers_from_everywhere_are_counted_together_in_the_end(shop: Shop, recorder: Recorder) -> None:
    run = str(uuid4())
    for number in range(KEYS_MAX + 50):
        recorder.unknown(InvalidToken(TokenFault.MALFORMED), f"{run} {number}", "request-1")
    last = await shop.owner.fetchval("select id from audit_entry order by id desc limit 1")
    await recorder.write_down(all_of_it=True)
    statement = "select facts ->> 'times' as times from audit_entry where facts ->> 'address' like $1"
    together = f"{statement} or (id > $2 and actor = 'anonymous' and not facts ? 'address')"
    assert len(await shop.owner.fetch(statement, f"{run}%")) == KEYS_MAX
    found = await shop.owner.fetch(together, f"{run}%", last)
    assert len(found) == KEYS_MAX + 1
    assert max(int(row["times"]) for row in found) == 50


async def test_what_many_have_done_together_is_said_of_none_of_them(
    shop: Shop, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "KEYS_MAX", 1)
    recorder.unknown(InvalidToken(TokenFault.MALFORMED), f"of {uuid4()}", "request-1")
    said = {"code": "FORBIDDEN", "coordinate": f"Sku.{uuid4().hex}", "permission": "inventory.cost:read"}
    first, second = caller(), caller()
    for somebody in (first, second):
        recorder.hidden(somebody, [GraphQLError("no", extensions=said)])
    await recorder.write_down(all_of_it=True)
    (entry,) = await shop.owner.fetch("select * from audit_entry where attempted = $1", said["coordinate"])
    assert (entry["actor"], entry["facts"], entry["request_id"]) == ("anonymous", '{"times": 2}', None)
    assert [*await entries(shop, first), *await entries(shop, second)] == []


async def test_an_answer_does_not_hang_on_its_record(shop: Shop, clock: Clock) -> None:
    pool = await create_recording_pool(shop.database)
    await pool.close()
    await Recorder(pool, logs.logger(), clock).denied(caller(), "productCreate", DENIED)


async def test_a_refusal_names_what_it_was_about(shop: Shop) -> None:
    made: dict[str, Any] = await shop.made()
    change = {"id": made["id"], "version": 7, "name": "Pot"}
    # Somebody of whom no flood of refusals is counted.
    token = shop.token(subject="seldom-refused")
    await shop.ask(UPDATE, {"input": change}, token=token, x_request_id="refused-about-what")
    (entry,) = await shop.owner.fetch("select * from audit_entry where request_id = 'refused-about-what'")
    assert (entry["entity_type"], str(entry["entity_id"])) == tuple(made["id"].split(":"))
    assert entry["company_id"] == shop.company


@pytest.mark.parametrize("reason", ["x" * 1_001, "two\0parts"])
async def test_refuses_a_reason_that_the_audit_cannot_keep(shop: Shop, reason: str) -> None:
    made = await shop.made()
    document = (
        "mutation ($id: ID!, $why: String) { productArchive(id: $id, version: 1, reason: $why) { errors { code } } }"
    )
    answer = await shop.ask(document, {"id": made["id"], "why": reason})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
    assert "data" not in answer
