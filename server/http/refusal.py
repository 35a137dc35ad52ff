"""Refusals of HTTP, with a JSON body like every other error."""

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError

from auth.bearer import REALM, AuthenticationError
from server.graphql.answering import refusal_body
from server.graphql.errors import Refused
from server.http.negotiation import JSON
from server.http.response import Answer, Header

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


def unauthenticated(error: AuthenticationError) -> HttpRefused:
    """Refuse somebody who is not known, without a word on what is wrong with the token (RFC 6750, 3)."""
    challenge = f'Bearer realm="{REALM}"' + (f', error="{error.oauth_error}"' if error.oauth_error else "")
    return HttpRefused(
        error.http_status,
        "UNAUTHENTICATED",
        "A valid access token is needed: send the header Authorization: Bearer <token>.",
        (b"www-authenticate", challenge.encode()),
    )


def answer_to(refused: Refused, media_type: str | None) -> Answer:
    """Write a refusal.

    A well-formed request that GraphQL refuses is answered with 200 to those who only take application/json, since they
    take every other status for a broken server (GraphQL over HTTP, 6.4.1).
    """
    status = refused.status
    if status is None:
        status = 200 if media_type == JSON else 400
    headers = refused.headers if isinstance(refused, HttpRefused) else ()
    return error_answer(refused.errors, status, media_type, *headers)


def error_answer(
    errors: Sequence[GraphQLError | Mapping[str, Any]], status: int, media_type: str | None, *headers: Header
) -> Answer:
    """Write errors; to a client that takes nothing that is offered, as application/json."""
    return Answer(refusal_body(errors), status, media_type or JSON, (VARY, *headers))
