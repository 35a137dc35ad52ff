"""The mock server speaks as the real one does: HTTP, streams, sockets."""

from pathlib import Path

import orjson
import pytest
from graphql import build_schema
from starlette.testclient import TestClient

from server.cli.mock import read_said
from server.errors import OperatorError
from server.mock.answers import Mock
from server.mock.app import mock_app

_SCHEMA = "type Query { name: String! } type Subscription { ticks: Int! }"
_TICKS = "subscription { ticks }"


@pytest.fixture
def client() -> TestClient:
    """A frontend that is tested."""
    return TestClient(mock_app(Mock(build_schema(_SCHEMA), {"Query.name": "Ada", "Subscription.ticks": 7}, 0.01)))


def test_answers_a_request(client: TestClient) -> None:
    answer = client.post("/graphql", json={"query": "{ name }"}, headers={"origin": "http://localhost:5173"})
    assert answer.json() == {"data": {"name": "Ada"}}
    assert answer.headers["access-control-allow-origin"] == "*"


def test_refuses_what_is_no_request(client: TestClient) -> None:
    assert client.post("/graphql", content=b"[]").status_code == 400
    assert client.post("/graphql", json={"query": _TICKS}).status_code == 406


def test_tells_over_a_socket(client: TestClient) -> None:
    with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        socket.send_json({"type": "subscribe", "id": "1", "payload": {"query": _TICKS}})
        assert socket.receive_json() == {"id": "1", "type": "next", "payload": {"data": {"ticks": 7}}}
        socket.send_json({"type": "subscribe", "id": "2", "payload": {"query": "{ name }"}})
        told = [socket.receive_json() for _ in range(5)]
    assert {"id": "2", "type": "complete"} in told


def test_reads_what_fields_say(tmp_path: Path) -> None:
    file = tmp_path / "said.json"
    file.write_bytes(orjson.dumps({"Query.name": "Ada"}))
    assert read_said(file) == {"Query.name": "Ada"}
    file.write_text("[]")
    with pytest.raises(OperatorError, match="has to hold an object"):
        read_said(file)
