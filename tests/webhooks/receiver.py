"""A receiver of webhooks on a real port, which does whatever a test wants: takes, fails, hangs, lies, and recovers."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson

Answers: TypeAlias = Callable[["Message", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Message:
    """What has come."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """By which it is known when it comes again."""
        return self.headers["webhook-id"]

    @property
    def change(self) -> dict[str, Any]:
        """The change that it tells."""
        (batch,) = orjson.loads(self.body)["data"].values()
        (change,) = batch["changes"]
        return change

    @property
    def told(self) -> tuple[str, int]:
        """Of what it tells, and which version of it."""
        return self.change["nodeKey"], self.change["version"]


def status(code: int, *headers: str) -> Answers:
    """Answer with a status."""

    async def answer(_message: Message, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {code} So", "content-length: 0", *headers, "", ""]
        writer.write("\r\n".join(lines).encode())

    return answer


def saying(text: bytes) -> Answers:
    """Answer with these bytes, whatever they are, and keep the connection open."""

    async def answer(_message: Message, writer: asyncio.StreamWriter) -> None:
        writer.write(text)
        await writer.drain()
        await asyncio.sleep(60)

    return answer


async def hang(_message: Message, _writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.sleep(60)


TAKE = status(204)


@dataclass(eq=False)
class Receiver:
    """Takes messages, and answers as it is told to."""

    url: str = ""
    answers: Answers = TAKE
    came: list[Message] = field(default_factory=list[Message])
    """Everything that has come, whatever was answered."""
    taken: list[Message] = field(default_factory=list[Message])
    """What was answered with success."""
    at_once: int = 0
    at_once_most: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set["asyncio.Task[None]"])

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one message, and answer it."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._answer(await _read(reader), writer)
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, message: Message, writer: asyncio.StreamWriter) -> None:
        self.at_once += 1
        self.at_once_most = max(self.at_once_most, self.at_once)
        self.came.append(message)
        answers = self.answers
        try:
            await answers(message, writer)
            if answers is TAKE:
                self.taken.append(message)
            await writer.drain()
        finally:
            self.at_once -= 1

    def stop(self) -> None:
        """Let go of whoever waits for an answer."""
        for task in list(self._tasks):
            task.cancel()


@asynccontextmanager
async def receiving(certificate: ssl.SSLContext | None = None) -> AsyncGenerator[Receiver]:
    """Receive for as long as the context lasts."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.accept, "127.0.0.1", 0, ssl=certificate)
    scheme = "http" if certificate is None else "https"
    receiver.url = f"{scheme}://localhost:{server.sockets[0].getsockname()[1]}/hook"
    try:
        yield receiver
    finally:
        receiver.stop()
        server.close()


async def _read(reader: asyncio.StreamReader) -> Message:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    return Message(headers, await reader.readexactly(int(headers["content-length"])))
