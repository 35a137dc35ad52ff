"""Letting pages of other origins speak to the endpoints that know nobody by a cookie (Fetch, 3.2).

What is asked there shows a secret, a code or a token of its own, so that a page can do nothing that its program could not.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_ANYBODY: Final = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "DPoP-Nonce, WWW-Authenticate, X-Request-Id",
}
_BEFORE: Final = {
    **_ANYBODY,
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "Authorization, Content-Type, DPoP",
    "access-control-max-age": "7200",
}


def for_any_origin(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Answer pages of every origin."""

    async def crossing(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_BEFORE)
        response = await handler(request)
        response.headers.update(_ANYBODY)
        return response

    return crossing
