"""Every request gets an id, is counted and logged; and so is what nobody expected, for the person on call.

Of those who watch, only what they were told of trouble is logged: the rest is the same line every few seconds.
"""

from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import FilteringBoundLogger

from server.telemetry.exchange import UNWATCHED, Exchange, begin
from server.telemetry.metrics import Metrics

_WELL: Final = 200


@dataclass(frozen=True)
class Journal:
    """Where what was answered is counted and logged."""

    metrics: Metrics
    log: FilteringBoundLogger

    def note(self, exchange: Exchange) -> None:
        """Note an answered request."""
        self.metrics.observe(exchange)
        if exchange.path in UNWATCHED and exchange.status == _WELL:
            return
        self.log.info(
            "request",
            request_id=exchange.id,
            method=exchange.method,
            path=exchange.path,
            client=exchange.client,
            operation=exchange.operation,
            status=exchange.status,
            ms=exchange.ms,
            bytes=exchange.bytes,
        )


@dataclass(frozen=True)
class Observed:
    """Wraps the application, outside of everything else."""

    app: ASGIApp
    metrics: Metrics
    log: FilteringBoundLogger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and watch what becomes of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = begin(scope)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", exchange.id.encode())]
            else:
                exchange.bytes += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception:
            self.log.exception("bug", request_id=exchange.id, client=exchange.client, operation=exchange.operation)
        finally:
            Journal(self.metrics, self.log).note(exchange)
