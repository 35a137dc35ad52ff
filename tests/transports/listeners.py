"""Clients of sockets and streams, as thin as can be: what they say and hear is written out in the tests."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from httpx import AsyncClient, Response
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from server.http.messages import SUBPROTOCOL
from tests.access.people import Granted, People

PATIENCE_SECONDS = 60
UNITS = "{ units(first: 1) { totalCount } }"
PROGRESS = "subscription Progress { jobProgress { cursor changes { kind version nodeKey node { id } } } }"
STREAM = "text/event-stream"
MAKE = "insert into job (kind, requested_by, state) values ('test.counted', $1, 'QUEUED') returning id"
WORK = "update job set progress_done = progress_done + 1 where id = $1"


class Socket:
    """A socket that was opened."""

    def __init__(self, connection: ClientConnection) -> None:
        """Speak over a connection."""
        self.connection = connection

    async def say(self, **message: Any) -> None:
        """Send a message."""
        await self.connection.send(orjson.dumps(message).decode())

    async def subscribe(self, query: str, id: str = "1", **payload: Any) -> None:  # noqa: A002 - as the protocol has it
        """Send an operation."""
        await self.say(type="subscribe", id=id, payload={"query": query, **payload})

    async def hear(self) -> dict[str, Any]:
        """Give the next message."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            return orjson.loads(await self.connection.recv())

    async def hear_of(self, root: str) -> dict[str, Any]:
        """Give what the next answer says of a root field."""
        message = await self.hear()
        assert message["type"] == "next", message
        return message["payload"]["data"][root]

    async def changes(self, count: int) -> list[dict[str, Any]]:
        """Give as many changes of jobs as are wanted."""
        changes: list[dict[str, Any]] = []
        while len(changes) < count:
            changes += (await self.hear_of("jobProgress"))["changes"]
        return changes

    async def closed(self) -> int | None:
        """Wait for the closing, and give its code."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    await self.connection.recv()
        except ConnectionClosed:
            return self.connection.close_code


@dataclass(frozen=True)
class Listeners:
    """Somebody who listens, in as many ways as a test wants."""

    people: People
    granted: Granted

    @property
    def token(self) -> str:
        """Their token."""
        return self.people.token(self.granted)

    @property
    def client(self) -> AsyncClient:
        """A client of HTTP."""
        return self.people.site.client

    @asynccontextmanager
    async def opened(
        self, *, protocol: str | None = SUBPROTOCOL, origin: str | None = None, **options: Any
    ) -> AsyncGenerator[Socket]:
        """Open a socket, and say nothing."""
        address = self.people.site.address.replace("http", "ws", 1) + "/graphql"
        spoken = None if protocol is None else [Subprotocol(protocol)]
        async with connect(address, subprotocols=spoken, additional_headers=_origin(origin), **options) as connection:
            yield Socket(connection)

    @asynccontextmanager
    async def known(
        self, token: str | None = None, *, company: str | None = None, max_queue: int = 16
    ) -> AsyncGenerator[Socket]:
        """Open a socket, and say who one is."""
        async with self.opened(max_queue=max_queue) as socket:
            payload = {"authorization": f"Bearer {token or self.token}", "Torso-Company": company}
            await socket.say(type="connection_init", payload=payload)
            assert (await socket.hear())["type"] == "connection_ack"
            yield socket

    @asynccontextmanager
    async def stream(self, query: str, **headers: str) -> AsyncGenerator[Response]:
        """Ask for a stream."""
        given = {"authorization": f"Bearer {self.token}", "accept": STREAM, **headers}
        body = {"query": query}
        async with self.client.stream("POST", "/graphql", json=body, headers=given) as response:
            yield response

    async def job(self) -> UUID:
        """Begin a job of theirs."""
        return await self.people.owner.fetchval(MAKE, str(self.granted.user))

    async def work(self, job: UUID) -> None:
        """Let something happen to a job."""
        await self.people.owner.execute(WORK, job)

    async def until_metric(self, line: str) -> None:
        """Wait until the metrics of the server have a line."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while line not in (await self.client.get("/metrics")).text.splitlines():
                await asyncio.sleep(0.1)


def _origin(origin: str | None) -> dict[str, str]:
    return {} if origin is None else {"Origin": origin}


async def events(response: Response) -> AsyncGenerator[dict[str, str]]:
    """Give the events of a stream, each by its fields; what is only said to keep it open is none."""
    event: dict[str, str] = {}
    async for line in response.aiter_lines():
        if not line and event:
            yield event
            event = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(":")
            event[name] = value.strip()
