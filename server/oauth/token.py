"""The endpoints that programs speak to, without anybody's browser: each takes a form and gives JSON."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import unquote

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError, UnauthorizedClientError
from sqlalchemy.util import await_only
from starlette.requests import Request
from starlette.responses import Response

from server.http.visitor_limits import TooOften
from server.oauth.assertions import claimed_in
from server.oauth.authorizations import Authorizations
from server.oauth.desk import Desk
from server.oauth.endpoints import DeviceAuthorization, Introspection, Revocation
from server.oauth.errors import TemporarilyUnavailableError
from server.oauth.grants import AUTH_METHODS
from server.oauth.message import Message, answer, error_answer, malformed, message_of, too_often
from server.oauth.program import Program
from server.oauth.proofs import proof_in
from server.oauth.validating import validated
from server.pages.form import Fields, FormMalformed, read_form
from server.telemetry.exchange import exchange_of
from services.platform.access.device import TooManyDevices
from services.platform.access.pushed import LASTS, request_push

_Handle: TypeAlias = Callable[[Authorizations, Message], Response]

_CREATED: Final = 201
_SECRETS: Final = frozenset({"client_secret", "client_assertion", "client_assertion_type"})


@dataclass(frozen=True)
class TokenEndpoints:
    """Answers programs."""

    desk: Desk

    async def token(self, request: Request) -> Response:
        """Give tokens for a code, a refresh token, a device or a program's own name (RFC 6749, 3.2)."""
        return await self._answer(request, Authorizations.token_answer)

    async def revoke(self, request: Request) -> Response:
        """End what a token belongs to (RFC 7009)."""
        return await self._answer(
            request, lambda server, message: server.endpoint_answer("revocation", Revocation, message)
        )

    async def introspect(self, request: Request) -> Response:
        """Tell what has become of a token (RFC 7662)."""
        return await self._answer(
            request, lambda server, message: server.endpoint_answer("introspection", Introspection, message)
        )

    async def device_authorization(self, request: Request) -> Response:
        """Let a device wait for somebody (RFC 8628)."""
        return await self._answer(
            request,
            lambda server, message: server.endpoint_answer("device_authorization", DeviceAuthorization, message),
        )

    async def push(self, request: Request) -> Response:
        """Keep a request, to be referred to by a browser (RFC 9126)."""
        return await self._answer(request, _push)

    async def _answer(self, request: Request, handle: _Handle) -> Response:
        exchange_of(request.scope).route = "oauth"
        try:
            fields = await read_form(request)
        except FormMalformed as error:
            return malformed(error)
        who = _claimed(request, fields)
        try:
            self.desk.visitors.require(request, who)
        except TooOften as error:
            return too_often(error.seconds)
        response = await self._handled(request, fields, who, handle)
        if "dpop" in request.headers:
            response.headers["dpop-nonce"] = self.desk.nonce()
        return response

    async def _handled(self, request: Request, fields: Fields, who: str, handle: _Handle) -> Response:
        exchange_of(request.scope).client = who[:100]
        # What was found out is kept also where the request is refused: that a code was shown twice, above all.
        async with self.desk.work_of(request, who) as work:
            try:
                proof = await proof_in(self.desk, work, request)
                server = Authorizations(self.desk, work, proof)
                message = message_of(request, self.desk.issuer, fields)
                return await server.within(lambda: handle(server, message))
            except OAuth2Error as error:
                return error_answer(error)
            except TooManyDevices as error:
                return too_often(error.seconds)


def _push(server: Authorizations, message: Message) -> Response:
    """Keep a request that is as it has to be; who pushes it must be the program that it is of.

    Raises:
        OAuth2Error: it is not.
    """
    program = server.authenticate_client(message, AUTH_METHODS, "pushed_authorization_request")
    assert isinstance(program, Program)
    if "request_uri" in message.fields:
        raise InvalidRequestError("A pushed request does not refer to another one.")
    own_id = program.client.client_id
    if message.fields.get("client_id", own_id) != own_id:
        raise UnauthorizedClientError("The request is of another client.")
    parameters = {name: value for name, value in message.fields.items() if name not in _SECRETS}
    parameters["client_id"] = own_id
    if server.proof is not None:
        # What was proved with the request counts like what is said in it (RFC 9449, 10.1).
        parameters.setdefault("dpop_jkt", server.proof.thumbprint)
    try:
        validated(server, Message("GET", message.uri, {}, Fields(list(parameters.items()))))
    except OAuth2Error as error:
        error.redirect_uri = None
        raise
    reference = await_only(request_push(server.work, program.client, parameters))
    if reference is None:
        raise TemporarilyUnavailableError
    return answer(_CREATED, {"request_uri": reference, "expires_in": int(LASTS.total_seconds())}, ())


def _claimed(request: Request, fields: Fields) -> str:
    """Give the program that a request says it is of."""
    return (
        fields.get("client_id")
        or _named_in(request.headers.get("authorization", ""))
        or claimed_in(fields.get("client_assertion", ""))
    )


def _named_in(authorization: str) -> str:
    """Give the program that a header of Basic authentication names, for logs and the audit."""
    try:
        named = base64.b64decode(authorization.partition(" ")[2], validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""
    return unquote(named)
