"""Who may see what is not GraphQL and not for everybody."""

import hmac
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from auth.authenticator import Authenticator
from auth.bearer import AuthenticationError
from server.http.refusal import HttpRefused, answer_to, unauthenticated
from server.http.response import Answer
from server.telemetry.exchange import exchange_of

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


def for_callers(handler: Handler, authenticator: Authenticator) -> Handler:
    """Let in whoever has an access token, as for GraphQL."""

    async def guarded(request: Request) -> Response:
        try:
            principal = authenticator.principal(request.headers.get("authorization"))
        except AuthenticationError as error:
            return _response(answer_to(unauthenticated(error), None))
        exchange_of(request.scope).client = principal.client_id
        return await handler(request)

    return guarded


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
