"""/account: where somebody is signed in, and what they prove themselves with."""

from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from kernel.errors import DomainError
from models import NotificationKind, UserLinkKind, UserSession
from server.pages.language import Language, language_of
from server.people.desk import ACCOUNT, Desk, Signed, see, text_of
from server.people.links import new_password_fields
from server.people.markup import alarm, codes, field, form, hidden, link, note, paragraph, section
from server.people.passkeys import HEAD, passkey_section
from server.people.sign_in import code_field, enrolment
from server.people.words import say, say_refusal
from services.platform.access.factors import Factors, factors_of
from services.platform.access.guessing import Stage, counts_for, guess, guessed_right
from services.platform.access.links import links_revoke
from services.platform.access.notices import warn
from services.platform.access.passkeys import passkeys_of
from services.platform.access.passwords import password_keep, password_of
from services.platform.access.recovery_codes import recovery_codes_left, recovery_codes_make
from services.platform.access.sessions import session_end, sessions_end, sessions_of
from services.platform.access.totp import totp_begin, totp_confirm, totp_remove

_SESSION = Markup("<li><p><strong>{browser}</strong>{here}<br>{address} · {seen}</p>{form}</li>")
# The first that fits: every browser says that it is also those below it.
_PROGRAMS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}
_NOTES = frozenset({"done", "password_changed", "passkey_failed"})


@dataclass(frozen=True)
class AccountPages:
    """The page of somebody's account, and what can be done there."""

    desk: Desk

    async def show(self, request: Request) -> Response:
        """Show the account."""
        signed, language = await self.desk.require_signed(request), language_of(request)
        async with self.desk.works_as(request, signed) as work:
            sessions = await sessions_of(work, signed.user.id, self.desk.limits)
            factors = await factors_of(work, signed.user.id)
            left = await recovery_codes_left(work, signed.user.id)
            passkeys = await passkeys_of(work, signed.user.id)
        told = request.query_params.get("note", "")

        def body(token: Markup) -> Markup:
            return (
                note(say(language, told) if told in _NOTES else "")
                + paragraph(f"{signed.user.name}, {signed.user.email}")
                + form("/sign-out", token, Markup(), say(language, "sign_out"), second=True)
                + section("password-title", say(language, "password"), _to(language, "password_change", "/password"))
                + section("totp-title", say(language, "totp"), _totp(language, factors, token))
                + section("passkeys-title", say(language, "passkeys"), passkey_section(language, passkeys, token))
                + section("codes-title", say(language, "recovery_codes"), _codes(language, factors, left, token))
                + section("sessions-title", say(language, "sessions"), _sessions(language, sessions, signed, token))
            )

        return self.desk.show(request, say(language, "account"), body, scripts=True, head=HEAD)

    async def show_password(self, request: Request) -> Response:
        """Ask for the current password and a new one."""
        return self._ask_password(request, await self.desk.require_signed(request))

    async def change_password(self, request: Request) -> Response:
        """Change the password; every other session ends."""
        signed, language, given = await self._begin(request)
        user, password, visitor = signed.user, text_of(given, "password"), self.desk.visitor(request)
        if password != text_of(given, "again"):
            return self._ask_password(request, signed, say(language, "passwords_differ"))
        try:
            await self.desk.passwords.require_fit(password, user)
        except DomainError as refusal:
            return self._ask_password(request, signed, say_refusal(language, refusal))
        async with self.desk.works_as(request, signed) as work:
            counts = await counts_for(work, Stage.PASSWORD, user.email, user.id, visitor)
            await guess(work, counts)
            kept = await password_of(work, user.id)
        if not (await self.desk.passwords.verify(kept, text_of(given, "current"))).matches:
            return self._ask_password(request, signed, say(language, "password_wrong"))
        hashed = await self.desk.passwords.hash(password)
        async with self.desk.works_as(request, signed) as work:
            await guessed_right(work, counts)
            await password_keep(work, user.id, hashed)
            await links_revoke(work, user.id, UserLinkKind.PASSWORD)
            await sessions_end(work, user.id, but=signed.session.id, because="PASSWORD_CHANGED")
            await warn(work, user, NotificationKind.PASSWORD_CHANGED, {"at": work.clock.now()})
        return see(f"{ACCOUNT}?note=password_changed")

    async def end_session(self, request: Request) -> Response:
        """Sign out of one of the viewer's sessions."""
        signed, _, given = await self._begin(request)
        try:
            which = UUID(text_of(given, "session"))
        except ValueError:
            return see(ACCOUNT)
        async with self.desk.works_as(request, signed) as work:
            await session_end(work, which, signed.user.id)
        return see(f"{ACCOUNT}?note=done")

    async def end_sessions(self, request: Request) -> Response:
        """Sign out everywhere, here too, and end what programs were granted."""
        signed, _, _ = await self._begin(request)
        async with self.desk.works_as(request, signed) as work:
            await sessions_end(work, signed.user.id)
        answer = see("/sign-in?note=signed_out")
        self.desk.cookies.forget(answer)
        return answer

    async def show_totp(self, request: Request) -> Response:
        """Show the secret for an app, and ask for a first code."""
        return await self._ask_totp(request, await self.desk.require_signed(request, recently=True))

    async def confirm_totp(self, request: Request) -> Response:
        """Take an app into use."""
        signed, language, given = await self._begin(request, recently=True)
        async with self.desk.works_as(request, signed) as work:
            counts = await counts_for(work, Stage.FACTOR, signed.user.email, signed.user.id, self.desk.visitor(request))
            await guess(work, counts)
        async with self.desk.works_as(request, signed) as work:
            confirmed = await totp_confirm(work, signed.user.id, text_of(given, "code"))
            made = await recovery_codes_make(work, signed.user.id) if confirmed else []
            if confirmed:
                await guessed_right(work, counts)
        if not confirmed:
            return await self._ask_totp(request, signed, say(language, "code_wrong"))
        return self._show_codes(request, made)

    async def remove_totp(self, request: Request) -> Response:
        """Take the app away."""
        signed, _, _ = await self._begin(request, recently=True)
        async with self.desk.works_as(request, signed) as work:
            await totp_remove(work, signed.user.id)
        return see(f"{ACCOUNT}?note=done")

    async def make_codes(self, request: Request) -> Response:
        """Make new recovery codes, and show them once."""
        signed, _, _ = await self._begin(request, recently=True)
        async with self.desk.works_as(request, signed) as work:
            made = await recovery_codes_make(work, signed.user.id)
        return self._show_codes(request, made)

    async def _begin(self, request: Request, *, recently: bool = False) -> tuple[Signed, Language, FormData]:
        given = await self.desk.form(request)
        return await self.desk.require_signed(request, recently=recently), language_of(request), given

    def _ask_password(self, request: Request, signed: Signed, wrong: str = "") -> Response:
        language = language_of(request)

        def body(token: Markup) -> Markup:
            current = field("current", say(language, "password_current"), "password", "current-password", focus=True)
            fields = current + new_password_fields(language, signed.user.email)
            return alarm(wrong) + form(f"{ACCOUNT}/password", token, fields, say(language, "password_change"))

        return self.desk.show(request, say(language, "password_change"), body, status=422 if wrong else 200)

    async def _ask_totp(self, request: Request, signed: Signed, wrong: str = "") -> Response:
        language = language_of(request)
        async with self.desk.works_as(request, signed) as work:
            if (await factors_of(work, signed.user.id)).totp:
                return see(ACCOUNT)
            told = await totp_begin(work, signed.user, anew=not wrong)

        def body(token: Markup) -> Markup:
            asked = form(f"{ACCOUNT}/totp", token, code_field(language), say(language, "go_on"))
            return enrolment(language, "totp_add_hint", told) + alarm(wrong) + asked

        return self.desk.show(request, say(language, "totp_add"), body, status=422 if wrong else 200)

    def _show_codes(self, request: Request, made: list[str]) -> Response:
        language = language_of(request)
        body = paragraph(say(language, "recovery_codes_once")) + codes(tuple(made))
        return self.desk.show(
            request, say(language, "recovery_codes"), lambda _token: body + link(ACCOUNT, say(language, "account"))
        )


def _to(language: Language, what: str, path: str) -> Markup:
    return link(f"{ACCOUNT}{path}", say(language, what))


def _totp(language: Language, factors: Factors, token: Markup) -> Markup:
    if not factors.totp:
        return paragraph(say(language, "totp_none")) + _to(language, "totp_add", "/totp")
    remove = form(f"{ACCOUNT}/totp/remove", token, Markup(), say(language, "totp_remove"), second=True)
    return paragraph(say(language, "totp_on")) + remove


def _codes(language: Language, factors: Factors, left: int, token: Markup) -> Markup:
    told = paragraph(say(language, "recovery_codes_left", count=left))
    if not factors:
        return told
    words = say(language, "recovery_codes_make")
    return told + form(f"{ACCOUNT}/recovery-codes", token, Markup(), words, second=True)


def _sessions(language: Language, sessions: list[UserSession], signed: Signed, token: Markup) -> Markup:
    items = Markup().join(_session(language, each, signed, token) for each in sessions)
    everywhere = form(f"{ACCOUNT}/sessions/end-all", token, Markup(), say(language, "sessions_end"), second=True)
    return Markup("<ul>{items}</ul>").format(items=items) + everywhere


def browser_name(says: str) -> str:
    """Give what people call a browser that says it is this."""
    program = next((name for word, name in _PROGRAMS.items() if word in says), "")
    system = next((name for word, name in _SYSTEMS.items() if word in says), "")
    return ", ".join(each for each in (program, system) if each) or says[:80]


def _session(language: Language, each: UserSession, signed: Signed, token: Markup) -> Markup:
    here = each.id == signed.session.id
    words = say(language, "session_end")
    end = form(f"{ACCOUNT}/sessions/end", token, hidden("session", str(each.id)), words, second=True)
    return _SESSION.format(
        browser=browser_name(each.browser or "?"),
        here=f" ({say(language, 'session_this')})" if here else "",
        address=each.address or "?",
        seen=say(language, "session_seen", at=each.last_seen_at.strftime("%Y-%m-%d %H:%M")),
        form=Markup() if here else end,
    )
