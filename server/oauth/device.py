"""/device: somebody types the code that a device shows, and lets it in (RFC 8628, 3.3)."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from models import OAuthClient
from server.oauth.desk import Desk
from server.oauth.endpoints import VERIFICATION
from server.oauth.pages.consent import ALLOW, DECISION, DENY, Asking, consent_page
from server.oauth.pages.plain import device_done_page, device_page, refusal_page, stale_page, wait_page
from server.oauth.signing_in import to_sign_in
from server.pages.form import Fields, FormMalformed, read_form, read_query
from server.pages.language import language_of
from server.pages.security import FormRefused
from server.telemetry.exchange import exchange_of
from services.platform.access.device import device_decide, device_named
from services.platform.access.guessing import Stage, TooManyGuesses, counts_of_signed_in, guess, guessed_right
from services.platform.access.signed_in import SignedIn
from services.work import Work

USER_CODE: Final = "user_code"

_CODE: Final = Markup('<input type="hidden" name="{name}" value="{value}">')


@dataclass(frozen=True)
class DeviceEndpoint:
    """Asks for the code, then whether, then says what was decided."""

    desk: Desk

    async def __call__(self, request: Request) -> Response:
        """Answer a browser."""
        exchange_of(request.scope).route = "oauth"
        language = language_of(request)
        try:
            fields = read_query(request) if request.method != "POST" else await self._form(request)
        except FormMalformed as error:
            return refusal_page(language, str(error))
        except FormRefused:
            return stale_page(language)
        async with self.desk.work_of(request, "device") as work:
            somebody = await self.desk.sessions(work, self.desk.cookies.session(request))
            if somebody is None:
                return to_sign_in(self.desk, request)
            if request.method != "POST":
                # A code in the address is filled in and no more, so that nobody lets in a device by following a link.
                return device_page(language, self._fields(request), fields.get(USER_CODE, "")[:20])
            try:
                return await self._answer(request, work, somebody, fields)
            except TooManyGuesses as error:
                return wait_page(language, error.seconds)

    async def _form(self, request: Request) -> Fields:
        form = await read_form(request)
        self.desk.forms.require(request, form, self._bound(request))
        return form

    def _bound(self, request: Request) -> str:
        session = self.desk.cookies.session(request)
        return session and f"{session} {VERIFICATION}"

    def _fields(self, request: Request) -> Markup:
        return self.desk.forms.field(self._bound(request))

    async def _answer(self, request: Request, work: Work, somebody: SignedIn, form: Fields) -> Response:
        language = language_of(request)
        user_code, counts = form.get(USER_CODE, "")[:20], counts_of_signed_in(Stage.DEVICE, somebody.user.id)
        await guess(work, counts)
        found = await device_named(work, user_code)
        if found is None:
            return device_page(language, self._fields(request), user_code, is_wrong=True)
        await guessed_right(work, counts)
        waiting, client = found
        decision = form.get(DECISION)
        if decision not in (ALLOW, DENY):
            return self._ask(request, somebody, client, waiting.scopes, user_code)
        is_allowed = decision == ALLOW
        await device_decide(work, waiting, somebody.user.id, somebody.session_id, is_allowed=is_allowed)
        return device_done_page(language, is_allowed=is_allowed)

    def _ask(
        self, request: Request, somebody: SignedIn, client: OAuthClient, scopes: list[str], user_code: str
    ) -> Response:
        fields = self._fields(request) + _CODE.format(name=USER_CODE, value=user_code)
        asking = Asking(client, somebody.user, scopes, VERIFICATION, fields, user_code=user_code)
        return consent_page(language_of(request), asking)
