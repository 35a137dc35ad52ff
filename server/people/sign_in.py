"""/sign-in, its second step, and /sign-out."""

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from server.pages.language import Language, language_of
from server.people.desk import FORM, SIGN_IN, Desk, lead, next_of, see, text_of, with_next
from server.people.markup import alarm, codes, field, form, hidden, link, note, paragraph
from server.people.passkeys import HEAD, passkey_sign_in
from server.people.providers import ProviderPages, provider_buttons
from server.people.words import say
from services.platform.access.federation import providers_in_use
from services.platform.access.people import nobody
from services.platform.access.sessions import session_end
from services.platform.access.sign_in import FactorWanted, SignedIn, SignInFailed
from services.platform.access.totp import Enrolment

SECOND_FACTOR = f"{SIGN_IN}/second-factor"
_NOTES = frozenset({"too_late", "password_kept", "signed_out", "again", "passkey_failed", "provider_failed"})
_ENROLMENT = Markup(
    '<p><strong id="secret-label">{label}</strong><br><code aria-labelledby="secret-label">{secret}</code></p>'
    '<p><a href="{uri}">{open_}</a></p>'
)


@dataclass(frozen=True)
class SignInPages:
    """The pages on which people come and go."""

    desk: Desk
    providers: ProviderPages

    async def show(self, request: Request) -> Response:
        """Ask for e-mail address and password."""
        told = request.query_params.get("note", "")
        language = language_of(request)
        return await self._ask(
            request, next_of(request.query_params.get("next")), said=say(language, told) if told in _NOTES else ""
        )

    async def take(self, request: Request) -> Response:
        """Let somebody in, or ask for more."""
        given = await self.desk.form(request)
        email, password, next_ = (text_of(given, name) for name in ("email", "password", "next"))
        try:
            result = await self.desk.sign_in.by_password(email, password, self.desk.visitor(request))
        except SignInFailed as error:
            await self.desk.failed(request, error)
            return await self._ask(request, next_of(next_), email, wrong=say(language_of(request), "wrong"))
        if isinstance(result, FactorWanted):
            answer = see(with_next(SECOND_FACTOR, next_of(next_)))
            self.desk.begin_step(answer, result.secret)
            return answer
        return self.desk.let_in(request, result, lead(language_of(request), next_of(next_)))

    async def show_second(self, request: Request) -> Response:
        """Ask for a code."""
        return await self._ask_code(request, next_of(request.query_params.get("next")))

    async def take_second(self, request: Request) -> Response:
        """Let somebody in by a code."""
        given = await self.desk.form(request)
        next_ = next_of(text_of(given, "next"))
        try:
            signed_in = await self.desk.sign_in.by_code(
                self.desk.step(request), text_of(given, "code"), self.desk.visitor(request)
            )
        except SignInFailed as error:
            await self.desk.failed(request, error)
            return await self._ask_code(request, next_, wrong=say(language_of(request), "code_wrong"))
        if signed_in.recovery_codes:
            return self.desk.let_in(request, signed_in, self._show_codes(request, signed_in, next_))
        return self.desk.let_in(request, signed_in, lead(language_of(request), next_))

    async def ask_sign_out(self, request: Request) -> Response:
        """Ask whether to sign out: a link from elsewhere must not do it."""
        language = language_of(request)
        words = say(language, "sign_out")
        return self.desk.show(
            request,
            words,
            lambda token: paragraph(say(language, "sign_out_ask")) + form("/sign-out", token, Markup(), words),
        )

    async def sign_out(self, request: Request) -> Response:
        """End the session of this browser, and what programs were granted in it; a provider ends its own, if it does that."""
        await self.desk.form(request)
        signed, onward = await self.desk.signed(request), None
        if signed is not None:
            async with self.desk.works_as(request, signed) as work:
                await session_end(work, signed.session.id, signed.user.id)
            onward = await self.providers.sign_out(request, signed)
        answer = onward or see(f"{SIGN_IN}?note=signed_out")
        self.desk.cookies.forget(answer)
        self.desk.cookies.forget(answer, FORM)
        return answer

    async def _ask(self, request: Request, next_: str, email: str = "", *, wrong: str = "", said: str = "") -> Response:
        language = language_of(request)
        async with self.desk.works(nobody("")) as work:
            providers = await providers_in_use(work)

        def body(token: Markup) -> Markup:
            fields = (
                hidden("next", next_)
                + field("email", say(language, "email"), "email", "username webauthn", value=email, focus=not email)
                + field("password", say(language, "password"), "password", "current-password", focus=bool(email))
            )
            return (
                note(said)
                + alarm(wrong)
                + form(SIGN_IN, token, fields, say(language, "sign_in"))
                + passkey_sign_in(language, token, next_)
                + provider_buttons(language, providers, token, next_)
                + link("/password/forgotten", say(language, "forgotten"))
            )

        status = 401 if wrong else 200
        return self.desk.show(request, say(language, "sign_in"), body, status=status, scripts=True, head=HEAD)

    async def _ask_code(self, request: Request, next_: str, *, wrong: str = "") -> Response:
        language = language_of(request)
        question = await self.desk.sign_in.question(self.desk.step(request), anew=not wrong)
        before, hint = Markup(), say(language, "code_hint")
        if question.enrolment is not None:
            before, hint = enrolment(language, "factor_required", question.enrolment), ""

        def body(token: Markup) -> Markup:
            fields = hidden("next", next_) + code_field(language, hint)
            asked = form(SECOND_FACTOR, token, fields, say(language, "go_on"))
            other = passkey_sign_in(language, token, next_) if question.enrolment is None else Markup()
            return before + alarm(wrong) + asked + other

        status, title = 401 if wrong else 200, say(language, "second_factor")
        return self.desk.show(request, title, body, status=status, scripts=True, head=HEAD)

    def _show_codes(self, request: Request, signed_in: SignedIn, next_: str) -> Response:
        language = language_of(request)
        body = (
            paragraph(say(language, "recovery_codes_once"))
            + codes(signed_in.recovery_codes)
            + Markup('<p><a class="button" href="{path}">{words}</a></p>').format(
                path=next_, words=say(language, "go_on")
            )
        )
        return self.desk.show(request, say(language, "recovery_codes"), lambda _token: body)


def code_field(language: Language, hint: str = "") -> Markup:
    """Write the field for a code."""
    return field("code", say(language, "code"), "text", "one-time-code", hint=hint, focus=True, numeric=not hint)


def enrolment(language: Language, words: str, told: Enrolment) -> Markup:
    """Show the secret for an app."""
    grouped = " ".join(told.secret[start : start + 4] for start in range(0, len(told.secret), 4))
    labels = {"label": say(language, "factor_secret"), "open_": say(language, "factor_open")}
    return paragraph(say(language, words)) + _ENROLMENT.format(secret=grouped, uri=told.uri, **labels)
