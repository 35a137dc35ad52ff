"""The ways to tokens: a code, a refresh token, a device, and a program's own name. There is no other (OAuth 2.1, 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, cast

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import (
    ClientMixin,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    TokenMixin,
    grants,
)
from authlib.oauth2.rfc6749.errors import AccessDeniedError
from authlib.oauth2.rfc6749.grants import BaseGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc8628 import DEVICE_CODE_GRANT_TYPE, DeviceCodeGrant
from authlib.oauth2.rfc8628.errors import AuthorizationPendingError, ExpiredTokenError, SlowDownError
from sqlalchemy.util import await_only

from models import OAuthCode, OAuthDeviceCode, OAuthGrant, OAuthRefreshToken, User
from server.oauth.errors import InvalidProofError
from server.oauth.message import Message
from server.oauth.program import KEEPING_METHODS, Program
from services.platform.access.code import Bound, code_find, code_make, code_redeem
from services.platform.access.device import DeviceState, device_ask, device_redeem
from services.platform.access.grant import Granted
from services.platform.access.refreshing import refresh_find
from services.platform.access.signed_in import SignedIn
from services.work import Work

DEVICE: Final = DEVICE_CODE_GRANT_TYPE
AUTH_METHODS: Final = (*KEEPING_METHODS, "none")


class Exchanged(Protocol):
    """What is exchanged for tokens in somebody's name."""

    @property
    def methods(self) -> Sequence[str]:
        """How they proved who they are, where that is still known."""
        ...

    @property
    def nonce(self) -> str | None:
        """What the program wants to find in the ID token."""
        ...

    @property
    def refreshed(self) -> OAuthRefreshToken | None:
        """The refresh token that is used up."""
        ...

    async def exchange(self, work: Work, audience: str, thumbprint: str | None) -> OAuthGrant:
        """Give the grant that the tokens belong to."""
        ...


@dataclass(frozen=True)
class ShownCode:
    """A code that was shown, as Authlib asks about it."""

    code: OAuthCode
    refreshed: None = None

    @property
    def methods(self) -> Sequence[str]:
        return self.code.methods

    @property
    def nonce(self) -> str | None:
        return self.code.nonce

    @property
    def code_challenge(self) -> str:
        return self.code.code_challenge

    @property
    def code_challenge_method(self) -> str:
        return "S256"

    def get_redirect_uri(self) -> str:
        return self.code.redirect_uri

    def get_scope(self) -> str:
        return " ".join(self.code.scopes)

    async def exchange(self, work: Work, audience: str, thumbprint: str | None) -> OAuthGrant:
        """Make the grant that the code stands for.

        Raises:
            InvalidProofError: the program has named another key beforehand, or shows none now.
        """
        if self.code.key_thumbprint not in (None, thumbprint):
            raise InvalidProofError("The code was asked for with another key.")
        return await code_redeem(work, self.code, audience, thumbprint)


@dataclass(frozen=True)
class ShownRefresh(TokenMixin):
    """A refresh token that was shown, as Authlib asks about it."""

    refreshed: OAuthRefreshToken
    grant: OAuthGrant
    methods: Sequence[str] = ()
    nonce: None = None

    def check_client(self, client: Program) -> bool:
        return self.grant.client_id == client.client.id

    def get_scope(self) -> str:
        return " ".join(self.grant.scopes)

    async def exchange(self, work: Work, audience: str, thumbprint: str | None) -> OAuthGrant:  # noqa: ARG002
        """Give the grant that it belongs to.

        Raises:
            InvalidProofError: the grant is bound to another key.
        """
        if self.grant.key_thumbprint not in (None, thumbprint):
            raise InvalidProofError("The refresh token is bound to another key.")
        return self.grant


@dataclass(frozen=True)
class ShownDevice:
    """A device code that was shown, as Authlib asks about it."""

    waiting: OAuthDeviceCode
    state: DeviceState
    client_id: str
    refreshed: None = None
    methods: Sequence[str] = ()
    nonce: None = None

    def get_client_id(self) -> str:
        return self.client_id

    def get_scope(self) -> str:
        return " ".join(self.waiting.scopes)

    async def exchange(self, work: Work, audience: str, thumbprint: str | None) -> OAuthGrant:
        return await device_redeem(work, self.waiting, audience, thumbprint)


class Code(grants.AuthorizationCodeGrant):
    """A code, which came by way of somebody's browser."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTH_METHODS

    @staticmethod
    def validate_authorization_redirect_uri(request: OAuth2Request, client: ClientMixin) -> str:
        """Tell where the answer goes; every request says so, and to the letter as it is registered.

        Raises:
            InvalidRequestError: it is not said, or leads where nothing of the program's is.
        """
        assert request.payload is not None
        wanted = request.payload.redirect_uri
        if not wanted or not client.check_redirect_uri(wanted):
            raise InvalidRequestError("The redirect_uri is not one that is registered for this client.")
        return wanted

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Nothing is left to do: `generate_authorization_code` has kept it."""

    def generate_authorization_code(self) -> str:
        request = cast("Message", self.request)
        somebody = cast("SignedIn", request.user)
        client = cast("Program", request.client).client
        scopes = tuple(request.scope.split())
        granted = Granted(client.id, somebody.user.id, somebody.session_id, scopes, somebody.authenticated_at)
        fields = request.fields
        bound = Bound(
            redirect_uri=fields["redirect_uri"],
            code_challenge=fields["code_challenge"],
            key_thumbprint=fields.get("dpop_jkt"),
            nonce=fields.get("nonce"),
            methods=somebody.methods,
        )
        return await_only(code_make(self.server.work, granted, bound))

    def query_authorization_code(self, code: str, client: ClientMixin) -> ShownCode | None:
        found = await_only(code_find(self.server.work, cast("Program", client).client, code))
        return None if found is None else ShownCode(found)

    def delete_authorization_code(self, authorization_code: ShownCode) -> None:
        """Nothing is left to do: it was used up with the grant."""

    def authenticate_user(self, authorization_code: ShownCode) -> User | None:
        return _user(self, authorization_code.code.user_id)


class S256(CodeChallenge):
    """What a program must show with its code: without it, or by `plain`, none is given (OAuth 2.1, 7.5)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]  # noqa: RUF012  # a list, as Authlib has it

    def validate_code_challenge(self, grant: BaseGrant, redirect_uri: str) -> None:
        """Require a challenge.

        Raises:
            InvalidRequestError: there is none, or it is not the SHA-256 of something.
        """
        assert grant.request.payload is not None
        data = grant.request.payload.data
        challenge = data.get("code_challenge", "")
        if len(challenge) != 43 or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A code_challenge is needed, with the code_challenge_method S256.")
        super().validate_code_challenge(grant, redirect_uri)  # pyright: ignore[reportUnknownMemberType]


class Refresh(grants.RefreshTokenGrant):
    """A refresh token, which is used up."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTH_METHODS

    def authenticate_refresh_token(self, refresh_token: str) -> ShownRefresh | None:  # pyright: ignore[reportIncompatibleMethodOverride]  # None is no token
        program = cast("Program", self.request.client)
        found = await_only(refresh_find(self.server.work, program.client, refresh_token))
        return None if found is None else ShownRefresh(*found)

    def authenticate_user(self, refresh_token: ShownRefresh) -> User | None:
        return _user(self, refresh_token.grant.user_id)

    def revoke_old_credential(self, refresh_token: TokenMixin) -> None:
        """Nothing is left to do: making the next one has used it up."""


class OwnName(grants.ClientCredentialsGrant):
    """A program that asks in its own name, which only one that keeps a secret can."""

    TOKEN_ENDPOINT_AUTH_METHODS = KEEPING_METHODS

    def validate_requested_scope(self) -> None:
        """Settle what is asked for.

        Raises:
            InvalidScopeError: it may not have that, or it is something about a person.
        """
        assert self.request.payload is not None
        allowed = cast("Program", self.request.client).get_allowed_scope(self.request.payload.scope)
        words = (allowed or "").split()
        if allowed is None or "openid" in words or "offline_access" in words:
            raise InvalidScopeError
        self.request.payload.data["scope"] = allowed


class Device(DeviceCodeGrant):
    """A device, that somebody has let in from elsewhere."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTH_METHODS

    def authenticate_token_endpoint_client(self) -> ClientMixin:
        # Authlib notes it only later, and the code is looked for among those of this program.
        self.request.client = super().authenticate_token_endpoint_client()
        return self.request.client

    def query_device_credential(self, device_code: str) -> ShownDevice:
        program = cast("Program", self.request.client)
        found = await_only(device_ask(self.server.work, program.client, device_code))
        if found is None:
            raise InvalidGrantError("There is no such device code.")
        state, waiting = found
        return ShownDevice(waiting, state, program.client.client_id)

    def validate_device_credential(self, credential: ShownDevice) -> User:
        """Tell who has let the device in.

        Raises:
            OAuth2Error: nobody has, or not yet.
        """
        refusal = _REFUSED.get(credential.state)
        if refusal is not None:
            raise refusal()
        user = _user(self, credential.waiting.user_id)
        if user is None:
            raise AccessDeniedError
        return user


_REFUSED: Final = {
    DeviceState.PENDING: AuthorizationPendingError,
    DeviceState.SLOW_DOWN: SlowDownError,
    DeviceState.REFUSED: AccessDeniedError,
    DeviceState.OVER: ExpiredTokenError,
}


def _user(grant: BaseGrant, user_id: object) -> User | None:
    user = await_only(grant.server.work.session.get(User, user_id))
    return None if user is None or user.archived_at is not None else user
