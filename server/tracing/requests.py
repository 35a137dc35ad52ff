"""A span for each request of HTTP, which goes on with the trace that it belongs to.

It says the route and not the path, since the path of a file is of somebody, and its query a signature; nobody's address either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, use_span
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.telemetry.exchange import UNWATCHED, exchange_of
from server.tracing.parents import context_of, parent_among

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_OTHER: Final = "_OTHER"
_FAILED: Final = 500


@dataclass(frozen=True)
class TracedRequests:
    """Wraps the application, and what logs its requests."""

    app: ASGIApp
    tracer: Tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, within its span."""
        if scope["type"] != "http" or scope["path"] in UNWATCHED:
            await self.app(scope, receive, send)
            return
        parent = context_of(parent_among(scope["headers"]))
        span = self.tracer.start_span(_method(scope), parent, SpanKind.SERVER)

        async def send_and_look(message: Message) -> None:
            await send(message)
            # A stream may last for hours, and what it tells has spans of its own.
            if message["type"] == "http.response.start" and exchange_of(scope).route == "stream":
                _end(span, scope)

        with use_span(span, record_exception=False, set_status_on_exception=False):
            try:
                await self.app(scope, receive, send_and_look)
            finally:
                _end(span, scope)


def _end(span: Span, scope: Scope) -> None:
    """Say what has become of a request, once."""
    if not span.is_recording():
        return
    facts = _facts(scope)
    span.set_attributes(facts)
    span.update_name(" ".join(str(facts[name]) for name in ("http.request.method", "http.route") if name in facts))
    if exchange_of(scope).status >= _FAILED:
        span.set_status(StatusCode.ERROR)
    span.end()


def _facts(scope: Scope) -> Mapping[str, str | int]:
    exchange, route = exchange_of(scope), scope.get("route")
    facts: dict[str, str | int] = {
        "http.request.method": _method(scope),
        "http.response.status_code": exchange.status,
        "http.response.body.size": exchange.bytes,
    }
    if route is not None:
        facts["http.route"] = route.path
    # There it is whoever a request says that it is of.
    if exchange.client is not None and exchange.route != "oauth":
        facts["torso.client"] = exchange.client
    return facts


def _method(scope: Scope) -> str:
    # Anybody may make one up.
    return scope["method"] if scope["method"] in _METHODS else _OTHER
