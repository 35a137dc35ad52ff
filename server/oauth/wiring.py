"""The routes of the authorization server."""

import logging
from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from server.oauth.authorize import AuthorizeEndpoint
from server.oauth.crossing import for_any_origin
from server.oauth.desk import Desk
from server.oauth.device import DeviceEndpoint
from server.oauth.endpoints import VERIFICATION
from server.oauth.logout import LogoutEndpoint
from server.oauth.metadata import MetadataEndpoints
from server.oauth.token import TokenEndpoints
from server.oauth.userinfo import UserinfoEndpoint

_POST = ["POST", "OPTIONS"]
_GET = ["GET", "OPTIONS"]


def oauth_routes(desk: Desk) -> Sequence[BaseRoute]:
    """Give the routes; what programs ask for may come from pages of any origin, what people see from ours alone."""
    # At DEBUG the library writes tokens down.
    logging.getLogger("authlib").setLevel(logging.INFO)
    tokens, told = TokenEndpoints(desk), MetadataEndpoints(desk)
    userinfo = UserinfoEndpoint(desk)
    return (
        Route("/oauth/authorize", AuthorizeEndpoint(desk).__call__, methods=["GET", "POST"]),
        Route(VERIFICATION, DeviceEndpoint(desk).__call__, methods=["GET", "POST"]),
        Route("/oauth/logout", LogoutEndpoint(desk).__call__, methods=["GET", "POST"]),
        Route("/oauth/token", for_any_origin(tokens.token), methods=_POST),
        Route("/oauth/revoke", for_any_origin(tokens.revoke), methods=_POST),
        Route("/oauth/par", for_any_origin(tokens.push), methods=_POST),
        Route("/oauth/device_authorization", for_any_origin(tokens.device_authorization), methods=_POST),
        Route("/oauth/introspect", tokens.introspect, methods=["POST"]),
        Route("/oauth/userinfo", for_any_origin(userinfo.__call__), methods=["GET", *_POST]),
        Route("/oauth/jwks.json", for_any_origin(told.keys), methods=_GET),
        Route("/.well-known/oauth-authorization-server", for_any_origin(told.authorization_server), methods=_GET),
        Route("/.well-known/openid-configuration", for_any_origin(told.authorization_server), methods=_GET),
        Route("/.well-known/oauth-protected-resource", for_any_origin(told.protected_resource), methods=_GET),
    )
