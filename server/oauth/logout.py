"""/oauth/logout: a program sends somebody here to sign out (OpenID Connect RP-Initiated Logout 1.0).

Where it shows an ID token of whoever is signed in here they are signed out at once; otherwise they are asked, so that no
other page signs people out.
"""

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode, urlsplit

from authlib.oauth2 import OAuth2Error
from authlib.oidc.rpinitiated import EndSessionRequest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.oauth.authorizations import Authorizations
from server.oauth.desk import Desk
from server.oauth.endpoints import EndSession
from server.oauth.message import NOT_KEPT, Message, message_of
from server.oauth.pages.plain import refusal_page, sign_out_page, signed_out_page, stale_page
from server.pages.form import FormMalformed, read_form, read_query
from server.pages.language import language_of
from server.pages.security import FIELD, FormRefused
from server.telemetry.exchange import exchange_of
from services.platform.access.people import actor_of
from services.platform.access.sessions import session_end
from services.platform.access.signed_in import SignedIn


@dataclass(frozen=True)
class LogoutEndpoint:
    """Signs people out."""

    desk: Desk

    async def __call__(self, request: Request) -> Response:
        """Answer a browser."""
        exchange_of(request.scope).route = "oauth"
        language = language_of(request)
        try:
            return await self._answered(request)
        except FormMalformed as error:
            return refusal_page(language, str(error))
        except FormRefused:
            return stale_page(language)
        except OAuth2Error as error:
            return refusal_page(language, f"{error.error}: {error.description}")

    async def _answered(self, request: Request) -> Response:
        # A program may post its request too; with a token of ours it is the answer of somebody who was asked.
        form = await read_form(request) if request.method == "POST" else None
        is_answer = form is not None and FIELD in form
        if form is not None and is_answer:
            self.desk.forms.require(request, form, self._bound(request))
        elif form is not None:
            # A browser sends no cookie with a form of another site, so that nobody would be known, and sends it with what follows.
            return RedirectResponse(f"{request.url.path}?{urlencode(form)}", 303, NOT_KEPT)
        fields = read_query(request)
        async with self.desk.work_of(request, fields.get("client_id", "")) as work:
            server = Authorizations(self.desk, work)
            message = message_of(request, self.desk.issuer, fields)
            checked = await server.within(lambda: _checked(server, message))
            somebody = await self.desk.sessions(work, self.desk.cookies.session(request))
        if somebody is not None and not is_answer and not _is_about(checked, somebody):
            return self._ask(request, checked)
        return await self._sign_out(request, checked, somebody)

    def _bound(self, request: Request) -> str:
        session = self.desk.cookies.session(request)
        return session and f"{session} logout {request.url.query}"

    def _ask(self, request: Request, checked: EndSessionRequest) -> Response:
        action = f"{request.url.path}?{request.url.query}"
        field = self.desk.forms.field(self._bound(request))
        return sign_out_page(language_of(request), action, field, _origin(checked.redirect_uri))

    async def _sign_out(self, request: Request, checked: EndSessionRequest, somebody: SignedIn | None) -> Response:
        if somebody is not None:
            # It is theirs to the audit, whichever program is named in the address.
            async with self.desk.works(actor_of(somebody.user, exchange_of(request.scope).id)) as work:
                await session_end(work, somebody.session_id, somebody.user.id)
        if checked.redirect_uri:
            response: Response = RedirectResponse(checked.redirect_uri, 303, NOT_KEPT)
        else:
            response = signed_out_page(language_of(request))
        self.desk.cookies.forget(response)
        return response


def _checked(server: Authorizations, message: Message) -> EndSessionRequest:
    """Check what a program asks. An ID token that is not ours, or whose key is long gone, is as good as none."""
    server.register_endpoint(EndSession)
    try:
        return _validated(server, message)
    except OAuth2Error:
        message.parameters.pop("id_token_hint", None)
        return _validated(server, message)


def _validated(server: Authorizations, message: Message) -> EndSessionRequest:
    checked = server.validate_endpoint_request(EndSession.ENDPOINT_NAME, message)  # pyright: ignore[reportUnknownMemberType]
    return cast("EndSessionRequest", checked)


def _is_about(checked: EndSessionRequest, somebody: SignedIn) -> bool:
    """Tell whether the program has shown an ID token of whoever is signed in here."""
    claims = checked.id_token_claims
    return claims is not None and claims.get("sub") == str(somebody.user.id)


def _origin(redirect_uri: str | None) -> tuple[str, ...]:
    if not redirect_uri:
        return ()
    parts = urlsplit(redirect_uri)
    return (f"{parts.scheme}://{parts.netloc}",) if parts.netloc else (f"{parts.scheme}:",)
