"""The routes of the authorization server."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.http.visitor_limits import TooOften
from server.oauth.authorize import AuthorizeEndpoint
from server.oauth.desk import Desk
from server.oauth.device import DeviceEndpoint
from server.oauth.endpoints import VERIFICATION
from server.oauth.logout import LogoutEndpoint
from server.oauth.message import too_often
from server.oauth.metadata import MetadataEndpoints
from server.oauth.pages.plain import wait_page
from server.oauth.token import TokenEndpoints
from server.oauth.userinfo import UserinfoEndpoint
from server.pages.language import language_of
from server.telemetry.exchange import exchange_of

_Handler: TypeAlias = Callable[[Request], Awaitable[Response]]

_POST = ["POST"]
_GET = ["GET"]


def oauth_routes(desk: Desk) -> Sequence[BaseRoute]:
    """Give the routes; which pages of other origins may ask them is said by program (`server/http/cross_origin.py`)."""
    # At DEBUG the library writes tokens down.
    logging.getLogger("authlib").setLevel(logging.INFO)
    tokens, told, userinfo = TokenEndpoints(desk), MetadataEndpoints(desk), UserinfoEndpoint(desk)
    return (
        Route("/oauth/authorize", _paced(desk, AuthorizeEndpoint(desk)), methods=["GET", "POST"]),
        Route(VERIFICATION, _paced(desk, DeviceEndpoint(desk)), methods=["GET", "POST"]),
        Route("/oauth/logout", _paced(desk, LogoutEndpoint(desk)), methods=["GET", "POST"]),
        Route("/oauth/token", tokens.token, methods=_POST),
        Route("/oauth/revoke", tokens.revoke, methods=_POST),
        Route("/oauth/par", tokens.push, methods=_POST),
        Route("/oauth/device_authorization", tokens.device_authorization, methods=_POST),
        Route("/oauth/introspect", tokens.introspect, methods=_POST),
        Route("/oauth/userinfo", _paced(desk, userinfo, is_page=False), methods=["GET", *_POST]),
        Route("/oauth/jwks.json", told.keys, methods=_GET),
        Route("/.well-known/oauth-authorization-server", told.authorization_server, methods=_GET),
        Route("/.well-known/openid-configuration", told.authorization_server, methods=_GET),
        Route("/.well-known/oauth-protected-resource", told.protected_resource, methods=_GET),
    )


def _paced(desk: Desk, handler: _Handler, *, is_page: bool = True) -> _Handler:
    """Let a handler answer as often as is taken from an address, and from the program that is named there."""

    async def paced(request: Request) -> Response:
        try:
            desk.visitors.require(request, request.query_params.get("client_id", ""))
        except TooOften as error:
            exchange_of(request.scope).route = "oauth"
            return wait_page(language_of(request), error.seconds) if is_page else too_often(error.seconds)
        return await handler(request)

    return paced
