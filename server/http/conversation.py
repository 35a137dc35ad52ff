"""One socket: who asks is said once, then operations come and go under names that the client gives them.

A query, a mutation and the beginning of a subscription have a task each, which ends with the answer. A subscription that has
begun has none (`ongoing.py`).
"""

import asyncio
import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from graphql import GraphQLError, GraphQLFormattedError, OperationType
from starlette.types import Receive, Scope
from structlog.typing import FilteringBoundLogger

from auth.bearer import AuthenticationError
from auth.principal import Principal
from server.access.entrance import COMPANY, SEE_AS, Admitted, Shown
from server.access.running import AWAY
from server.graphql.answering import Asked
from server.graphql.errors import Refused
from server.graphql.request import GraphQLRequest
from server.http.cross_origin import require_own_origin
from server.http.draining import leaves_by
from server.http.intake import require_small_variables
from server.http.kept_open import KeptOpen
from server.http.messages import (
    CloseCode,
    Closed,
    Complete,
    Init,
    Message,
    Ping,
    Pong,
    Subscribe,
    closing,
    next_head,
    read_message,
    said,
)
from server.http.ongoing import Ongoing
from server.http.operations import Operations, Visit
from server.http.wire import Wire
from server.telemetry.exchange import SOCKET, Exchange
from server.telemetry.observed import Journal

INIT_SECONDS: Final = 10.0
"""How long a socket has to say who asks."""
OPEN_SECONDS_MAX: Final = 24 * 3600.0
"""How long a socket stays open at most, however long its token is good."""
OPERATIONS_MAX: Final = 100
"""How many operations of one socket run at once."""
ID_CHARACTERS_MAX: Final = 256
UNKNOWN_CHARACTERS_MAX: Final = 32_000
"""How long a message of somebody may be of whom it is not known who they are."""


@dataclass(eq=False)
class Conversation:
    """What is said over one socket."""

    operations: Operations
    kept_open: KeptOpen
    journal: Journal
    log: FilteringBoundLogger
    scope: Scope
    wire: Wire
    ongoing: dict[str, Ongoing] = field(default_factory=dict[str, Ongoing])
    close_code: int | None = None
    client: str | None = None
    _shown: Shown | None = None
    _accept_language: str | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])
    _was_initialised: bool = False
    _leaves: bool = False
    _as_long_as_open: ExitStack = field(default_factory=ExitStack)

    async def listen(self, receive: Receive) -> None:
        """Hear what the client says until the socket is closed, and end what was asked for over it."""
        loop = asyncio.get_running_loop()
        reason = "Say who asks with connection_init."
        late = loop.call_later(INIT_SECONDS, self._close_unless_known, CloseCode.INITIALISATION_TIMEOUT, reason)
        leaves_by(self.scope, self._leave)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                await self._take(message.get("text"))
                # Whoever does not take the answers is not heard meanwhile, so that these do not pile up.
                await self.wire.flushed()
        finally:
            late.cancel()
            await self._end()

    def close(self, code: CloseCode, reason: str) -> None:
        """Close the socket."""
        if self.close_code is None:
            self.close_code = int(code)
            self.wire.put(closing(code, reason))

    async def _take(self, text: str | None) -> None:
        # What comes after the closing, and before the client knows of it, is not heard.
        if self.close_code is not None:
            return
        try:
            await self._hear(self._read(text))
        except Closed as closed:
            self.close(closed.code, str(closed))

    def _read(self, text: str | None) -> Message:
        if self._shown is None and len(text or "") > UNKNOWN_CHARACTERS_MAX:
            raise Closed(CloseCode.BAD_REQUEST, "Say who asks in fewer words.")
        return read_message(text)

    async def _hear(self, message: Message) -> None:
        match message:
            case Init(headers):
                await self._initialise(headers)
            case Subscribe():
                self._begin(message)
            case Complete(id_):
                self._stop(id_)
            case Ping(payload):
                self.wire.put(said("pong", payload))
            case Pong():
                pass

    def _stop(self, id_: str) -> None:
        if (ongoing := self.ongoing.get(id_)) is not None:
            ongoing.stop()

    async def _initialise(self, headers: Mapping[str, str]) -> None:
        if self._was_initialised:
            raise Closed(CloseCode.TOO_MANY_INITIALISATIONS, "Say connection_init once.")
        self._was_initialised = True
        shown, exchange = self._shown_by(headers), self._exchange()
        try:
            admitted = await self.operations.admit(shown, exchange, (self.scope.get("client") or ("", 0))[0])
            require_own_origin(self.scope, self.operations.origins, admitted.client_id)
            self._as_long_as_open.enter_context(self.kept_open.one_more_for(admitted))
        except AuthenticationError:
            raise Closed(CloseCode.FORBIDDEN, "A valid access token is needed: payload.authorization.") from None
        except Refused as refused:
            raise _closed(refused) from None
        self._welcome(shown, admitted)

    def _welcome(self, shown: Shown, admitted: Admitted) -> None:
        self._shown, self.client = shown, admitted.client_id
        ends_at = admitted.principal.expires_at
        payload = None
        if ends_at is not None:
            seconds = (ends_at - self.operations.entrance.clock.now()).total_seconds()
            payload = {"expiresAt": ends_at}
            self._close_after(min(seconds, OPEN_SECONDS_MAX))
        self._watch(shown, admitted)
        self.wire.put(said("connection_ack", payload))

    def _close_after(self, seconds: float) -> None:
        reason = "The access token has expired."
        timer = asyncio.get_running_loop().call_later(seconds, self.close, CloseCode.FORBIDDEN, reason)
        self._as_long_as_open.callback(timer.cancel)

    def _watch(self, shown: Shown, admitted: Admitted) -> None:
        """Close the socket as soon as what was shown is not good any more; lesser rights are looked at by each operation."""
        ticket = replace(
            self.operations.entrance.ticket(admitted, shown),
            principal=_without_rights(admitted.principal),
            call_off=self._close_for_token,
        )
        self._as_long_as_open.enter_context(self.operations.entrance.running.entered(ticket))

    def _begin(self, subscribe: Subscribe) -> None:
        if self._shown is None:
            raise Closed(CloseCode.UNAUTHORIZED, "Say who asks with connection_init, and wait for connection_ack.")
        if subscribe.id in self.ongoing:
            raise Closed(CloseCode.SUBSCRIBER_EXISTS, f"There is an operation {subscribe.id[:80]} already.")
        if len(subscribe.id) > ID_CHARACTERS_MAX:
            raise Closed(CloseCode.BAD_REQUEST, f"`id` is longer than {ID_CHARACTERS_MAX} characters.")
        ongoing = Ongoing(subscribe.id, next_head(subscribe.id), self.wire, self.ongoing, self._close_for_token)
        if max(len(self.ongoing), len(self._tasks)) >= OPERATIONS_MAX:
            message = f"More than {OPERATIONS_MAX} operations of this socket are running."
            ongoing.fail([_error(message, "TOO_MANY_OPERATIONS")])
            return
        self.ongoing[subscribe.id] = ongoing
        ongoing.task = asyncio.get_running_loop().create_task(self._run(ongoing, subscribe.parameters, self._shown))
        self._tasks.add(ongoing.task)
        ongoing.task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._close_if_left()

    async def _run(self, ongoing: Ongoing, parameters: Mapping[str, Any], shown: Shown) -> None:
        exchange = self._exchange()
        exchange.status = 200
        try:
            await self._answer(ongoing, parameters, shown, exchange)
        except AuthenticationError:
            exchange.status = 401
            self._close_for_token()
        except Refused as refused:
            exchange.status = refused.status or 400
            ongoing.fail([error.formatted for error in refused.errors])
        except Exception:
            exchange.status = 500
            self.log.exception("bug", request_id=exchange.id, client=exchange.client, operation=exchange.operation)
            ongoing.fail([_error("Internal error", "INTERNAL", requestId=exchange.id)])
        finally:
            self.journal.note(exchange)
        # Until its answer has left it counts as one that is running, and so does not pile up.
        await self.wire.flushed()

    async def _answer(self, ongoing: Ongoing, parameters: Mapping[str, Any], shown: Shown, exchange: Exchange) -> None:
        request = GraphQLRequest.of(parameters)
        require_small_variables(request)
        admitted = await self.operations.entrance.again(shown)
        exchange.client = admitted.client_id
        asked = await self.operations.read(request, admitted, exchange)
        visit = Visit(admitted, shown, exchange, self._accept_language, _key(parameters))
        if asked.operation.operation is OperationType.SUBSCRIPTION:
            await self._subscribe(ongoing, asked, visit)
            return
        ongoing.may_be_cancelled = asked.operation.operation is OperationType.QUERY
        reply = await self.operations.answer(asked, visit)
        exchange.bytes = len(reply.body)
        ongoing.answer(reply.body)
        ongoing.complete()

    async def _subscribe(self, ongoing: Ongoing, asked: Asked, visit: Visit) -> None:
        ongoing.may_be_cancelled = False
        subscriber = await self.operations.subscribe(asked, visit, ongoing)
        # It may have ended meanwhile, from either side.
        if ongoing.is_over:
            subscriber.end()
        else:
            ongoing.subscriber = subscriber

    async def _end(self) -> None:
        self._as_long_as_open.close()
        for ongoing in list(self.ongoing.values()):
            ongoing.stop()
        self.wire.cut()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _leave(self) -> None:
        """Go, as soon as what has been asked is answered."""
        self._leaves = True
        self._close_if_left()

    def _close_if_left(self) -> None:
        if self._leaves and not self._tasks:
            self.close(CloseCode.SERVICE_RESTART, "This server stops. Connect again.")

    def _close_for_token(self) -> None:
        self.close(CloseCode.FORBIDDEN, "The access token is not good any more.")

    def _close_unless_known(self, code: CloseCode, reason: str) -> None:
        if self._shown is None:
            self.close(code, reason)

    def _shown_by(self, headers: Mapping[str, str]) -> Shown:
        """Give what is shown: in the message, or in the request that has opened the socket."""
        opened_by = {name.decode(): value.decode("latin-1") for name, value in self.scope["headers"]}
        given = {**opened_by, **headers}
        self._accept_language = given.get("accept-language")
        authorization, company, see_as, proof = (given.get(name) for name in ("authorization", COMPANY, SEE_AS, "dpop"))
        return Shown(authorization, company, see_as, proof, "GET", self.scope["path"])

    def _exchange(self) -> Exchange:
        return Exchange(os.urandom(16).hex(), SOCKET, self.scope["path"], "socket", self.client)


def _without_rights(principal: Principal) -> Principal:
    return replace(principal, permissions=frozenset[str](), companies=())


def _closed(refused: Refused) -> Closed:
    error = refused.errors[0]
    code = CloseCode.TRY_AGAIN_LATER if refused.status in (AWAY, 429) else CloseCode.FORBIDDEN
    return Closed(code, f"{(error.extensions or {}).get('code')}: {error.message}")


def _key(parameters: Mapping[str, Any]) -> str | None:
    extensions = cast("Mapping[str, object]", parameters.get("extensions") or {})
    key = extensions.get("idempotencyKey")
    if key is not None and not isinstance(key, str):
        raise Refused.because("The extension `idempotencyKey` must be text.", "BAD_USER_INPUT", status=400)
    return key


def _error(message: str, code: str, **facts: object) -> GraphQLFormattedError:
    return GraphQLError(message, extensions={"code": code, **facts}).formatted
