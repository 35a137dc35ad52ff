"""Cutting off whoever takes nothing: what waits for them would be kept, and their connection open, for ever.

uvicorn closes a connection as soon as everything has left. Where the client takes nothing, and its machine is there all the
same, nothing ever leaves: not even the message that says that it is closed.
"""

import asyncio
from typing import Final

STALLED_SECONDS: Final = 40.0
"""For how long nothing may leave; longer than subscriptions wait for a reader, so that one that goes on is told why they ended."""


class Patience(asyncio.Protocol):
    """A connection that is cut off where for too long nothing leaves of what waits for its client."""

    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    _looks: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """Begin to look whether something leaves, as much waits already."""
        super().pause_writing()
        self.look_later()

    def resume_writing(self) -> None:
        """Look no more, as it has left."""
        super().resume_writing()
        self._look_no_more()

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        super().connection_lost(exc)
        self._look_no_more()

    def look_later(self) -> None:
        """Look after a while whether something has left, and again until everything has; where nothing has, end it."""
        if self._looks is None:
            waits = self.transport.get_write_buffer_size()
            self._looks = self.loop.call_later(STALLED_SECONDS, self._look, waits)

    def _look(self, waited: int) -> None:
        self._looks = None
        waits = self.transport.get_write_buffer_size()
        if waits >= waited:
            self.transport.abort()
        elif waits:
            self.look_later()

    def _look_no_more(self) -> None:
        if self._looks is not None:
            self._looks.cancel()
            self._looks = None
