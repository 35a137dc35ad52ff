"""What this server can do, for whoever asks (RFC 8414, OpenID Connect Discovery, RFC 9728), and its keys (RFC 7517)."""

from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth.client_keys import ALGORITHMS
from auth.keys import ALGORITHM
from server.oauth.authorizations import GRANT_TYPES
from server.oauth.desk import Desk
from server.oauth.grants import AUTH_METHODS
from server.oauth.program import KEEPING_METHODS
from server.telemetry.exchange import exchange_of
from services.platform.access.client import OPENID_SCOPES

_KEPT: Final = {"cache-control": "public, max-age=300"}


@dataclass(frozen=True)
class MetadataEndpoints:
    """Tells it."""

    desk: Desk

    async def authorization_server(self, request: Request) -> Response:
        """Tell where the endpoints are and what they take."""
        return _told(request, self.metadata())

    async def protected_resource(self, request: Request) -> Response:
        """Tell who issues the tokens that this server takes (RFC 9728)."""
        issuer = self.desk.issuer
        resource = {
            "resource": issuer,
            "authorization_servers": [issuer],
            "jwks_uri": f"{issuer}/oauth/jwks.json",
            "bearer_methods_supported": ["header"],
            "dpop_signing_alg_values_supported": [ALGORITHM],
            "resource_name": "Torso",
        }
        return _told(request, resource)

    async def keys(self, request: Request) -> Response:
        """Give the public keys with which tokens are signed now, and with which they will be soon."""
        return _told(request, dict(self.desk.ring.published().as_dict(private=False)))

    def metadata(self) -> dict[str, Any]:
        """Say where the endpoints are and what they take."""
        issuer = self.desk.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/oauth/authorize",
            "token_endpoint": f"{issuer}/oauth/token",
            "revocation_endpoint": f"{issuer}/oauth/revoke",
            "introspection_endpoint": f"{issuer}/oauth/introspect",
            "pushed_authorization_request_endpoint": f"{issuer}/oauth/par",
            "device_authorization_endpoint": f"{issuer}/oauth/device_authorization",
            "userinfo_endpoint": f"{issuer}/oauth/userinfo",
            "end_session_endpoint": f"{issuer}/oauth/logout",
            "jwks_uri": f"{issuer}/oauth/jwks.json",
            "scopes_supported": list(OPENID_SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": list(GRANT_TYPES),
            "token_endpoint_auth_methods_supported": list(AUTH_METHODS),
            "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS.values()),
            "revocation_endpoint_auth_methods_supported": list(AUTH_METHODS),
            "revocation_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS.values()),
            "introspection_endpoint_auth_methods_supported": list(KEEPING_METHODS),
            "introspection_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS.values()),
            "code_challenge_methods_supported": ["S256"],
            "dpop_signing_alg_values_supported": [ALGORITHM],
            "authorization_response_iss_parameter_supported": True,
            "require_pushed_authorization_requests": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "prompt_values_supported": ["none", "login", "consent", "select_account"],
            "ui_locales_supported": ["en", "de"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "claims_supported": ["sub", "name", "locale", "email", "auth_time", "amr"],
        }


def _told(request: Request, told: dict[str, Any]) -> Response:
    exchange_of(request.scope).route = "oauth"
    return JSONResponse(told, headers=_KEPT)
