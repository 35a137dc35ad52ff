"""/graphql as a WebSocket: who may open one, and in which protocol it is spoken."""

from dataclasses import dataclass

from starlette.types import Receive, Scope, Send
from structlog.typing import FilteringBoundLogger

from server.http.conversation import Conversation
from server.http.frames import written_by
from server.http.kept_open import KeptOpen
from server.http.messages import SUBPROTOCOL, CloseCode, Closed, closing
from server.http.operations import Operations
from server.http.refusal import HttpRefused
from server.http.wire import Wire
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
        """Answer the request that would open a socket; pages of an origin that nobody has named get none."""
        await receive()
        origins = self.operations.origins
        origin = origins.foreign(scope)
        if origin is not None and not origins.known(origin):
            # Before anything was opened this is an answer with 403.
            await send({"type": "websocket.close"})
            return
        try:
            await self._open(scope, receive, send)
        except Closed as closed:
            spoken = SUBPROTOCOL if SUBPROTOCOL in scope["subprotocols"] else None
            await send({"type": "websocket.accept", "subprotocol": spoken})
            await send(closing(closed.code, str(closed)))

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        if SUBPROTOCOL not in scope["subprotocols"]:
            raise Closed(CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE, f"Speak {SUBPROTOCOL}.")
        try:
            with self.kept_open.one_more(), self.metrics.open_as("socket"):
                await self._converse(scope, receive, send)
        except HttpRefused as refused:
            raise Closed(CloseCode.TRY_AGAIN_LATER, refused.errors[0].message) from None

    async def _converse(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        wire = Wire(send, written_by(scope))
        conversation = Conversation(self.operations, self.kept_open, self.journal, self.log, scope, wire)
        await conversation.listen(receive)
        self.log.info("socket closed", client=conversation.client, code=conversation.close_code)
