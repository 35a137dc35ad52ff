"""Sockets: operations over graphql-transport-ws, and what happens, told as it happens."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import asyncpg
import pytest

from server.database import Database
from server.http import conversation
from tests.transports.listeners import PROGRESS, UNITS, Listeners

READ_ALL = "mutation { notificationReadAll { errors { code } } }"


async def test_answers_a_query(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.subscribe(UNITS)
        answer = await socket.hear()
        assert (answer["id"], answer["type"]) == ("1", "next")
        assert answer["payload"]["data"]["units"]["totalCount"] > 0
        assert await socket.hear() == {"id": "1", "type": "complete"}


async def test_does_a_mutation_once_for_one_key(listeners: Listeners) -> None:
    replayed: list[object] = []
    async with listeners.known() as socket:
        for id_ in ("first", "again"):
            await socket.subscribe(READ_ALL, id_, extensions={"idempotencyKey": "once"})
            replayed.append((await socket.hear())["payload"]["extensions"].get("replayed"))
            await socket.hear()
    assert replayed == [None, ["notificationReadAll"]]


async def test_tells_what_happens_as_it_happens(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.subscribe(PROGRESS)
        assert (await socket.hear_of("jobProgress"))["changes"] == []
        job = await listeners.job()
        [entered] = await socket.changes(1)
        await listeners.work(job)
        [changed] = await socket.changes(1)
        assert [(each["kind"], each["nodeKey"]) for each in (entered, changed)] == [
            ("ENTERED", f"Job:{job}"),
            ("CHANGED", f"Job:{job}"),
        ]


async def test_goes_on_after_a_cursor(listeners: Listeners) -> None:
    resumed = PROGRESS.replace(" {", "($after: String!) {", 1).replace("jobProgress", "jobProgress(after: $after)")
    async with listeners.known() as socket:
        await socket.subscribe(PROGRESS)
        cursor = (await socket.hear_of("jobProgress"))["cursor"]
    job = await listeners.job()
    async with listeners.known() as socket:
        await socket.subscribe(resumed, variables={"after": cursor})
        assert [each["nodeKey"] for each in await socket.changes(1)] == [f"Job:{job}"]


async def test_has_many_operations_beside_each_other(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        for id_ in ("a", "b"):
            await socket.subscribe(PROGRESS, id_)
            await socket.hear()
        await listeners.job()
        assert sorted([(await socket.hear())["id"], (await socket.hear())["id"]]) == ["a", "b"]


async def test_tells_nothing_more_after_complete(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.subscribe(PROGRESS, "a")
        await socket.hear()
        await socket.say(type="complete", id="a")
        await socket.subscribe(PROGRESS, "b")
        await socket.hear()
        await listeners.job()
        assert (await socket.hear())["id"] == "b"
        await socket.subscribe(UNITS, "a")
        assert (await socket.hear())["id"] == "a"


async def test_a_document_that_is_no_graphql_fails_alone(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.subscribe("{{", "wrong")
        error = await socket.hear()
        assert (error["id"], error["type"]) == ("wrong", "error")
        assert [each["extensions"]["code"] for each in error["payload"]] == ["GRAPHQL_PARSE_FAILED"]
        await socket.subscribe(UNITS, "right")
        assert (await socket.hear())["type"] == "next"


@pytest.mark.parametrize("query", ["{ nope }", "subscription { nope { cursor } }"])
async def test_a_document_that_does_not_fit_the_schema_fails_alone(listeners: Listeners, query: str) -> None:
    async with listeners.known() as socket:
        await socket.subscribe(query, "wrong")
        error = await socket.hear()
        assert (error["id"], error["type"]) == ("wrong", "error")
        assert [each["extensions"]["code"] for each in error["payload"]] == ["GRAPHQL_VALIDATION_FAILED"]
        await socket.subscribe(UNITS, "right")
        assert (await socket.hear())["type"] == "next"


async def test_a_field_that_is_denied_is_told_beside_the_data(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.subscribe("{ units(first: 1) { totalCount } users(first: 1) { totalCount } }")
        payload = (await socket.hear())["payload"]
        assert payload["data"]["users"] is None
        assert payload["data"]["units"]["totalCount"] > 0
        assert [each["extensions"]["code"] for each in payload["errors"]] == ["FORBIDDEN"]
        assert (await socket.hear())["type"] == "complete"


async def test_speaks_in_text_and_never_in_bytes(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.subscribe(UNITS)
        assert [type(await socket.connection.recv()) for _ in range(2)] == [str, str]


async def test_refuses_a_subscription_that_is_not_allowed_by_an_error(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.subscribe("subscription { integrityAlert { cursor } }")
        error = await socket.hear()
        assert (error["type"], error["payload"][0]["extensions"]["code"]) == ("error", "FORBIDDEN")


async def test_answers_pings_before_and_after_it_knows_who_asks(listeners: Listeners) -> None:
    async with listeners.opened() as socket:
        await socket.say(type="ping", payload={"since": 1})
        assert await socket.hear() == {"type": "pong", "payload": {"since": 1}}
    async with listeners.known() as socket:
        await socket.say(type="ping")
        assert await socket.hear() == {"type": "pong"}


async def test_runs_so_many_operations_and_no_more(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        for number in range(conversation.OPERATIONS_MAX + 1):
            await socket.subscribe(PROGRESS, str(number))
        heard = [await socket.hear() for _ in range(conversation.OPERATIONS_MAX + 1)]
        codes = [each["payload"][0]["extensions"]["code"] for each in heard if each["type"] == "error"]
        assert codes.count("TOO_MANY_OPERATIONS") == 1


async def test_works_in_the_company_that_was_said(listeners: Listeners) -> None:
    await listeners.people.give(listeners.granted.user or uuid4(), "SALES_REP", None)
    company = f"Company:{listeners.people.company}"
    async with listeners.known(company=company) as socket:
        await socket.subscribe("{ viewer { companies(first: 9) { nodes { id } } } }")
        viewer = await socket.hear_of("viewer")
        assert viewer["companies"]["nodes"] == [{"id": company}]


async def test_a_slow_reader_gets_everything_in_order(listeners: Listeners) -> None:
    countries = "{ countries(first: 100) { nodes { code name } } }"
    async with listeners.known(max_queue=1) as socket:
        for number in range(20):
            await socket.subscribe(countries, str(number))
        await asyncio.sleep(1)
        heard = [await socket.hear() for _ in range(40)]
        for number in range(20):
            assert [each["type"] for each in heard if each["id"] == str(number)] == ["next", "complete"]


async def test_nothing_more_is_heard_of_a_client_until_it_takes_the_answers(listeners: Listeners) -> None:
    said, enough = 0, 2_000
    async with listeners.known() as socket:
        with suppress(TimeoutError):
            while said < enough:
                async with asyncio.timeout(5):
                    await socket.say(type="ping", payload={"x": "x" * 30_000})
                said += 1
        assert said < enough
        for _ in range(said):
            assert (await socket.hear())["type"] == "pong"
        await socket.subscribe(UNITS)
        while (answer := await socket.hear())["type"] == "pong":
            pass
        assert answer["type"] == "next"


async def test_a_subscription_that_has_begun_costs_no_task(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.subscribe(PROGRESS, "first")
        await socket.hear()
        before = len(asyncio.all_tasks())
        for number in range(50):
            await socket.subscribe(PROGRESS, str(number))
            await socket.hear()
        await asyncio.sleep(0.5)
        # Some are the server's own, and come and go.
        assert len(asyncio.all_tasks()) < before + 10


async def test_a_mutation_is_done_to_its_end_whatever_becomes_of_the_socket(
    listeners: Listeners, live_database: Database
) -> None:
    blocker = await asyncpg.connect(live_database.owner_url)
    transaction = blocker.transaction()
    await transaction.start()
    await blocker.execute("lock table notification in access exclusive mode")
    async with listeners.known() as socket:
        await socket.subscribe(READ_ALL, extensions={"idempotencyKey": "to its end"})
        await asyncio.sleep(0.5)
    await transaction.rollback()
    await blocker.close()
    await asyncio.sleep(0.5)
    async with listeners.known() as socket:
        await socket.subscribe(READ_ALL, extensions={"idempotencyKey": "to its end"})
        assert (await socket.hear())["payload"]["extensions"]["replayed"] == ["notificationReadAll"]
