"""/graphql as a WebSocket: who may open one, and in which protocol it is spoken."""

from dataclasses import dataclass

from starlette.types import Receive, Scope, Send
from structlog.typing import FilteringBoundLogger

from server.graphql.answering import refusal_body
from server.http.conversation import Conversation
from server.http.cross_origin import origin_refused
from server.http.kept_open import KeptOpen
from server.http.messages import SUBPROTOCOL, CloseCode, closing
from server.http.negotiation import JSON
from server.http.operations import Operations
from server.http.origins import foreign_origin
from server.http.refusal import HttpRefused
from server.telemetry.metrics import Metrics
from server.telemetry.observed import Journal


@dataclass
class SocketEndpoint:
    """Opens sockets, and listens to each for as long as it is open."""

    operations: Operations
    kept_open: KeptOpen
    metrics: Metrics
    journal: Journal
    log: FilteringBoundLogger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request that would open a socket."""
        await receive()
        try:
            self._require_known_origin(scope)
            with self.kept_open.one_more(), self.metrics.open_as("socket"):
                await self._converse(scope, receive, send)
        except HttpRefused as refused:
            await _refuse(refused, send)

    def _require_known_origin(self, scope: Scope) -> None:
        origin = foreign_origin(scope)
        if origin is not None and not self.operations.origins.known(origin):
            raise origin_refused()

    async def _converse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if SUBPROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.accept"})
            await send(closing(CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE, f"Speak {SUBPROTOCOL}."))
            return
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        conversation = Conversation.over(self.operations, self.kept_open, self.journal, self.log, scope, send)
        await conversation.listen(receive)
        self.log.info("socket closed", client=conversation.client, code=conversation.close_code)


async def _refuse(refused: HttpRefused, send: Send) -> None:
    headers = [(b"content-type", f"{JSON}; charset=utf-8".encode()), *refused.headers]
    status = refused.status
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": refusal_body(refused.errors)})
