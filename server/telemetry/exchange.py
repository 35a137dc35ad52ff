"""One request and its answer, as logs and metrics see it."""

import os
import re
import time
from dataclasses import dataclass, field
from typing import Final

from starlette.types import Scope

_KEY = "torso.exchange"
SOCKET = "SOCKET"
"""The method of an operation that came over a socket."""
UNWATCHED: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""What is asked every few seconds by whoever watches."""
_TEXT_MAX = 200
"""How much of a text of the client's own is kept, so that nobody fills the logs."""
_WELL_FORMED = re.compile(rb"[A-Za-z0-9._~-]{8,64}")


@dataclass(slots=True)
class Exchange:
    """What is known of a request; whoever learns more writes it down here."""

    id: str
    method: str
    path: str
    # The name of the route for metrics, since paths are as many as clients like.
    route: str = "other"
    client: str | None = None
    operation: str | None = None
    status: int = 0
    bytes: int = 0
    started: float = field(default_factory=time.perf_counter)

    def name(self, operation: str | None) -> None:
        """Note the name of the operation."""
        self.operation = operation and operation[:_TEXT_MAX]

    @property
    def ms(self) -> float:
        """Milliseconds since it arrived."""
        return round((time.perf_counter() - self.started) * 1000, 3)


def begin(scope: Scope) -> Exchange:
    """Note that a request has arrived; it keeps the id that the client gave it, if that is well-formed."""
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    id_ = given.decode() if _WELL_FORMED.fullmatch(given) else os.urandom(16).hex()
    exchange = Exchange(id_, scope["method"], scope["path"][:_TEXT_MAX])
    scope[_KEY] = exchange
    return exchange


def exchange_of(scope: Scope) -> Exchange:
    """Give what is known of the request that is being answered."""
    return scope[_KEY]
