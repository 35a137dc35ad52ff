"""Streams: operations over Server-Sent Events, each with a response of its own."""

from contextlib import AsyncExitStack

import orjson
import pytest
from httpx import Response

from server.http import streams
from tests.transports.conftest import CONNECTIONS_PER_CALLER
from tests.transports.listeners import PROGRESS, STREAM, UNITS, Listeners, events


async def test_answers_a_query_as_a_stream_with_one_answer(listeners: Listeners) -> None:
    async with listeners.stream(UNITS) as response:
        assert (response.status_code, response.headers["content-type"]) == (200, f"{STREAM}; charset=utf-8")
        answer, complete = [event async for event in events(response)]
    assert (answer["event"], complete) == ("next", {"event": "complete", "data": ""})
    assert orjson.loads(answer["data"])["data"]["units"]["totalCount"] > 0


async def test_tells_what_happens_and_after_which_cursor(listeners: Listeners) -> None:
    async with listeners.stream(PROGRESS) as response:
        heard = events(response)
        first = await anext(heard)
        job = await listeners.job()
        told = await anext(heard)
    batch = orjson.loads(told["data"])["data"]["jobProgress"]
    assert [change["nodeKey"] for change in batch["changes"]] == [f"Job:{job}"]
    assert (told["event"], told["id"]) == ("next", batch["cursor"])
    assert first["id"] != told["id"]


async def test_goes_on_after_the_last_event_that_was_heard(listeners: Listeners) -> None:
    async with listeners.stream(PROGRESS) as response:
        last = (await anext(events(response)))["id"]
    job = await listeners.job()
    async with listeners.stream(PROGRESS, **{"last-event-id": last}) as response:
        assert [change["nodeKey"] for change in await changes(response)] == [f"Job:{job}"]


async def changes(response: Response) -> list[dict[str, str]]:
    """Give the changes of the first batch that has some."""
    async for event in events(response):
        if told := orjson.loads(event["data"])["data"]["jobProgress"]["changes"]:
            return told
    raise AssertionError


async def test_takes_subscriptions_by_get(listeners: Listeners) -> None:
    headers = {"authorization": f"Bearer {listeners.token}", "accept": STREAM}
    async with listeners.client.stream("GET", "/graphql", params={"query": PROGRESS}, headers=headers) as response:
        assert (await anext(events(response)))["event"] == "next"


@pytest.mark.parametrize(
    ("query", "headers", "status", "code"),
    [
        ("{{", {}, 400, "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", {}, 400, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { integrityAlert { cursor } }", {}, 400, "FORBIDDEN"),
        (PROGRESS, {"authorization": "Bearer wrong"}, 401, "UNAUTHENTICATED"),
        (PROGRESS, {"last-event-id": "garbage"}, 400, "CURSOR_INVALID"),
        (PROGRESS, {"origin": "https://evil.example.org"}, 403, "ORIGIN_NOT_ALLOWED"),
    ],
)
async def test_refuses_by_a_status_before_a_stream_begins(
    listeners: Listeners, query: str, headers: dict[str, str], status: int, code: str
) -> None:
    async with listeners.stream(query, **headers) as response:
        body = orjson.loads(await response.aread())
    assert (response.status_code, body["errors"][0]["extensions"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("accept", "status"), [("application/json", 200), ("*/*", 200), ("application/graphql-response+json", 400)]
)
async def test_says_how_to_subscribe_to_whoever_takes_no_stream(listeners: Listeners, accept: str, status: int) -> None:
    async with listeners.stream(PROGRESS, accept=accept) as response:
        body = orjson.loads(await response.aread())
    [error] = body["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (status, "SUBSCRIPTION_NEEDS_STREAM")
    assert "text/event-stream" in error["message"]


async def test_streams_a_subscription_to_whoever_names_streams_last(listeners: Listeners) -> None:
    async with listeners.stream(PROGRESS, accept="application/json, text/event-stream") as response:
        assert response.headers["content-type"].startswith(STREAM)


async def test_says_something_now_and_then(listeners: Listeners, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.05)
    async with listeners.stream(PROGRESS) as response:
        lines = response.aiter_lines()
        heard = [await anext(lines) for _ in range(12)]
    assert heard.count(":") > 1


async def test_breaks_off_when_the_grant_is_revoked(listeners: Listeners) -> None:
    async with listeners.stream(PROGRESS) as response:
        heard = events(response)
        await anext(heard)
        revoke = "update oauth_grant set revoked_at = now() where id = $1"
        await listeners.people.owner.execute(revoke, listeners.granted.grant)
        assert [event async for event in heard] == []
    async with listeners.stream(PROGRESS) as response:
        assert response.status_code == 401


async def test_keeps_so_many_streams_of_one_caller_open(listeners: Listeners) -> None:
    async with AsyncExitStack() as open_:
        answers = [
            await open_.enter_async_context(listeners.stream(PROGRESS)) for _ in range(CONNECTIONS_PER_CALLER + 1)
        ]
        assert [answer.status_code for answer in answers] == [200] * CONNECTIONS_PER_CALLER + [429]
        assert answers[-1].headers["retry-after"] == "5"
