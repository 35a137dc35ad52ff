"""Who may see what is not GraphQL and not for everybody."""

import hmac
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from auth.bearer import AuthenticationError
from auth.dpop import one_proof
from server.access.entrance import COMPANY, Shown
from server.graphql.errors import Refused
from server.http.operations import Operations
from server.http.refusal import HttpRefused, answer_to, unauthenticated
from server.http.response import Answer
from server.telemetry.exchange import exchange_of

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


def for_callers(handler: Handler, operations: Operations) -> Handler:
    """Let in whoever has an access token, as for GraphQL; who asks by registered operations alone asks for nothing else."""

    async def guarded(request: Request) -> Response:
        entrance, exchange = operations.entrance, exchange_of(request.scope)
        try:
            admitted = await entrance.admit(shown_by(request))
            exchange.client = admitted.client_id
            operations.require_anything(admitted, exchange)
        except AuthenticationError as error:
            return _response(answer_to(unauthenticated(error, entrance.metadata), None))
        except Refused as refused:
            return _response(answer_to(refused, None))
        return await handler(request)

    return guarded


def shown_by(request: Request) -> Shown:
    """Give what a request shows of who sends it."""
    given = request.headers
    authorization, proof = given.get("authorization"), one_proof(given.getlist("dpop"))
    return Shown(authorization, given.get(COMPANY), None, proof, request.method, request.url.path)


def for_operators(handler: Handler, token: SecretStr | None) -> Handler:
    """Let in whoever has the operator's token; without one, requests from this machine."""

    async def guarded(request: Request) -> Response:
        if not _is_operator(request, token):
            refused = HttpRefused(403, "FORBIDDEN", "This is for whoever runs the server (TORSO_METRICS_TOKEN).")
            return _response(answer_to(refused, None))
        return await handler(request)

    return guarded


def _is_operator(request: Request, token: SecretStr | None) -> bool:
    if token is None:
        return request.client is not None and request.client.host in _LOOPBACK
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode(), token.get_secret_value().encode())


def _response(answer: Answer) -> Response:
    headers = {name.decode(): value.decode() for name, value in answer.headers}
    return Response(answer.body, answer.status, headers, answer.media_type)
