"""/graphql: GraphQL over HTTP to the letter, as a thin ASGI application.

It stands where Strawberry's view would, which takes three times as long for a request as all of this: it makes an
execution context, a chain of extensions and a response object for each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from auth.authenticator import Authenticator
from auth.bearer import AuthenticationError, InvalidToken
from auth.principal import Principal
from server.graphql.answering import Answering, Asked, OnlyQueries, Reply
from server.graphql.caller import Caller
from server.graphql.errors import Refused
from server.graphql.request import GraphQLRequest
from server.http.client_limits import ClientLimits
from server.http.graphiql.page import Page
from server.http.intake import from_post, from_query_string
from server.http.languages import languages_of
from server.http.negotiation import ANSWERS, ANSWERS_OR_PAGE, HTML, JSON, RESPONSE_JSON, negotiate
from server.http.refusal import VARY, HttpRefused, answer_to, method_not_allowed, unauthenticated
from server.http.response import Answer, Header
from server.telemetry.exchange import exchange_of
from server.telemetry.slow_plans import SlowPlans
from server.telemetry.usage import FieldUsage

_HEADERS: Final[tuple[Header, ...]] = (VARY, (b"cache-control", b"no-store"))


@dataclass
class GraphQLEndpoint:
    """Answers requests for operations, and shows GraphiQL to browsers."""

    answering: Answering
    authenticator: Authenticator
    page: Page
    usage: FieldUsage
    slow_plans: SlowPlans
    limits: ClientLimits
    # Is told of tokens that are not to be believed: what is wrong, from which address, in which request.
    unknown: Callable[[InvalidToken, str, str], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        media_type = negotiate(headers.get(b"accept"), ANSWERS_OR_PAGE if scope["method"] == "GET" else ANSWERS)
        try:
            answer = await self._answer(scope, headers, media_type, receive)
        except Refused as refused:
            answer = answer_to(refused, media_type)
        except ClientDisconnect:
            return
        await answer.send(send)

    async def _answer(
        self, scope: Scope, headers: dict[bytes, str], media_type: str | None, receive: Receive
    ) -> Answer:
        exchange_of(scope).route = "graphiql" if media_type == HTML else "graphql"
        if media_type is None:
            raise HttpRefused(406, "NOT_ACCEPTABLE", f"Answers are {RESPONSE_JSON} or {JSON}.")
        if media_type == HTML:
            return self.page.answer(headers.get(b"host"))
        if scope["method"] not in ("GET", "POST"):
            raise method_not_allowed("Send POST, or GET for queries.")
        # Who asks is known before anything of the request is read.
        principal = self._principal(scope, headers)
        asked = self._asked(scope, await _request(scope, headers, receive))
        with self.limits.within(principal.client_id):
            reply = await self._reply(scope, asked, principal, headers)
        self.usage.count(principal.client_id, reply.plan)
        self.slow_plans.note(exchange_of(scope), asked, reply)
        return Answer(reply.body, 200, media_type, _HEADERS)

    def _principal(self, scope: Scope, headers: dict[bytes, str]) -> Principal:
        try:
            principal = self.authenticator.principal(headers.get(b"authorization"))
        except AuthenticationError as error:
            if isinstance(error, InvalidToken):
                self.unknown(error, (scope.get("client") or ("", 0))[0], exchange_of(scope).id)
            raise unauthenticated(error) from None
        exchange_of(scope).client = principal.client_id
        return principal

    def _asked(self, scope: Scope, request: GraphQLRequest) -> Asked:
        exchange_of(scope).name(request.operation_name)
        try:
            asked = self.answering.read(request, queries_only=scope["method"] == "GET")
        except OnlyQueries:
            raise method_not_allowed("Only queries can be sent with GET.") from None
        exchange_of(scope).name(asked.operation.name and asked.operation.name.value)
        return asked

    async def _reply(self, scope: Scope, asked: Asked, principal: Principal, headers: dict[bytes, str]) -> Reply:
        languages = languages_of(headers.get(b"accept-language"), principal.languages)
        key = headers.get(b"idempotency-key")
        return await self.answering.answer(asked, Caller.of(principal, languages, exchange_of(scope).id, key))


async def _request(scope: Scope, headers: dict[bytes, str], receive: Receive) -> GraphQLRequest:
    if scope["method"] == "GET":
        return from_query_string(scope["query_string"])
    return await from_post(headers.get(b"content-type"), receive)
