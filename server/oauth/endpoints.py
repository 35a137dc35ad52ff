"""The smaller endpoints, by Authlib's rules: revoking, looking into a token, letting a device wait, signing out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import ClientMixin, InvalidScopeError, TokenMixin, UnauthorizedClientError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oauth2.rfc8628 import DeviceAuthorizationEndpoint
from authlib.oidc.rpinitiated import EndSessionEndpoint
from joserfc.jwk import KeySet
from sqlalchemy.util import await_only

from auth.bearer import InvalidToken
from auth.granted import GrantedClaims
from auth.keys import ALGORITHM
from models import OAuthClient, OAuthGrant, OAuthRefreshToken
from server.oauth.authorizations import Authorizations
from server.oauth.errors import TemporarilyUnavailableError
from server.oauth.grants import AUTH_METHODS, DEVICE
from server.oauth.message import Message
from server.oauth.program import KEEPING_METHODS, Program
from services.platform.access.device import INTERVAL_SECONDS, LASTS, DeviceCodes, device_begin
from services.platform.access.grant import Because, grant_revoke, living_grant
from services.platform.access.refreshing import refresh_look

VERIFICATION: Final = "/device"
"""Where somebody types the code that a device shows."""


@dataclass(frozen=True)
class Known(TokenMixin):
    """A token of ours, whatever has become of it."""

    client_id: str
    grant: OAuthGrant
    expires_at: datetime
    claims: GrantedClaims | None
    """What an access token says; None for a refresh token."""

    def check_client(self, client: Program) -> bool:
        return self.client_id == client.client.client_id


class _Looking:
    """Finds tokens of ours."""

    server: Authorizations

    def query_token(self, token_string: str, token_type_hint: str | None) -> Known | None:  # noqa: ARG002  # a hint
        return await_only(_known(self.server, token_string))


class Revocation(_Looking, RevocationEndpoint):
    """Ends what a token belongs to (RFC 7009): its grant, with all of its tokens."""

    CLIENT_AUTH_METHODS = AUTH_METHODS
    SUPPORTED_TOKEN_TYPES = ("access_token", "refresh_token")

    def revoke_token(self, token: Known, request: OAuth2Request) -> None:  # noqa: ARG002
        await_only(grant_revoke(self.server.work, token.grant.id, Because.REVOKED_BY_CLIENT))


class Introspection(_Looking, IntrospectionEndpoint):
    """Tells a program that keeps a secret what has become of a token of its own (RFC 7662)."""

    CLIENT_AUTH_METHODS = KEEPING_METHODS

    def check_permission(self, token: Known, client: Program, request: OAuth2Request) -> bool:  # noqa: ARG002
        is_alive = await_only(living_grant(self.server.work, token.grant.id)) is not None
        return token.check_client(client) and is_alive and token.expires_at > self.server.desk.clock.now()

    def create_introspection_payload(self, token: Known | None) -> dict[str, Any]:
        if token is None:
            return {"active": False}
        said = token.claims
        payload = {
            "active": True,
            "iss": self.server.desk.issuer,
            "client_id": token.client_id,
            "sub": str(token.grant.user_id or token.client_id),
            "aud": token.grant.audiences,
            "scope": " ".join(token.grant.scopes) if said is None else said.scope,
            "exp": int(token.expires_at.timestamp()),
        }
        if said is None:
            return payload
        bound = {} if said.cnf is None else {"cnf": said.cnf.model_dump()}
        return {**payload, "token_type": "DPoP" if bound else "Bearer", **bound}


class DeviceAuthorization(DeviceAuthorizationEndpoint):
    """Lets a device wait for somebody (RFC 8628)."""

    CLIENT_AUTH_METHODS = AUTH_METHODS
    EXPIRES_IN = int(LASTS.total_seconds())
    INTERVAL = INTERVAL_SECONDS

    def __init__(self, server: Authorizations) -> None:
        super().__init__(server)  # pyright: ignore[reportUnknownMemberType]
        self.server = server

    def authenticate_client(self, request: OAuth2Request) -> ClientMixin:
        """Tell which program asks, and keep what its device waits for.

        Raises:
            UnauthorizedClientError: it lets in no devices.
            InvalidScopeError: it may not have what it asks for.
            TooManyDevices: as many of its network have begun to wait as may.
        """
        program = cast("Program", super().authenticate_client(request))  # pyright: ignore[reportUnknownMemberType]
        assert isinstance(request, Message)
        if not program.check_grant_type(DEVICE):
            raise UnauthorizedClientError("The client lets in no devices.")
        allowed = program.get_allowed_scope(request.fields.get("scope", ""))
        if allowed is None:
            raise InvalidScopeError
        codes = await_only(device_begin(self.server.work, program.client, allowed.split(), request.visitor))
        if codes is None:
            raise TemporarilyUnavailableError
        self.codes: DeviceCodes = codes
        return program

    def generate_user_code(self) -> str:
        return self.codes.user_code

    def generate_device_code(self) -> str:
        return self.codes.device_code

    def get_verification_uri(self) -> str:
        return self.server.desk.issuer + VERIFICATION

    def save_device_credential(self, client_id: str, scope: str, data: object) -> None:
        """Nothing is left to do: it was kept as its codes were made."""


class EndSession(EndSessionEndpoint):
    """Signs somebody out because a program says so (OpenID Connect RP-Initiated Logout)."""

    server: Authorizations

    def get_server_jwks(self) -> KeySet:
        return self.server.desk.ring.published()

    def get_algorithms(self) -> list[str]:
        return [ALGORITHM]

    def end_session(self, end_session_request: object) -> None:
        """Nothing is left to do: the page ends the session of the browser that it is shown in."""


async def _known(server: Authorizations, token: str) -> Known | None:
    found = await refresh_look(server.work, token)
    if found is not None:
        return _of_refresh(*found)
    try:
        claims, expires_at = server.desk.verifier().granted(token)
    except InvalidToken:
        return None
    grant = await server.work.session.get(OAuthGrant, claims.grant_id)
    return None if grant is None else Known(claims.client_id, grant, expires_at, claims)


def _of_refresh(refresh: OAuthRefreshToken, grant: OAuthGrant, client: OAuthClient) -> Known:
    # One that was used is over, and still tells what it belonged to.
    return Known(client.client_id, grant, refresh.used_at or refresh.expires_at, None)
