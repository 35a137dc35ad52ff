"""A thousand screens in one process: sockets that subscribe, take what comes and note when it came.

Next to nothing is done for a message: it is cut from what the connection gives, and looked up among those that have come
already, since many are sent the same. Each text is read once. So what is measured is the server and not this.

Started as `python -m benchmarks.live_listener`, it takes an order a line on stdin and gives its findings on stdout; between
two orders it goes on listening.
"""

import asyncio
import base64
import os
import re
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, NamedTuple, cast
from uuid import uuid4

import orjson
import uvloop
from websockets.frames import Frame, Opcode

from server.http.messages import SUBPROTOCOL, next_head

AT_ONCE: Final = 50
"""How many open their socket at the same time."""
LOOK_SECONDS: Final = 0.1
AFTER_SECONDS: Final = 0.5
"""How long it listens on when everything has come, for what comes twice."""
OPEN_SECONDS: Final = 120

_CHANGE: Final = re.compile(rb'"nodeKey":"([^"]+)","version":(\d+)')


@dataclass(frozen=True)
class Listening:
    """What to do: open so many sockets, each with one of the documents, and answer when all have been told something."""

    host: str
    port: int
    token: str
    subscribers: int
    documents: Sequence[str]

    def line(self) -> bytes:
        """Write it as a line."""
        return orjson.dumps(asdict(self)) + b"\n"


@dataclass(frozen=True)
class Reporting:
    """What to do then: wait until everybody was told of so many changes, but so long at most, tell of it and close all sockets."""

    changes: int
    seconds: float

    def line(self) -> bytes:
        """Write it as a line."""
        return orjson.dumps(asdict(self)) + b"\n"


class Cut(NamedTuple):
    """Where in what has come there is a frame."""

    opcode: int
    begins: int
    ends: int


def cut(data: bytes, at: int) -> Cut | None:
    """Find the frame that begins at a place, if the whole of it is there (RFC 6455, 5.2); servers do not mask."""
    if len(data) < at + 2:
        return None
    begins, length = at + 2, data[at + 1]
    if length > 125:
        wide = 2 if length == 126 else 8
        begins, length = begins + wide, int.from_bytes(data[begins : begins + wide], "big")
    return Cut(data[at] & 15, begins, begins + length) if begins + length <= len(data) else None


@dataclass
class Notes:
    """What has come to all of them: each text once, and when it came to whom."""

    told: list[list[tuple[str, int]]] = field(default_factory=list[list[tuple[str, int]]])
    """What each text tells: of which thing, and the version that it had then."""
    arrived: list[list[float]] = field(default_factory=list[list[float]])
    """When each text came, once for everybody to whom it did."""
    failures: list[str] = field(default_factory=list[str])
    _numbers: dict[bytes, int] = field(default_factory=dict[bytes, int])

    def note(self, text: bytes, now: float) -> int:
        """Note that a text has come, and give its number."""
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self.told)
            self.told.append([(key.decode(), int(version)) for key, version in _CHANGE.findall(text)])
            self.arrived.append([])
        self.arrived[number].append(now)
        return number

    def require_no_failure(self) -> None:
        """Raise what has gone wrong for somebody."""
        if self.failures:
            raise RuntimeError(self.failures[0])


class Screen(asyncio.Protocol):
    """One socket with one subscription."""

    def __init__(self, order: Listening, document: str, notes: Notes) -> None:
        self.heard: list[int] = []
        """The numbers of the texts that came, in their order."""
        self.changes = 0
        self.began = asyncio.get_running_loop().create_future()
        self._order, self._document, self._notes = order, document, notes
        self._id = str(uuid4())
        self._head = next_head(self._id)
        self._rest, self._is_open, self._is_closed = b"", False, False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports have the methods and not the class.
        self._transport = cast("asyncio.Transport", transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            f"GET /graphql HTTP/1.1\r\nhost: {self._order.host}:{self._order.port}\r\nconnection: Upgrade\r\n"
            f"upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: {key}\r\n"
            f"sec-websocket-protocol: {SUBPROTOCOL}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self._rest = self._rest + data if self._rest else data
        if not self._is_open:
            self._open()
        at = 0
        while self._is_open and (frame := cut(self._rest, at)) is not None:
            self._take(frame.opcode, self._rest[frame.begins : frame.ends], now)
            at = frame.ends
        self._rest = self._rest[at:]

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._is_closed:
            self._fail(f"A socket was closed: {exc}")

    def close(self) -> None:
        """Close the socket."""
        assert self._transport is not None
        self._is_closed = True
        self._transport.close()

    def _open(self) -> None:
        """Say who asks as soon as the socket is open."""
        head, ends, rest = self._rest.partition(b"\r\n\r\n")
        if not ends:
            return
        if not head.startswith(b"HTTP/1.1 101"):
            self._fail(self._rest.decode("latin-1"))
            return
        self._is_open, self._rest = True, rest
        self._say({"type": "connection_init", "payload": {"authorization": f"Bearer {self._order.token}"}})

    def _take(self, opcode: int, data: bytes, now: float) -> None:
        if opcode == Opcode.TEXT and data.startswith(self._head):
            number = self._notes.note(data[len(self._head) :], now)
            self.heard.append(number)
            self.changes += len(self._notes.told[number])
            if not self.began.done():
                self.began.set_result(None)
        elif opcode == Opcode.TEXT and b'"type":"connection_ack"' in data:
            self._say({"type": "subscribe", "id": self._id, "payload": {"query": self._document}})
        elif opcode == Opcode.PING:
            self._write(Opcode.PONG, data)
        else:
            self._fail(data.decode("latin-1"))

    def _say(self, message: dict[str, Any]) -> None:
        self._write(Opcode.TEXT, orjson.dumps(message))

    def _write(self, opcode: Opcode, data: bytes) -> None:
        assert self._transport is not None
        self._transport.write(Frame(opcode, data).serialize(mask=True))

    def _fail(self, why: str) -> None:
        self._notes.failures.append(why[:2000])
        if not self.began.done():
            self.began.set_exception(RuntimeError(why[:2000]))


class Listener:
    """All screens."""

    def __init__(self) -> None:
        self._screens: list[Screen] = []
        self._notes = Notes()
        self._cpu = 0.0

    async def listen(self, order: Listening) -> dict[str, Any]:
        """Open the sockets, and wait until everybody is told."""
        self._notes, self._screens = Notes(), []
        async with asyncio.timeout(OPEN_SECONDS):
            for first in range(0, order.subscribers, AT_ONCE):
                numbers = range(first, min(first + AT_ONCE, order.subscribers))
                screens = [await self._opened(order, number) for number in numbers]
                await asyncio.gather(*(screen.began for screen in screens))
        self._cpu = time.process_time()
        return {"listening": len(self._screens)}

    async def report(self, order: Reporting) -> dict[str, Any]:
        """Wait for what is to come, and tell what has."""
        until = time.monotonic() + order.seconds
        while time.monotonic() < until and any(screen.changes < order.changes for screen in self._screens):
            self._notes.require_no_failure()
            await asyncio.sleep(LOOK_SECONDS)
        cpu = time.process_time() - self._cpu
        await asyncio.sleep(AFTER_SECONDS)
        self._notes.require_no_failure()
        for screen in self._screens:
            screen.close()
        heard = Counter(tuple(screen.heard) for screen in self._screens)
        return {
            "told": self._notes.told,
            "arrived": self._notes.arrived,
            "heard": [[numbers, count] for numbers, count in heard.items()],
            "client_cpu": cpu,
        }

    async def _opened(self, order: Listening, number: int) -> Screen:
        screen = Screen(order, order.documents[number % len(order.documents)], self._notes)
        self._screens.append(screen)
        await asyncio.get_running_loop().create_connection(lambda: screen, order.host, order.port)
        return screen


async def obey(listener: Listener, order: dict[str, Any]) -> dict[str, Any]:
    """Do what an order says."""
    if "token" in order:
        return await listener.listen(Listening(**order))
    return await listener.report(Reporting(**order))


async def _orders() -> AsyncIterator[bytes]:
    """Give a line after the other, without keeping the sockets waiting."""
    reader = asyncio.StreamReader(limit=2**20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield line


async def main() -> None:
    """Obey orders until there are no more."""
    listener = Listener()
    async for line in _orders():
        sys.stdout.buffer.write(orjson.dumps(await obey(listener, orjson.loads(line))) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(main())
