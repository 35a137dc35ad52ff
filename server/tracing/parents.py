"""To which trace something belongs, as it is said between processes (W3C Trace Context).

Only `traceparent` is believed and passed on, which is ids and a bit. `tracestate` and `baggage` may hold whatever somebody likes, so
they are neither exported nor sent to anybody else.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from opentelemetry.context import Context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

HEADER: Final = "traceparent"
_CHARACTERS_MAX: Final = 100
"""One of today has 55; later versions may say more behind that."""
_WORDS: Final = TraceContextTextMapPropagator()


def context_of(parent: str | None) -> Context:
    """Give what continues a trace; what is not well-formed continues none, and a new one begins."""
    if parent is None or len(parent) > _CHARACTERS_MAX:
        return Context()
    return _WORDS.extract({HEADER: parent}, Context())


def parent_among(headers: Sequence[tuple[bytes, bytes]]) -> str | None:
    """Find what a request says; whoever says it twice says nothing."""
    said = [value for name, value in headers if name == HEADER.encode()]
    return said[0].decode("latin-1") if len(said) == 1 else None


def traceparent() -> str | None:
    """Say to which trace belongs what is being done; None where that is none."""
    said: dict[str, str] = {}
    _WORDS.inject(said)
    return said.get(HEADER)


def naming_trace(headers: Mapping[str, str]) -> dict[str, str]:
    """Give headers that carry the trace of what is being done too."""
    said = dict(headers)
    _WORDS.inject(said)
    return said
