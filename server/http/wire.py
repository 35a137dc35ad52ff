"""Writing to somebody who stays connected, without waiting for them where the connection takes it at once.

Whoever tells a thousand subscribers calls `put` a thousand times. As long as a connection takes what it is given, each call is
a write and nothing else: no task, no queue. Only where it does not, a task waits for it, and the rest waits behind that.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine, Generator
from typing import Any, Final, cast

from starlette.types import Message, Send

from server.http.frames import WriteText

WAITING_MAX: Final = 1_000
"""How many messages wait for a connection; whoever has more waiting is not listening."""

# A connection that has ended refuses what is written: as an error of the connection, or as one of the protocol, where it is
# the server that has ended it.
_ENDED = (OSError, RuntimeError)


class Wire:
    """The way to somebody who stays connected, in the order in which it is written."""

    def __init__(self, send: Send, write_text: WriteText | None = None) -> None:
        """Write by ASGI, and texts by what is quicker, where there is something."""
        self._send, self._write_text = send, write_text
        self._waiting: deque[Message] = deque()
        self._writing: asyncio.Task[None] | None = None
        self.is_gone = False
        """Whether nobody is there any more; what is written then is lost."""

    @property
    def is_ready(self) -> bool:
        """Tell whether everything that was written has left."""
        return self._writing is None

    def put(self, message: Message) -> None:
        """Write a message, at once or as soon as those before it have left."""
        if self.is_gone:
            return
        if self._writing is not None:
            self._waiting.append(message)
            self.is_gone = len(self._waiting) > WAITING_MAX
            return
        writing = cast("Coroutine[Any, Any, None]", self._send(message))
        try:
            waits_for = writing.send(None)
        except StopIteration:
            return
        except _ENDED:
            self.is_gone = True
            return
        self._writing = asyncio.get_running_loop().create_task(self._finish(_Begun(writing, waits_for)))

    def put_text(self, *parts: bytes) -> None:
        """Write a text to a socket; parts of it may be what others are sent as well."""
        is_free = self._writing is None and not self.is_gone
        if not (is_free and self._write_text is not None and self._write_text(parts)):
            self.put({"type": "websocket.send", "text": b"".join(parts).decode()})

    async def flushed(self) -> None:
        """Wait until everything that was written has left, or nobody is there any more."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    def cut(self) -> None:
        """Write nothing more, and forget what waits."""
        self.is_gone = True
        self._waiting.clear()
        if self._writing is not None:
            self._writing.cancel()

    async def _finish(self, begun: "_Begun") -> None:
        try:
            await begun
            while self._waiting:
                await self._send(self._waiting.popleft())
        except _ENDED:
            self.is_gone = True
        finally:
            self._writing = None


class _Begun:
    """What is left of a coroutine that was begun outside of a task, and waits for something."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], waits_for: object) -> None:
        self._coroutine, self._waits_for = coroutine, waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        """Go on with it."""
        waits_for = self._waits_for
        try:
            while True:
                try:
                    given = yield waits_for
                except BaseException as error:  # noqa: BLE001 - whatever happens, it happens to the coroutine
                    waits_for = self._coroutine.throw(error)
                else:
                    waits_for = self._coroutine.send(given)
        except StopIteration:
            return
