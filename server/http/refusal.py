"""Refusals of HTTP, with a JSON body like every other error."""

from graphql import GraphQLError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from auth.bearer import REALM, AuthenticationError
from server.graphql.answering import refusal_body
from server.graphql.errors import Refused
from server.http.negotiation import JSON
from server.http.response import Answer, Header
from server.telemetry.exchange import exchange_of

ALLOWED: Header = (b"allow", b"GET, POST")
VARY: Header = (b"vary", b"Accept")


class HttpRefused(Refused):
    """A request that HTTP itself refuses, with the headers that belong to the status."""

    def __init__(self, status: int, code: str, message: str, *headers: Header) -> None:
        """Refuse with a status, a code and a sentence."""
        super().__init__([GraphQLError(message, extensions={"code": code})], status)
        self.headers = headers


def method_not_allowed(message: str) -> HttpRefused:
    """Refuse a method."""
    return HttpRefused(405, "METHOD_NOT_ALLOWED", message, ALLOWED)


def unauthenticated(error: AuthenticationError, metadata: str | None = None) -> HttpRefused:
    """Refuse somebody who is not known, without a word on what is wrong with the token (RFC 6750, 3).

    `metadata` is where programs read which server gives tokens (RFC 9728, 5.1).
    """
    said = [f'realm="{REALM}"']
    if error.oauth_error:
        said.append(f'error="{error.oauth_error}"')
    if metadata is not None:
        said.append(f'resource_metadata="{metadata}"')
    return HttpRefused(
        error.http_status,
        "UNAUTHENTICATED",
        "A valid access token is needed: send the header Authorization: Bearer <token>.",
        (b"www-authenticate", f"Bearer {', '.join(said)}".encode()),
    )


def answer_to(refused: Refused, media_type: str | None) -> Answer:
    """Write a refusal.

    A well-formed request that GraphQL refuses is answered with 200 to those who take application/json: they read every
    other status as a broken server (GraphQL over HTTP, 6.4.1). Whoever takes nothing that is offered gets that too.
    """
    status = refused.status
    if status is None:
        status = 200 if media_type == JSON else 400
    headers = refused.headers if isinstance(refused, HttpRefused) else ()
    return Answer(refusal_body(refused.errors), status, media_type or JSON, (VARY, *headers))


async def refused(_request: Request, error: Exception) -> Response:
    """Answer what Starlette refuses: a path that is not there, a method that it does not take."""
    assert isinstance(error, HTTPException)
    message = GraphQLError(error.detail, extensions={"code": error.detail.upper().replace(" ", "_")})
    return Response(refusal_body([message]), error.status_code, error.headers, JSON)


async def failed(request: Request, _error: Exception) -> Response:
    """Answer what nobody expected: the log has the rest, under this id."""
    extensions = {"code": "INTERNAL", "requestId": exchange_of(request.scope).id}
    return Response(refusal_body([GraphQLError("Internal error", extensions=extensions)]), 500, None, JSON)
