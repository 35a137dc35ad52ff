"""/graphql: GraphQL over HTTP to the letter, as a thin ASGI application.

It stands where Strawberry's view would, which takes three times as long for a request as all of this: it makes an
execution context, a chain of extensions and a response object for each.
"""

from dataclasses import dataclass
from typing import Final

from graphql import OperationType
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from auth.bearer import AuthenticationError
from auth.dpop import one_proof
from server.access.entrance import COMPANY, SEE_AS, Admitted, Shown
from server.graphql.answering import Asked, NothingMayChange
from server.graphql.errors import Refused
from server.graphql.request import GraphQLRequest
from server.http.cross_origin import require_own_origin
from server.http.draining import leaves_by
from server.http.graphiql.page import Page
from server.http.intake import from_post, from_query_string
from server.http.kept_open import KeptOpen
from server.http.negotiation import (
    ANSWERS,
    ANSWERS_OR_PAGE,
    EVENT_STREAM,
    HTML,
    JSON,
    RESPONSE_JSON,
    negotiate,
    takes_streams,
)
from server.http.operations import Operations, Visit
from server.http.refusal import VARY, HttpRefused, answer_to, method_not_allowed, unauthenticated
from server.http.response import Answer, Header
from server.http.streams import HEADERS, Stream, whole
from server.http.wire import Wire
from server.telemetry.exchange import exchange_of
from server.telemetry.metrics import Metrics

_HEADERS: Final[tuple[Header, ...]] = (VARY, (b"cache-control", b"no-store"))
_SUBSCRIBE: Final = (
    "A subscription is answered as long as it lasts: send it with Accept: text/event-stream, "
    "or over a WebSocket that speaks graphql-transport-ws."
)


@dataclass
class GraphQLEndpoint:
    """Answers requests for operations, and shows GraphiQL to browsers."""

    operations: Operations
    page: Page
    kept_open: KeptOpen
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        media_type = negotiate(headers.get(b"accept"), ANSWERS_OR_PAGE if scope["method"] == "GET" else ANSWERS)
        try:
            answer = await self._answer(scope, headers, media_type, receive, send)
        except Refused as refused:
            # What is refused before a stream begins is refused as anything else.
            answer = answer_to(refused, RESPONSE_JSON if media_type == EVENT_STREAM else media_type)
        except ClientDisconnect:
            return
        if answer is not None:
            await answer.send(send)

    async def _answer(
        self, scope: Scope, headers: dict[bytes, str], media_type: str | None, receive: Receive, send: Send
    ) -> Answer | None:
        """Give the answer; None where it was a stream, which is over now."""
        exchange_of(scope).route = "graphiql" if media_type == HTML else "graphql"
        if media_type is None:
            raise HttpRefused(406, "NOT_ACCEPTABLE", f"Answers are {RESPONSE_JSON}, {JSON} or {EVENT_STREAM}.")
        if media_type == HTML:
            return self.page.answer(headers.get(b"host"))
        if scope["method"] not in ("GET", "POST"):
            raise method_not_allowed("Send POST, or GET for queries.")
        # Who asks is known before anything of the request is read.
        shown = _shown(scope, headers)
        admitted = await self._admitted(scope, shown)
        require_own_origin(scope, self.operations.origins, admitted.client_id)
        asked = await self._asked(scope, admitted, await _request(scope, headers, receive))
        visit = Visit(
            admitted, shown, exchange_of(scope), headers.get(b"accept-language"), headers.get(b"idempotency-key")
        )
        if asked.operation.operation is OperationType.SUBSCRIPTION:
            await self._stream(scope, headers, asked, visit, receive, send)
            return None
        return await self._whole(asked, visit, media_type)

    async def _admitted(self, scope: Scope, shown: Shown) -> Admitted:
        address = (scope.get("client") or ("", 0))[0]
        try:
            return await self.operations.admit(shown, exchange_of(scope), address)
        except AuthenticationError as error:
            raise unauthenticated(error, self.operations.entrance.metadata) from None

    async def _asked(self, scope: Scope, admitted: Admitted, request: GraphQLRequest) -> Asked:
        changes_nothing = scope["method"] == "GET"
        try:
            return await self.operations.read(request, admitted, exchange_of(scope), changes_nothing=changes_nothing)
        except NothingMayChange:
            raise method_not_allowed("Mutations cannot be sent with GET.") from None

    async def _whole(self, asked: Asked, visit: Visit, media_type: str) -> Answer:
        try:
            reply = await self.operations.answer(asked, visit)
        except AuthenticationError as error:
            raise unauthenticated(error, self.operations.entrance.metadata) from None
        if media_type == EVENT_STREAM:
            return Answer(whole(reply.body), 200, EVENT_STREAM, HEADERS)
        return Answer(reply.body, 200, media_type, _HEADERS)

    async def _stream(
        self, scope: Scope, headers: dict[bytes, str], asked: Asked, visit: Visit, receive: Receive, send: Send
    ) -> None:
        if not takes_streams(headers.get(b"accept")):
            raise Refused.because(_SUBSCRIBE, "SUBSCRIPTION_NEEDS_STREAM")
        visit.exchange.route = "stream"
        stream = Stream(Wire(send))
        with self.kept_open.one_more(), self.kept_open.one_more_for(visit.admitted), self.metrics.open_as("stream"):
            after = headers.get(b"last-event-id")
            subscriber = await self.operations.subscribe(asked, visit, stream, after or None)
            leaves_by(scope, stream.leave)
            try:
                await stream.hold(receive)
            finally:
                subscriber.end()


def _shown(scope: Scope, headers: dict[bytes, str]) -> Shown:
    authorization, company, see_as = (headers.get(name.encode()) for name in ("authorization", COMPANY, SEE_AS))
    proofs = [value.decode("latin-1") for name, value in scope["headers"] if name == b"dpop"]
    return Shown(authorization, company, see_as, one_proof(proofs), scope["method"], scope["path"])


async def _request(scope: Scope, headers: dict[bytes, str], receive: Receive) -> GraphQLRequest:
    if scope["method"] == "GET":
        return from_query_string(scope["query_string"])
    return await from_post(headers.get(b"content-type"), receive)
