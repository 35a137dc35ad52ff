"""The routes of the authorization server."""

import logging
from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from server.oauth.authorize import AuthorizeEndpoint
from server.oauth.desk import Desk
from server.oauth.device import DeviceEndpoint
from server.oauth.endpoints import VERIFICATION
from server.oauth.logout import LogoutEndpoint
from server.oauth.metadata import MetadataEndpoints
from server.oauth.token import TokenEndpoints
from server.oauth.userinfo import UserinfoEndpoint

_POST = ["POST"]
_GET = ["GET"]


def oauth_routes(desk: Desk) -> Sequence[BaseRoute]:
    """Give the routes; which pages of other origins may ask them is said by program (`server/http/cross_origin.py`)."""
    # At DEBUG the library writes tokens down.
    logging.getLogger("authlib").setLevel(logging.INFO)
    tokens, told = TokenEndpoints(desk), MetadataEndpoints(desk)
    userinfo = UserinfoEndpoint(desk)
    return (
        Route("/oauth/authorize", AuthorizeEndpoint(desk).__call__, methods=["GET", "POST"]),
        Route(VERIFICATION, DeviceEndpoint(desk).__call__, methods=["GET", "POST"]),
        Route("/oauth/logout", LogoutEndpoint(desk).__call__, methods=["GET", "POST"]),
        Route("/oauth/token", tokens.token, methods=_POST),
        Route("/oauth/revoke", tokens.revoke, methods=_POST),
        Route("/oauth/par", tokens.push, methods=_POST),
        Route("/oauth/device_authorization", tokens.device_authorization, methods=_POST),
        Route("/oauth/introspect", tokens.introspect, methods=_POST),
        Route("/oauth/userinfo", userinfo.__call__, methods=["GET", *_POST]),
        Route("/oauth/jwks.json", told.keys, methods=_GET),
        Route("/.well-known/oauth-authorization-server", told.authorization_server, methods=_GET),
        Route("/.well-known/openid-configuration", told.authorization_server, methods=_GET),
        Route("/.well-known/oauth-protected-resource", told.protected_resource, methods=_GET),
    )
