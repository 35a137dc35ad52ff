"""/graphql: GraphQL over HTTP to the letter, as a thin ASGI application.

It stands where Strawberry's view would, which takes three times as long for a request as all of this: it makes an
execution context, a chain of extensions and a response object for each.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from auth.bearer import AuthenticationError, InvalidToken
from auth.dpop import one_proof
from server.access.entrance import COMPANY, SEE_AS, Admitted, Entrance, Shown
from server.access.running import Ticket
from server.graphql.answering import Answering, Asked, OnlyQueries, Reply
from server.graphql.caller import Caller
from server.graphql.documents import is_query
from server.graphql.errors import Refused
from server.graphql.request import GraphQLRequest
from server.http.client_limits import ClientLimits
from server.http.cross_origin import require_own_origin
from server.http.graphiql.page import Page
from server.http.intake import from_post, from_query_string
from server.http.languages import languages_of
from server.http.negotiation import ANSWERS, ANSWERS_OR_PAGE, HTML, JSON, RESPONSE_JSON, negotiate
from server.http.origins import Origins
from server.http.refusal import VARY, HttpRefused, answer_to, method_not_allowed, unauthenticated
from server.http.response import Answer, Header
from server.telemetry.exchange import exchange_of
from server.telemetry.slow_plans import SlowPlans
from server.telemetry.usage import FieldUsage
from services.refusals import RightsWithdrawn

_HEADERS: Final[tuple[Header, ...]] = (VARY, (b"cache-control", b"no-store"))


@dataclass
class GraphQLEndpoint:
    """Answers requests for operations, and shows GraphiQL to browsers."""

    answering: Answering
    entrance: Entrance
    page: Page
    usage: FieldUsage
    slow_plans: SlowPlans
    limits: ClientLimits
    # Is told of tokens that are not to be believed: what is wrong, from which address, in which request.
    unknown: Callable[[InvalidToken, str, str], None]
    # Writes down that somebody looks as somebody else, before they do.
    looked: Callable[[Caller], Awaitable[None]]
    origins: Origins

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
        shown = _shown(scope, headers)
        admitted = await self._admitted(scope, shown)
        require_own_origin(scope, self.origins, admitted.client_id)
        asked = self._asked(scope, await _request(scope, headers, receive))
        with self.limits.within(admitted.client_id):
            reply = await self._reply(scope, asked, admitted, self.entrance.ticket(admitted, shown), headers)
        self.usage.count(admitted.client_id, reply.plan)
        self.slow_plans.note(exchange_of(scope), asked, reply)
        return Answer(reply.body, 200, media_type, _HEADERS)

    async def _admitted(self, scope: Scope, shown: Shown) -> Admitted:
        try:
            admitted = await self.entrance.admit(shown)
        except AuthenticationError as error:
            if isinstance(error, InvalidToken):
                self.unknown(error, (scope.get("client") or ("", 0))[0], exchange_of(scope).id)
            raise unauthenticated(error, self.entrance.metadata) from None
        exchange_of(scope).client = admitted.client_id
        return admitted

    def _asked(self, scope: Scope, request: GraphQLRequest) -> Asked:
        exchange_of(scope).name(request.operation_name)
        try:
            asked = self.answering.read(request, queries_only=scope["method"] == "GET")
        except OnlyQueries:
            raise method_not_allowed("Only queries can be sent with GET.") from None
        exchange_of(scope).name(asked.operation.name and asked.operation.name.value)
        return asked

    async def _reply(
        self, scope: Scope, asked: Asked, admitted: Admitted, ticket: Ticket, headers: dict[bytes, str]
    ) -> Reply:
        languages = languages_of(headers.get(b"accept-language"), admitted.principal.languages)
        key, still_may = headers.get(b"idempotency-key"), ticket.require if ticket.names else None
        caller = Caller.of(
            admitted.principal, languages, exchange_of(scope).id, key, still_may, seen_by=admitted.seen_by
        )
        if caller.seen_by is not None:
            await self.looked(caller)
        if is_query(asked.operation):
            return await self._called_off_with(ticket, self.answering.answer(asked, caller))
        with self.entrance.running.entered(ticket):
            return await self.answering.answer(asked, caller)

    async def _called_off_with(self, ticket: Ticket, answering: Coroutine[Any, Any, Reply]) -> Reply:
        """Answer, unless the rights of whoever asks end first."""
        task = asyncio.current_task()
        assert task is not None
        ticket.call_off = task.cancel
        with self.entrance.running.entered(ticket):
            try:
                return await answering
            except asyncio.CancelledError:
                if ticket.ended_by is None:
                    raise
                task.uncancel()
        if isinstance(ticket.ended_by, AuthenticationError):
            raise unauthenticated(ticket.ended_by, self.entrance.metadata)
        raise HttpRefused(403, RightsWithdrawn.code, "Your rights have changed meanwhile. Ask again.")


def _shown(scope: Scope, headers: dict[bytes, str]) -> Shown:
    authorization, company, see_as = (headers.get(name.encode()) for name in ("authorization", COMPANY, SEE_AS))
    proofs = [value.decode("latin-1") for name, value in scope["headers"] if name == b"dpop"]
    return Shown(authorization, company, see_as, one_proof(proofs), scope["method"], scope["path"])


async def _request(scope: Scope, headers: dict[bytes, str], receive: Receive) -> GraphQLRequest:
    if scope["method"] == "GET":
        return from_query_string(scope["query_string"])
    return await from_post(headers.get(b"content-type"), receive)
