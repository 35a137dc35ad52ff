"""Operations over Server-Sent Events: each has a response of its own, which ends with the operation.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md ("distinct connections mode"). The id of each event is the
cursor after it, so that `Last-Event-ID` goes on where a stream was interrupted.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.types import Message, Receive

from server.http.negotiation import EVENT_STREAM
from server.http.refusal import VARY
from server.http.response import Header
from server.http.wire import Wire
from server.live.outlet import Ending, Told

HEARTBEAT_SECONDS: Final = 15.0
"""After how long something is said so that nobody in between takes the connection for dead."""
FLUSH_SECONDS: Final = 10.0
"""How long the end of a stream waits for what is before it."""

HEADERS: Final[tuple[Header, ...]] = (
    VARY,
    (b"cache-control", b"no-store"),
    # Proxies such as nginx would keep events back until there are enough for them.
    (b"x-accel-buffering", b"no"),
)
_HEARTBEAT: Final = b":\n\n"
_COMPLETE: Final = b"event: complete\ndata:\n\n"


def whole(payload: bytes) -> bytes:
    """Write a stream that has one answer."""
    return _next(payload) + _COMPLETE


@dataclass(eq=False)
class Stream:
    """A response that stays open: what happens is written to it by whoever tells it (`Outlet`)."""

    wire: Wire
    _is_open: bool = False
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_ready(self) -> bool:
        """Tell whether the connection has sent what it was given."""
        return self.wire.is_ready

    def put(self, told: Told) -> None:
        """Send an answer."""
        self._write(_next(told.payload, told.cursor))

    def end(self, why: Ending, errors: bytes) -> None:
        """Tell errors, and end. Whoever has to show a new token is told nothing: a stream that breaks off is asked for again."""
        if why is not Ending.UNAUTHENTICATED:
            self._write(_next(b'{"errors":' + errors + b"}") + _COMPLETE)
        self.leave()

    def leave(self) -> None:
        """End without a word, so that the client comes again and goes on where it was."""
        self._over.set()

    async def hold(self, receive: Receive) -> None:
        """Keep the stream open until it ends, from either side."""
        self._open()
        over = asyncio.ensure_future(self._over.wait())
        gone = asyncio.ensure_future(_gone(receive))
        try:
            while not (
                await asyncio.wait((over, gone), timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            )[0]:
                if self.is_ready:
                    self._write(_HEARTBEAT)
            if not gone.done():
                await self._close()
        finally:
            over.cancel()
            gone.cancel()
            self.wire.cut()

    def _open(self) -> None:
        if not self._is_open:
            self._is_open = True
            headers = [(b"content-type", f"{EVENT_STREAM}; charset=utf-8".encode()), *HEADERS]
            self.wire.put({"type": "http.response.start", "status": 200, "headers": headers})
            self.wire.put(_body(_HEARTBEAT))

    def _write(self, event: bytes) -> None:
        self._open()
        self.wire.put(_body(event))

    async def _close(self) -> None:
        self.wire.put({"type": "http.response.body", "body": b"", "more_body": False})
        with suppress(TimeoutError):
            await asyncio.wait_for(self.wire.flushed(), FLUSH_SECONDS)


def _next(payload: bytes, cursor: str | None = None) -> bytes:
    # Between the parts of JSON there may be ends of lines, and to an event they would be its own.
    data = b" ".join(payload.splitlines()) if b"\n" in payload or b"\r" in payload else payload
    id_ = b"" if cursor is None else b"id: " + cursor.encode() + b"\n"
    return b"event: next\n" + id_ + b"data: " + data + b"\n\n"


def _body(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}


async def _gone(receive: Receive) -> None:
    """Wait until the client has gone."""
    message: Message = {"type": ""}
    while message["type"] != "http.disconnect":
        message = await receive()
