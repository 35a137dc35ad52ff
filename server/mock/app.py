"""The mock server over HTTP, streams and sockets, for any page: it has nothing that could be taken."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import ExecutionResult
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.mock.answers import Mock

_JSON = "application/graphql-response+json"


@dataclass(frozen=True)
class MockEndpoint:
    """Answers at `/graphql`."""

    mock: Mock

    async def post(self, request: Request) -> Response:
        """Answer a request, or begin a stream."""
        try:
            asked = orjson.loads(await request.body())
            query, variables, name = asked["query"], asked.get("variables"), asked.get("operationName")
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            return Response(_encoded(_refused("Send a JSON object with `query`.")), 400, media_type=_JSON)
        given = await self.mock.answer(query, variables, name)
        if "text/event-stream" in request.headers.get("accept", ""):
            return StreamingResponse(_events(given), media_type="text/event-stream")
        if isinstance(given, ExecutionResult):
            return Response(_encoded(given.formatted), media_type=_JSON)
        return Response(
            _encoded(_refused("Ask for a subscription with `accept: text/event-stream`.")), 406, media_type=_JSON
        )

    async def socket(self, socket: WebSocket) -> None:
        """Speak `graphql-transport-ws`."""
        await socket.accept("graphql-transport-ws")
        running: dict[str, asyncio.Task[None]] = {}
        with suppress(WebSocketDisconnect):
            while True:
                await self._hear(socket, running, await socket.receive_json())
        for task in running.values():
            task.cancel()

    async def _hear(
        self, socket: WebSocket, running: dict[str, asyncio.Task[None]], message: Mapping[str, Any]
    ) -> None:
        match message:
            case {"type": "connection_init"}:
                await socket.send_json({"type": "connection_ack"})
            case {"type": "ping"}:
                await socket.send_json({"type": "pong"})
            case {"type": "subscribe", "id": str(id_), "payload": payload}:
                running[id_] = asyncio.create_task(self._tell(socket, id_, payload))
            case {"type": "complete", "id": str(id_)} if id_ in running:
                running.pop(id_).cancel()
            case _:
                pass

    async def _tell(self, socket: WebSocket, id_: str, payload: Mapping[str, Any]) -> None:
        given = await self.mock.answer(payload["query"], payload.get("variables"), payload.get("operationName"))
        async for each in _each(given):
            await socket.send_json({"id": id_, "type": "next", "payload": each.formatted})
        await socket.send_json({"id": id_, "type": "complete"})


def mock_app(mock: Mock) -> Starlette:
    """Make the application."""
    endpoint = MockEndpoint(mock)
    routes = [Route("/graphql", endpoint.post, methods=["POST"]), WebSocketRoute("/graphql", endpoint.socket)]
    anybody = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["POST"], allow_headers=["*"])
    return Starlette(routes=routes, middleware=[anybody])


async def _events(given: ExecutionResult | AsyncIterable[ExecutionResult]) -> AsyncGenerator[bytes]:
    async for each in _each(given):
        yield b"event: next\ndata: " + _encoded(each.formatted) + b"\n\n"
    yield b"event: complete\ndata:\n\n"


async def _each(given: ExecutionResult | AsyncIterable[ExecutionResult]) -> AsyncGenerator[ExecutionResult]:
    if isinstance(given, ExecutionResult):
        yield given
        return
    async for each in given:
        yield each


def _encoded(body: object) -> bytes:
    return orjson.dumps(body)


def _refused(message: str) -> dict[str, Any]:
    return {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}
