"""The protocol to the letter: what closes a socket, and with which code."""

import asyncio
from typing import Any

import orjson
import pytest
from websockets.exceptions import InvalidStatus

from kernel.ids import uuid7
from server.http import conversation
from tests.transports.conftest import CONNECTIONS_PER_CALLER
from tests.transports.listeners import PROGRESS, UNITS, Listeners

INIT: dict[str, Any] = {"type": "connection_init"}


def operation(**more: object) -> dict[str, Any]:
    return {"type": "subscribe", "id": "1", "payload": {"query": UNITS}, **more}


@pytest.mark.parametrize(
    "message",
    [
        "nope",
        '"text"',
        "[]",
        "1",
        "null",
        "{}",
        {"id": "1"},
        {"type": 1},
        {"type": "other"},
        {"type": "connection_ack"},
        {"type": "next", "id": "1", "payload": {}},
        {"type": "ping", "payload": "text"},
        {"type": "complete"},
        {"type": "complete", "id": 1},
        {"type": "subscribe", "payload": {"query": UNITS}},
        operation(id=""),
        operation(id=1),
        operation(id="i" * 257),
        operation(payload=None),
        operation(payload="text"),
        operation(payload={}),
        operation(payload={"query": 1}),
        operation(payload={"query": UNITS, "variables": []}),
        operation(payload={"query": UNITS, "extensions": "text"}),
        operation(payload={"query": UNITS, "operationName": 1}),
        b"\x00",
    ],
    ids=str,
)
async def test_closes_with_4400_what_is_no_message(listeners: Listeners, message: Any) -> None:  # noqa: ANN401
    async with listeners.known() as socket:
        await socket.connection.send(message if isinstance(message, str | bytes) else orjson.dumps(message).decode())
        assert await socket.closed() == 4400


async def test_closes_with_4400_a_long_message_of_somebody_unknown(listeners: Listeners) -> None:
    async with listeners.opened() as socket:
        await socket.say(type="ping", payload={"text": "x" * 32_000})
        assert await socket.closed() == 4400


async def test_closes_with_4401_whoever_asks_before_it_is_known_who(listeners: Listeners) -> None:
    async with listeners.opened() as socket:
        await socket.subscribe(UNITS)
        assert await socket.closed() == 4401


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Basic YTpi", "Bearer a b"])
async def test_closes_with_4403_whoever_is_not_known(listeners: Listeners, authorization: str | None) -> None:
    async with listeners.opened() as socket:
        await socket.say(type="connection_init", payload={"authorization": authorization})
        assert await socket.closed() == 4403


async def test_closes_with_4403_whoever_names_a_company_that_is_not_theirs(listeners: Listeners) -> None:
    async with listeners.opened() as socket:
        payload = {"authorization": f"Bearer {listeners.token}", "torso-company": "Company:" + "0" * 32}
        await socket.say(type="connection_init", payload=payload)
        assert await socket.closed() == 4403


async def test_closes_with_4408_whoever_does_not_say_who_they_are(
    listeners: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "INIT_SECONDS", 0.1)
    async with listeners.opened() as socket:
        assert await socket.closed() == 4408


async def test_closes_with_4409_a_name_that_is_taken(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.subscribe(PROGRESS)
        await socket.subscribe(UNITS)
        assert await socket.closed() == 4409


async def test_closes_with_4429_whoever_says_twice_who_they_are(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.say(**INIT)
        assert await socket.closed() == 4429


@pytest.mark.parametrize("protocol", ["graphql-ws", None])
async def test_closes_with_4406_another_protocol(listeners: Listeners, protocol: str | None) -> None:
    if protocol is None:
        async with listeners.opened(protocol=None) as socket:
            assert await socket.closed() == 4406
    else:
        # A client that has asked for a protocol and is given none ends it itself.
        async with listeners.opened(protocol=protocol) as socket:
            assert await socket.closed() == 4406


async def test_closes_with_1009_a_message_that_is_too_large(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.connection.send('"' + "x" * 1_400_000 + '"')
        assert await socket.closed() == 1009


async def test_refuses_variables_that_are_too_large_by_an_error(listeners: Listeners) -> None:
    async with listeners.known() as socket:
        await socket.subscribe(UNITS, variables={"x": "x" * 1_100_000})
        assert (await socket.hear())["payload"][0]["extensions"]["code"] == "VARIABLES_TOO_LARGE"


@pytest.mark.parametrize("origin", ["https://evil.example.org", "null"])
async def test_opens_no_socket_for_pages_that_nobody_has_named(listeners: Listeners, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with listeners.opened(origin=origin):
            pass
    assert refused.value.response.status_code == 403


async def test_opens_sockets_for_its_own_pages(listeners: Listeners) -> None:
    async with listeners.opened(origin=listeners.people.site.address) as socket:
        await socket.say(type="connection_init", payload={"authorization": f"Bearer {listeners.token}"})
        assert (await socket.hear())["type"] == "connection_ack"


async def test_takes_a_token_in_pages_of_its_own_program_alone(listeners: Listeners) -> None:
    people, pages = listeners.people, f"https://{uuid7().hex}.example.org"
    theirs = await people.grant(listeners.granted.user, await people.program(web_origins=[pages]))
    async with asyncio.timeout(30):
        while not await opens(listeners, pages):
            await asyncio.sleep(0.2)
    async with listeners.opened(origin=pages) as socket:
        await socket.say(type="connection_init", payload={"authorization": f"Bearer {people.token(theirs)}"})
        assert (await socket.hear())["type"] == "connection_ack"
    async with listeners.opened(origin=pages) as socket:
        await socket.say(type="connection_init", payload={"authorization": f"Bearer {listeners.token}"})
        assert await socket.closed() == 4403


async def opens(listeners: Listeners, origin: str) -> bool:
    try:
        async with listeners.opened(origin=origin):
            return True
    except InvalidStatus:
        return False


async def test_keeps_so_many_sockets_of_one_caller_open(listeners: Listeners) -> None:
    async with listeners.known(), listeners.known(), listeners.known(), listeners.opened() as one_too_many:
        assert CONNECTIONS_PER_CALLER == 3
        await one_too_many.say(type="connection_init", payload={"authorization": f"Bearer {listeners.token}"})
        assert await one_too_many.closed() == 1013
    async with listeners.known():
        pass
