"""One request to the authorization server, as Authlib handles it.

Authlib's rules of the protocol are synchronous and ask the database as they go. They run inside SQLAlchemy's greenlet, so that
a question suspends the request and no thread is needed. What they ask is answered here, by one object for each request.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeVar, cast

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, InvalidClientError
from authlib.oauth2.rfc6749.endpoint import Endpoint
from authlib.oauth2.rfc8628 import DeviceAuthorizationEndpoint
from sqlalchemy.util import await_only
from starlette.responses import Response

from auth.dpop import Proof
from auth.granted import GRANTED_LIFETIME, GrantedClaims, KeyConfirmation
from models import OAuthGrant, User
from server.oauth.assertions import program_by_key
from server.oauth.desk import Desk
from server.oauth.errors import InvalidProofError, InvalidTargetError
from server.oauth.grants import DEVICE, S256, Code, Device, Exchanged, OwnName, Refresh
from server.oauth.id_token import Authentication, id_token
from server.oauth.message import Message, answer
from server.oauth.program import KEY_METHOD, Program
from services.platform.access.client import client_of
from services.platform.access.grant import own_grant
from services.platform.access.refreshing import refresh_make
from services.platform.access.signed_in import SignedIn
from services.work import Work

GRANT_TYPES: Final = ("authorization_code", "refresh_token", "client_credentials", DEVICE)

_T = TypeVar("_T")
_Token = dict[str, Any]


class Authorizations(AuthorizationServer):
    """Answers what Authlib asks, for one request."""

    def __init__(self, desk: Desk, work: Work, proof: Proof | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.work = work
        self.proof = proof
        self.register_token_generator("default", _unsigned)  # pyright: ignore[reportArgumentType]  # a plain function does
        self.register_grant(Code, [S256()])
        self.register_client_auth_method(KEY_METHOD, partial(program_by_key, desk, work))  # pyright: ignore[reportUnknownMemberType]
        for grant in (Refresh, OwnName, Device):
            self.register_grant(grant)

    async def within(self, done: Callable[[], _T]) -> _T:
        """Run what is synchronous so that its questions to the database suspend this request."""
        return await self.work.session.run_sync(lambda _: done())

    def token_answer(self, message: Message) -> Response:
        """Give tokens, or say why there are none."""
        return cast("Response", self.create_token_response(message))  # pyright: ignore[reportUnknownMemberType]

    def endpoint_answer(
        self, name: str, endpoint: type[Endpoint | DeviceAuthorizationEndpoint], message: Message
    ) -> Response:
        """Let one of the smaller endpoints answer."""
        self.register_endpoint(cast("type[Endpoint]", endpoint))
        answered = self.create_endpoint_response(name, message)  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        return cast("Response", answered)

    def authorization_answer(self, message: Message, somebody: SignedIn, grant: Code) -> Response:
        """Give the code that somebody has agreed to."""
        answered = self.create_authorization_response(message, somebody, grant)  # pyright: ignore[reportUnknownMemberType]
        return cast("Response", answered)

    def error_answer(self, error: OAuth2Error) -> Response:
        """Tell a program by way of a browser why there is no code."""
        return cast("Response", self.handle_error_response(cast("OAuth2Request", None), error))

    def query_client(self, client_id: str) -> ClientMixin | None:  # pyright: ignore[reportIncompatibleMethodOverride]  # None is nobody
        client = await_only(client_of(self.work, client_id))
        return None if client is None else Program(self.work, client)

    def authenticate_client(
        self, request: OAuth2Request, methods: Collection[str], endpoint: str = "token"
    ) -> ClientMixin:
        """Tell which program asks; one that is unknown is refused like one that does not prove itself.

        Raises:
            InvalidClientError: it is not known, or has not proved itself.
            InvalidProofError: its tokens are bound to a key, and it has shown none.
        """
        try:
            program = cast("Program", super().authenticate_client(request, methods, endpoint))
        # A header that holds no text is met with what Python throws.
        except (InvalidClientError, ValueError):
            raise InvalidClientError("The client is not known, or has not proved itself.", status_code=401) from None
        if endpoint == "token" and program.client.requires_dpop and self.proof is None:
            raise InvalidProofError("This client shows a proof of possession with each request for tokens.")
        return program

    def create_oauth2_request(self, request: Message) -> Message:
        return request

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Tell nobody; what is granted is in the audit."""

    def handle_response(  # pyright: ignore[reportIncompatibleMethodOverride]  # Authlib gives pairs
        self, status: int, body: Mapping[str, object] | str, headers: Iterable[tuple[str, str]]
    ) -> Response:
        """Write an answer; one that goes to a program by way of a browser says who gives it (RFC 9207)."""
        given = dict(headers)
        if "Location" in given:
            given["Location"] = add_params_to_uri(given["Location"], [("iss", self.desk.issuer)])
        return answer(status, body, given.items())

    def audience(self, request: Message) -> str:
        """Give the service that tokens are asked for, which is this one (RFC 8707).

        Raises:
            InvalidTargetError: it is another one.
        """
        if not all(self.desk.is_own_resource(each) for each in request.fields.all("resource")):
            raise InvalidTargetError
        return self.desk.realm.audience

    def save_token(self, token: _Token, request: OAuth2Request) -> None:
        """Write down what is granted, and put the tokens for it into the answer."""
        assert isinstance(request, Message)
        audience = self.audience(request)
        program = cast("Program", request.client)
        exchanged = cast("Exchanged | None", request.authorization_code or request.refresh_token or request.credential)
        thumbprint = self.proof and self.proof.thumbprint
        if exchanged is None:
            scopes = tuple(str(token["scope"]).split())
            grant = await_only(own_grant(self.work, program.client, scopes, audience, thumbprint))
        else:
            grant = await_only(exchanged.exchange(self.work, audience, thumbprint))
        self._sign(token, program, grant, thumbprint)
        if exchanged is not None:
            self._add_to(token, program, grant, exchanged, cast("User", request.user))

    def _sign(self, token: _Token, program: Program, grant: OAuthGrant, thumbprint: str | None) -> None:
        client_id = program.client.client_id
        claims = GrantedClaims(
            sub=client_id if grant.user_id is None else str(grant.user_id),
            client_id=client_id,
            grant_id=grant.id,
            scope=token["scope"],
            auth_time=grant.authenticated_at and int(grant.authenticated_at.timestamp()),
            cnf=KeyConfirmation(jkt=thumbprint) if thumbprint else None,
        )
        token["access_token"] = self.desk.tokens().issue(claims, GRANTED_LIFETIME)
        token["token_type"] = "DPoP" if thumbprint else "Bearer"  # a scheme, no secret

    def _add_to(self, token: _Token, program: Program, grant: OAuthGrant, exchanged: Exchanged, user: User) -> None:
        """Add the tokens that belong to somebody who has signed in."""
        if program.check_grant_type("refresh_token"):
            token["refresh_token"] = await_only(refresh_make(self.work, grant, exchanged.refreshed))
        scopes: Sequence[str] = token["scope"].split()
        if "openid" in scopes:
            done = Authentication(grant.authenticated_at, exchanged.methods, exchanged.nonce)
            signed = id_token(self.desk, user, program.client.client_id, scopes, done, token["access_token"])
            token["id_token"] = signed


def _unsigned(**given: Any) -> _Token:
    """Begin a token; what it says follows from the grant, when it is saved."""
    lifetime = int(GRANTED_LIFETIME.total_seconds())
    return {"access_token": "", "token_type": "", "expires_in": lifetime, "scope": given["scope"] or ""}
