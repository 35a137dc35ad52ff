"""Programs that are told what happens, and go on where they were interrupted, as docs/transports.md asks of them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson
from httpx import AsyncClient, HTTPError
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from server.http.messages import SUBPROTOCOL
from tests.transports.listeners import STREAM, Socket, events

PATIENCE_SECONDS = 300
AGAIN_SECONDS = 0.1
JOBS = "subscription ($after: String) { jobProgress(after: $after) { cursor skipped changes { nodeKey version } } }"

Change: TypeAlias = tuple[str, int]


@dataclass(eq=False)
class Program:
    """Keeps what it is told over all of its connections, and how far it is."""

    address: str
    token: str
    listen: Callable[["Program"], Awaitable[None]]
    told: list[Change] = field(default_factory=list[Change])
    skipped: int = 0
    cursor: str | None = None
    connections: int = 0
    endings: list[object] = field(default_factory=list[object])
    """What its connections and subscriptions ended with."""
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Listen, and come again wherever that ends, until it is cancelled."""
        while True:
            with suppress(HTTPError, WebSocketException, OSError):
                await self.listen(self)
            await asyncio.sleep(AGAIN_SECONDS)

    def take(self, answer: dict[str, Any]) -> None:
        """Keep an answer, as a whole or not at all."""
        batch = answer["data"]["jobProgress"]
        self.told += [(each["nodeKey"], each["version"]) for each in batch["changes"]]
        self.skipped += batch["skipped"]
        self.cursor = batch["cursor"]
        self._heard.set()

    def end(self, why: object) -> None:
        """Keep why something has ended; who is to begin anew forgets how far it was, and what it was told."""
        self.endings.append(why)
        if why == "RESYNC_REQUIRED":
            self.cursor = None
            self.told.clear()
        self._heard.set()

    async def until(self, is_enough: Callable[["Program"], object]) -> None:
        """Wait until it has been told enough."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not is_enough(self):
                    self._heard.clear()
                    await self._heard.wait()
        except TimeoutError:
            ended = f"connections: {self.connections}, ended with: {self.endings}"
            raise AssertionError(f"told: {len(self.told)}, skipped: {self.skipped}, {ended}") from None


async def over_a_socket(program: Program) -> None:
    """Listen over a socket until it is closed, or its one subscription ends."""
    address = program.address.replace("http", "ws", 1) + "/graphql"
    async with connect(address, subprotocols=[Subprotocol(SUBPROTOCOL)]) as connection:
        socket = Socket(connection)
        await socket.say(type="connection_init", payload={"authorization": f"Bearer {program.token}"})
        await connection.recv()
        program.connections += 1
        await socket.subscribe(JOBS, variables={"after": program.cursor})
        try:
            async for text in connection:
                message = orjson.loads(text)
                if message["type"] == "error":
                    program.end(code_of(message["payload"]))
                    return
                program.take(message["payload"])
        finally:
            program.end(connection.close_code)


async def over_a_stream(program: Program) -> None:
    """Listen to a stream until it ends."""
    headers = {"authorization": f"Bearer {program.token}", "accept": STREAM}
    if program.cursor is not None:
        headers["last-event-id"] = program.cursor
    async with (
        AsyncClient(base_url=program.address, timeout=PATIENCE_SECONDS) as client,
        client.stream("POST", "/graphql", json={"query": JOBS}, headers=headers) as response,
    ):
        if response.status_code != 200:
            program.end(code_of(orjson.loads(await response.aread())["errors"]))
            return
        program.connections += 1
        async for event in events(response):
            _take_event(program, event)
        program.end("ended")


def _take_event(program: Program, event: dict[str, str]) -> None:
    if event["event"] == "complete":
        return
    answer = orjson.loads(event["data"])
    if "data" not in answer:
        program.end(code_of(answer["errors"]))
        return
    program.take(answer)
    assert event["id"] == program.cursor


def code_of(errors: list[dict[str, Any]]) -> str:
    """Give the code of the one error."""
    [error] = errors
    return error["extensions"]["code"]


@asynccontextmanager
async def listening(*programs: Program) -> AsyncGenerator[None]:
    """Run programs; each has been given its first cursor when it begins."""
    async with asyncio.TaskGroup() as group:
        running = [group.create_task(each.run()) for each in programs]
        for each in programs:
            await each.until(lambda program: program.cursor)
        yield
        for task in running:
            task.cancel()
