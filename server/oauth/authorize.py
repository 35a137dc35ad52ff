"""/oauth/authorize: a program asks, somebody signs in and agrees, and a code goes back (RFC 6749, 4.1; OpenID Connect, 3.1.2).

What is asked stands in the address, also of the form with which somebody agrees, so that it is checked anew each time and
nothing of it is kept. The token of the form is bound to it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6749.errors import AccessDeniedError
from starlette.requests import Request
from starlette.responses import Response

from models import OAuthClientKind, OAuthRequest
from server.oauth.authorizations import Authorizations
from server.oauth.desk import Desk
from server.oauth.errors import ConsentRequiredError, InvalidRequestUriError, LoginRequiredError
from server.oauth.grants import Code
from server.oauth.message import Message, message_of
from server.oauth.pages.consent import ALLOW, DECISION, Asking, consent_page
from server.oauth.pages.plain import refusal_page, stale_page
from server.oauth.program import Program
from server.oauth.signing_in import asked_since, to_sign_in
from server.oauth.validating import validated
from server.pages.form import Fields, FormMalformed, read_form, read_query
from server.pages.language import language_of
from server.pages.security import FormRefused
from server.telemetry.exchange import exchange_of
from services.platform.access.consent import agree, has_agreed
from services.platform.access.pushed import request_find
from services.platform.access.signed_in import SignedIn
from services.work import Work


@dataclass(frozen=True)
class Asked:
    """What a program has asked for, once it was found to be as it has to be."""

    server: Authorizations
    message: Message
    grant: Code
    pushed: OAuthRequest | None

    @property
    def program(self) -> Program:
        """Who asks."""
        return cast("Program", self.message.client)

    @property
    def scopes(self) -> tuple[str, ...]:
        """What it gets if somebody agrees."""
        return tuple(self.message.scope.split())

    @property
    def could_be_another(self) -> bool:
        """Whether any program on somebody's machine could ask in the name of this one and get the answer (RFC 8252, 8.6)."""
        is_public = self.program.client.kind is OAuthClientKind.PUBLIC
        return is_public and not self.message.fields["redirect_uri"].startswith("https://")

    @property
    def prompts(self) -> list[str]:
        """What it wants people to be asked."""
        return self.message.fields.get("prompt", "").split()


@dataclass(frozen=True)
class AuthorizeEndpoint:
    """Asks people."""

    desk: Desk

    async def __call__(self, request: Request) -> Response:
        """Answer a browser."""
        exchange_of(request.scope).route = "oauth"
        language = language_of(request)
        try:
            query = read_query(request)
            decision = await self._decision(request) if request.method == "POST" else None
        except FormMalformed as error:
            return refusal_page(language, str(error))
        except FormRefused:
            return stale_page(language)
        async with self.desk.work_of(request, query.get("client_id", "")) as work:
            server = Authorizations(self.desk, work)
            try:
                asked = await self._asked(server, request, query)
                return await self._answer(request, work, asked, decision)
            except OAuth2Error as error:
                # Where nobody has said where an error may go, it goes to whoever looks at the page, and no further.
                if not error.redirect_uri:
                    return refusal_page(language, f"{error.error}: {error.description}")
                return await self._led_back(request, server, error)

    async def _led_back(self, request: Request, server: Authorizations, error: OAuth2Error) -> Response:
        """Tell the program of an error by way of the browser of somebody who is signed in.

        Otherwise a link to this server would lead whoever follows it on to wherever a program likes, at once (RFC 9700, 4.11.2).
        A program that asks that nobody be asked is told at once all the same.
        """
        is_silent = isinstance(error, LoginRequiredError) or "none" in read_query(request).get("prompt", "").split()
        if not is_silent and await self.desk.sessions(server.work, self.desk.cookies.session(request)) is None:
            return to_sign_in(self.desk, request)
        return server.error_answer(error)

    async def _decision(self, request: Request) -> str:
        form = await read_form(request)
        self.desk.forms.require(request, form, self._bound(request))
        return form.get(DECISION, "")

    def _bound(self, request: Request) -> str:
        session = self.desk.cookies.session(request)
        return session and f"{session} {request.url.query}"

    async def _asked(self, server: Authorizations, request: Request, query: Fields) -> Asked:
        """Read what is asked, from the address or from what was pushed, and check it."""
        pushed = None
        fields = query
        if "request_uri" in query:
            pushed = await self._pushed(server, query)
            fields = Fields([*pushed.parameters.items()])
        message = message_of(request, self.desk.issuer, fields)
        grant = await server.within(lambda: validated(server, message))
        asked = Asked(server, message, grant, pushed)
        if pushed is None and asked.program.client.requires_pushed_requests:
            raise _told(asked, InvalidRequestError("This client pushes its requests (RFC 9126)."))
        return asked

    async def _pushed(self, server: Authorizations, query: Fields) -> OAuthRequest:
        program = await server.within(lambda: server.query_client(query.get("client_id", "")))
        if program is None:
            raise InvalidRequestUriError
        found = await request_find(server.work, cast("Program", program).client, query["request_uri"])
        if found is None:
            raise InvalidRequestUriError
        return found

    async def _answer(self, request: Request, work: Work, asked: Asked, decision: str | None) -> Response:
        somebody = await self.desk.sessions(work, self.desk.cookies.session(request))
        if somebody is None or self._is_too_long_ago(request, asked, somebody):
            if "none" in asked.prompts:
                raise _told(asked, LoginRequiredError())
            again = somebody is not None or "login" in asked.prompts
            return to_sign_in(self.desk, request, again=again, hint=asked.message.fields.get("login_hint", ""))
        if decision is not None and decision != ALLOW:
            return await self._finish(asked, None)
        if decision is None and await self._has_to_agree(work, asked, somebody):
            if "none" in asked.prompts:
                raise _told(asked, ConsentRequiredError())
            return self._ask(request, asked, somebody)
        if not asked.program.client.is_first_party:
            await agree(work, somebody.user.id, asked.program.client, asked.scopes)
        return await self._finish(asked, somebody)

    def _is_too_long_ago(self, request: Request, asked: Asked, somebody: SignedIn) -> bool:
        """Tell whether somebody has to prove again who they are."""
        since = asked_since(self.desk, read_query(request))
        if {"login", "select_account"} & set(asked.prompts):
            return since is None or int(somebody.authenticated_at.timestamp()) < int(since.timestamp())
        max_age = asked.message.fields.get("max_age")
        if max_age is None or (since is not None and somebody.authenticated_at >= since):
            return False
        return somebody.authenticated_at + timedelta(seconds=int(max_age)) < self.desk.clock.now()

    async def _has_to_agree(self, work: Work, asked: Asked, somebody: SignedIn) -> bool:
        client = asked.program.client
        if "consent" in asked.prompts or (asked.could_be_another and not client.is_first_party):
            return True
        return not (client.is_first_party or await has_agreed(work, somebody.user.id, client, asked.scopes))

    def _ask(self, request: Request, asked: Asked, somebody: SignedIn) -> Response:
        asking = Asking(
            client=asked.program.client,
            user=somebody.user,
            scopes=asked.scopes,
            action=f"{request.url.path}?{request.url.query}",
            fields=self.desk.forms.field(self._bound(request)),
            redirect_uri=asked.message.fields["redirect_uri"],
        )
        return consent_page(language_of(request), asking)

    async def _finish(self, asked: Asked, somebody: SignedIn | None) -> Response:
        """Give the code, or say that somebody did not agree; either way the request is over."""
        if asked.pushed is not None:
            asked.pushed.used_at = self.desk.clock.now()
        if somebody is None:
            raise _told(asked, AccessDeniedError())
        return await asked.server.within(
            lambda: asked.server.authorization_answer(asked.message, somebody, asked.grant)
        )


def _told(asked: Asked, error: OAuth2Error) -> OAuth2Error:
    """Say where an error goes."""
    error.redirect_uri, error.state = asked.message.fields["redirect_uri"], asked.message.fields.get("state")
    return error
