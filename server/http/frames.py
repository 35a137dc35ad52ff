"""Frames of WebSockets that are written to the connection as they are (RFC 6455, 5.2).

What a thousand subscribers are sent differs by the name that each has given to the operation. Through ASGI each of these texts
is decoded, encoded and framed by itself, which takes longer than everything else; here it is a head, a name and the bytes that
are the same for all.
"""

import struct
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from starlette.types import Scope
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.protocol import State

WriteText: TypeAlias = Callable[[Sequence[bytes]], bool]
"""Writes a text, given in parts, and tells whether the connection took it; where it did not, nothing was written."""

_WRITES: Final = "torso.writes"
_WHOLE_TEXT: Final = 0x81
_SHORT: Final = 125
_MIDDLE: Final = 0xFFFF


def text_head(size: int) -> bytes:
    """Give what stands before a text of so many bytes."""
    if size <= _SHORT:
        return bytes((_WHOLE_TEXT, size))
    if size <= _MIDDLE:
        return struct.pack("!BBH", _WHOLE_TEXT, 126, size)
    return struct.pack("!BBQ", _WHOLE_TEXT, 127, size)


def written_by(scope: Scope) -> WriteText | None:
    """Give what writes texts to the connection of a socket; None where there is only ASGI."""
    return scope.get(_WRITES)


class FramedSockets(WebSocketsSansIOProtocol):
    """The connection of a socket, which leaves in its scope what writes to it."""

    scope: Any = None

    def handle_connect(self, event: Request) -> None:
        """Begin with a socket; the application has not seen its scope yet."""
        super().handle_connect(event)
        if self.scope is not None:
            self.scope[_WRITES] = self.write_text

    def write_text(self, parts: Sequence[bytes]) -> bool:
        """Write a text, unless the connection takes nothing now or is ending."""
        if not self.writable.is_set() or self.disconnected or self.close_sent or self.conn.state is not State.OPEN:
            return False
        text = b"".join(parts)
        self.transport.write(text_head(len(text)) + text)
        return True
