"""The mock server speaks as the real one does: HTTP, streams, sockets."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import build_schema
from httpx import AsyncClient
from uvicorn import Config, Server
from websockets import ClientConnection, Subprotocol, connect

from server.cli.mock import read_said
from server.errors import OperatorError
from server.mock.answers import Mock
from server.mock.app import mock_app

_SCHEMA = "type Query { name: String! } type Subscription { ticks: Int! }"
_TICKS = "subscription { ticks }"


@pytest.fixture(scope="module")
async def address() -> AsyncGenerator[str]:
    """Where a mock of a small schema answers."""
    app = mock_app(Mock(build_schema(_SCHEMA), {"Query.name": "Ada", "Subscription.ticks": 7}, 0.01))
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(Config(app, log_config=None, lifespan="off", ws="websockets-sansio"))
    serving = asyncio.create_task(server.serve([listening]))
    yield f"127.0.0.1:{listening.getsockname()[1]}/graphql"
    server.should_exit = True
    await serving


async def test_answers_a_request_of_a_page_from_anywhere(address: str) -> None:
    async with AsyncClient(headers={"origin": "http://localhost:5173"}) as client:
        answer = await client.post(f"http://{address}", json={"query": "{ name }"})
    assert answer.json() == {"data": {"name": "Ada"}}
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_refuses_what_is_no_request(address: str) -> None:
    async with AsyncClient() as client:
        assert (await client.post(f"http://{address}", content=b"[]")).status_code == 400
        assert (await client.post(f"http://{address}", json={"query": _TICKS})).status_code == 406


async def test_tells_in_a_stream(address: str) -> None:
    stream = {"accept": "text/event-stream"}
    async with (
        AsyncClient() as client,
        client.stream("POST", f"http://{address}", json={"query": _TICKS}, headers=stream) as told,
    ):
        lines = aiter(told.aiter_lines())
        assert [await anext(lines), await anext(lines)] == ["event: next", 'data: {"data":{"ticks":7}}']


async def test_tells_over_a_socket(address: str) -> None:
    async with connect(f"ws://{address}", subprotocols=[Subprotocol("graphql-transport-ws")]) as connection:
        await connection.send('{"type": "connection_init"}')
        assert await _heard(connection) == {"type": "connection_ack"}
        await connection.send(orjson.dumps({"type": "subscribe", "id": "1", "payload": {"query": _TICKS}}).decode())
        assert await _heard(connection) == {"id": "1", "type": "next", "payload": {"data": {"ticks": 7}}}
        await connection.send(orjson.dumps({"type": "subscribe", "id": "2", "payload": {"query": "{ name }"}}).decode())
        while (said := await _heard(connection)) != {"id": "2", "type": "complete"}:
            assert said["type"] == "next"


def test_reads_what_fields_say(tmp_path: Path) -> None:
    file = tmp_path / "said.json"
    file.write_bytes(orjson.dumps({"Query.name": "Ada"}))
    assert read_said(file) == {"Query.name": "Ada"}
    file.write_text("[]")
    with pytest.raises(OperatorError, match="has to hold an object"):
        read_said(file)


async def _heard(connection: ClientConnection) -> dict[str, Any]:
    return orjson.loads(await asyncio.wait_for(connection.recv(), 10))
