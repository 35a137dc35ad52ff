"""Who was shown personal data, or what people earn, is in the audit: within seconds, and never in the way of the answer."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Any
from uuid import uuid4

import asyncpg
import orjson
import pytest

from auth.principal import Principal
from planner.operation import Plan
from planner.planning import Opened
from server.database import create_recording_pool
from server.graphql.caller import Caller
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from server.writing import reads
from server.writing.reads import ONE_BY_ONE, WINDOW_SECONDS, Reads
from tests.writing.shop import Shop
from tests.writing.test_recording import Clock

PERSONAL = frozenset({"platform.party_contact:read"})
EMAIL = Opened("Contact.email", PERSONAL, (("contacts", "nodes", "email"),))
NUMBER = Opened("Party.number", frozenset({"platform.party:read"}), (("contacts", "nodes", "party", "number"),))
ENTRIES = "select operation, attempted, facts, company_id, request_id from audit_entry where actor = $1 order by id"


@pytest.fixture
def clock() -> Clock:
    """A clock of this test."""
    return Clock()


@pytest.fixture
async def reading(shop: Shop, clock: Clock) -> AsyncGenerator[Reads]:
    """What records reads in this test."""
    pool = await create_recording_pool(shop.database)
    yield Reads(pool, Metrics(), logs.logger(), clock)
    await pool.close()


def plan(*opened: Opened) -> Plan:
    return Plan("", (), (), frozenset(), (), (), (), {}, 0, {}, opened)


def somebody(shop: Shop, **more: Any) -> Caller:
    principal = Principal(str(uuid4()), "shop", "Ada", PERSONAL, (shop.company,), **more)
    return Caller.of(principal, request_id="request-1")


def answer(*ids: str) -> bytes:
    nodes = [{"id": each, "email": "bob@example.org"} for each in ids]
    return orjson.dumps({"data": {"contacts": {"nodes": nodes}}})


async def entries(shop: Shop, asked: Caller) -> list[Mapping[str, Any]]:
    rows = await shop.owner.fetch(ENTRIES, asked.principal.subject)
    return [{**row, "facts": orjson.loads(row["facts"])} for row in rows]


async def test_tells_who_was_shown_what_of_whom(shop: Shop, reading: Reads) -> None:
    asked = somebody(shop)
    reading.shown(asked, "People", plan(EMAIL, NUMBER), answer("Contact:1", "Contact:2"))
    await reading.write_down()
    (entry,) = await entries(shop, asked)
    assert (entry["operation"], entry["attempted"], entry["company_id"]) == ("READ", "People", shop.company)
    assert entry["request_id"] == "request-1"
    assert entry["facts"] == {"coordinates": ["Contact.email"], "rows": 2, "ids": ["Contact:1", "Contact:2"]}


async def test_holds_nothing_that_was_shown(shop: Shop, reading: Reads) -> None:
    asked = somebody(shop)
    reading.shown(asked, None, plan(EMAIL), answer("Contact:1"))
    await reading.write_down()
    assert "bob" not in str(await entries(shop, asked))


@pytest.mark.parametrize("ids", [(), ("me",)], ids=["nobody", "themselves"])
async def test_leaves_out_who_was_shown_nobody_else(shop: Shop, reading: Reads, ids: tuple[str, ...]) -> None:
    asked = somebody(shop)
    shown = [f"User:{asked.principal.subject}" for _ in ids]
    reading.shown(asked, None, plan(EMAIL), answer(*shown))
    await reading.write_down()
    assert await entries(shop, asked) == []


async def test_leaves_out_partners_and_what_is_not_personal(shop: Shop, reading: Reads) -> None:
    partner, clerk = somebody(shop, party_id=uuid4()), somebody(shop)
    reading.shown(partner, None, plan(EMAIL), answer("Contact:1"))
    reading.shown(clerk, None, plan(NUMBER), answer("Contact:1"))
    await reading.write_down(all_of_it=True)
    assert [await entries(shop, each) for each in (partner, clerk)] == [[], []]


async def test_tells_who_saw_as_a_partner(shop: Shop, reading: Reads) -> None:
    partner, clerk = somebody(shop, party_id=uuid4()), somebody(shop)
    asked = Caller.of(partner.principal, seen_by=clerk.principal)
    reading.shown(asked, "People", plan(EMAIL), answer("Contact:1"))
    await reading.write_down(all_of_it=True)
    assert [entry["attempted"] for entry in await entries(shop, clerk)] == ["People"]


async def test_one_s_own_commissions_are_nobody_elses() -> None:
    own = Opened("CommissionEarning.amount", frozenset({"sales.commission:read"}), ())
    assert reads.watched([own], of_others=False) == ()
    assert reads.watched([own], of_others=True) == (own,)


async def test_a_flood_is_counted_and_does_not_fill_the_audit(shop: Shop, reading: Reads, clock: Clock) -> None:
    asked, same = somebody(shop), plan(EMAIL)
    for _ in range(ONE_BY_ONE + 40):
        reading.shown(asked, None, same, answer("Contact:1"))
    await reading.write_down()
    clock.seconds += WINDOW_SECONDS
    await reading.write_down()
    found = await entries(shop, asked)
    assert len(found) == ONE_BY_ONE + 1
    assert found[-1]["facts"] == {"coordinates": ["Contact.email"], "times": 40}


async def test_keeps_what_the_database_does_not_take_and_tries_again(
    shop: Shop, reading: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise asyncpg.CannotConnectNowError

    asked = somebody(shop)
    reading.shown(asked, None, plan(EMAIL), answer("Contact:1"))
    with monkeypatch.context() as patched:
        patched.setattr(reads, "record_seen", away)
        await reading.write_down()
    assert await entries(shop, asked) == []
    await reading.write_down()
    assert len(await entries(shop, asked)) == 1


async def test_counts_and_logs_what_is_lost(shop: Shop, reading: Reads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "WAITING_MAX", 1)
    for _ in range(3):
        reading.shown(somebody(shop), None, plan(EMAIL), answer("Contact:1"))
    assert b"torso_audit_reads_lost_total 2.0" in reading.metrics.exposition()


async def test_a_request_is_recorded_when_it_has_been_answered(shop: Shop) -> None:
    subject = str(uuid4())
    await shop.owner.execute(
        "with made as (insert into party (company_id, number, kind, name) values ($1, $2, 'PERSON', 'Bob') returning id) "
        "insert into contact (company_id, party_id, name, email) select $1, id, 'Bob', 'bob@example.org' from made",
        shop.company, f"P-{subject[:8]}",
    )  # fmt: skip
    token = shop.token(subject=subject)
    await shop.ask("query People { contacts(first: 5) { nodes { id email } } }", token=token)
    await shop.ask("{ units(first: 5) { nodes { code } } }", token=token)
    rows: list[asyncpg.Record] = []
    for _ in range(80):
        rows = rows or await shop.owner.fetch(ENTRIES, subject)
        await asyncio.sleep(0 if rows else 0.1)
    assert [(row["operation"], row["attempted"]) for row in rows] == [("READ", "People")]
    assert "Contact.email" in orjson.loads(rows[0]["facts"])["coordinates"]
