"""Leaving without harm: when a worker ends, whoever stays connected is told to come again, and not all at the same moment.

uvicorn would close all sockets at once, and wait for streams that do not end by themselves. So each socket and stream leaves
in its scope what ends it, and its connection calls that when the server stops.
"""

import random
from collections.abc import Callable
from typing import Any, Final, TypedDict

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.graphql.limits import BODY_BYTES
from server.http.frames import FramedSockets
from server.http.patience import Patience

SPREAD_SECONDS: Final = 3.0
"""Within how many seconds everybody is told; all of them come again at another worker."""
PING_SECONDS: Final = 20.0
"""How often a socket is asked whether somebody is there, and how long it has to answer."""

_LEAVE: Final = "torso.leave"


def leaves_by(scope: Scope, leave: Callable[[], None]) -> None:
    """Say how a socket or a stream is ended when the server stops."""
    scope[_LEAVE] = leave


def _leaving(scope: Scope) -> Callable[[], None] | None:
    return scope.get(_LEAVE)


class Sockets(Patience, FramedSockets):
    """The connection of a socket."""

    def handle_ping(self) -> None:
        """Answer, unless answers pile up that nobody takes."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def shutdown(self) -> None:
        """Let the socket end itself; one that has not been opened yet has nothing to lose."""
        leave = None if self.scope is None else _leaving(self.scope)
        if leave is None or self.close_sent or self.disconnected:
            super().shutdown()
        else:
            self.loop.call_later(random.uniform(0, SPREAD_SECONDS), leave)  # noqa: S311 - nobody has to guess it

    def keepalive_timeout(self) -> None:
        """Close it, as nobody has answered; nobody may take the closing either."""
        super().keepalive_timeout()
        self.look_later()


class Requests(Patience, HttpToolsProtocol):
    """The connection of requests."""

    def shutdown(self) -> None:
        """Let a stream end itself; other requests are answered first."""
        super().shutdown()
        cycle: Any = self.cycle
        leave = None if cycle is None or cycle.response_complete else _leaving(cycle.scope)
        if leave is not None:
            self.loop.call_later(random.uniform(0, SPREAD_SECONDS), leave)  # noqa: S311 - nobody has to guess it


class Protocols(TypedDict):
    """What uvicorn is told of connections."""

    http: type[HttpToolsProtocol]
    ws: type[FramedSockets]
    ws_max_size: int
    ws_ping_interval: float
    ws_ping_timeout: float
    ws_per_message_deflate: bool


PROTOCOLS: Final[Protocols] = {
    "http": Requests,
    "ws": Sockets,
    "ws_max_size": BODY_BYTES,
    "ws_ping_interval": PING_SECONDS,
    "ws_ping_timeout": PING_SECONDS,
    # It would cost each socket ten times its memory, and each message four times its time.
    "ws_per_message_deflate": False,
}
