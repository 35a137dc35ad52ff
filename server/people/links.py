"""/invitation/… and /password/…: choosing a password by a link, and asking for one."""

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from kernel.errors import DomainError
from models import UserLinkKind
from server.pages.language import Language, language_of
from server.people.desk import SIGN_IN, Desk, see, text_of
from server.people.markup import alarm, field, form, link, note, paragraph
from server.people.words import say, say_refusal
from server.telemetry.exchange import exchange_of
from services.jobs import enqueue
from services.platform.access.guessing import Stage, counts_for, guess
from services.platform.access.links import FORGOTTEN_JOB, PATHS, link_open, link_use
from services.platform.access.passwords import LENGTH_MAX
from services.platform.access.people import actor_of, nobody

FORGOTTEN = "/password/forgotten"
_TITLES = {UserLinkKind.INVITATION: "invitation", UserLinkKind.PASSWORD: "password_choose"}


@dataclass(frozen=True)
class LinkPages:
    """The pages that links lead to."""

    desk: Desk

    async def invitation(self, request: Request) -> Response:
        """Accept an invitation by choosing a password."""
        return await self._answer(request, UserLinkKind.INVITATION)

    async def password(self, request: Request) -> Response:
        """Choose another password."""
        return await self._answer(request, UserLinkKind.PASSWORD)

    async def ask_forgotten(self, request: Request) -> Response:
        """Ask whose password is forgotten."""
        language = language_of(request)

        def body(token: Markup) -> Markup:
            address = field("email", say(language, "email"), "email", "username", focus=True)
            asked = form(FORGOTTEN, token, address, say(language, "forgotten_send"))
            return paragraph(say(language, "forgotten_hint")) + asked

        return self.desk.show(request, say(language, "forgotten_title"), body)

    async def forgotten(self, request: Request) -> Response:
        """Have a link sent, and say the same whoever it is."""
        email = text_of(await self.desk.form(request), "email")[:320]
        visitor = self.desk.visitor(request)
        async with self.desk.works(nobody(visitor.request_id)) as work:
            await guess(work, await counts_for(work, Stage.LINK, email, None, visitor))
            await enqueue(work, FORGOTTEN_JOB, {"email": email})
        language = language_of(request)
        body = note(say(language, "forgotten_sent")) + link(SIGN_IN, say(language, "back_to_sign_in"))
        return self.desk.show(request, say(language, "forgotten_title"), lambda _token: body)

    async def _answer(self, request: Request, kind: UserLinkKind) -> Response:
        # What is secret in the path stays out of the logs.
        exchange_of(request.scope).path = f"{PATHS[kind]}…"
        secret: str = request.path_params["secret"]
        if request.method == "POST":
            return await self._choose(request, kind, secret)
        return await self._ask(request, kind, secret)

    async def _ask(self, request: Request, kind: UserLinkKind, secret: str, wrong: str = "") -> Response:
        language = language_of(request)
        async with self.desk.works(nobody("")) as work:
            found = await link_open(work, kind, secret)
        if found is None:
            return self._over(request)
        user = found[1]

        def body(token: Markup) -> Markup:
            hello = paragraph(say(language, "invitation_hello", name=user.name, email=user.email))
            fields = new_password_fields(language, user.email)
            asked = form(f"{PATHS[kind]}{secret}", token, fields, say(language, "password_keep"))
            return hello + alarm(wrong) + asked

        return self.desk.show(request, say(language, _TITLES[kind]), body, status=422 if wrong else 200)

    async def _choose(self, request: Request, kind: UserLinkKind, secret: str) -> Response:
        language, given = language_of(request), await self.desk.form(request)
        password, again = text_of(given, "password"), text_of(given, "again")
        async with self.desk.works(nobody("")) as work:
            found = await link_open(work, kind, secret)
        if found is None:
            return self._over(request)
        if password != again:
            return await self._ask(request, kind, secret, say(language, "passwords_differ"))
        try:
            await self.desk.passwords.require_fit(password, found[1])
        except DomainError as refusal:
            return await self._ask(request, kind, secret, say_refusal(language, refusal))
        hashed = await self.desk.passwords.hash(password)
        async with self.desk.works(actor_of(found[1], exchange_of(request.scope).id)) as work:
            # It may have been used while the password was hashed.
            still = await link_open(work, kind, secret)
            if still is None:
                return self._over(request)
            await link_use(work, *still, hashed)
        return see(f"{SIGN_IN}?note=password_kept")

    def _over(self, request: Request) -> Response:
        language = language_of(request)
        body = paragraph(say(language, "link_over_hint")) + link(SIGN_IN, say(language, "back_to_sign_in"))
        return self.desk.show(request, say(language, "link_over"), lambda _token: body, status=410)


def new_password_fields(language: Language, email: str) -> Markup:
    """Write the fields for a new password; the e-mail address is there for programs that keep passwords."""
    whose = Markup('<input type="text" name="username" value="{email}" autocomplete="username" readonly hidden>')
    hint = say(language, "password_hint")
    new, again = say(language, "password_new"), say(language, "password_again")
    return (
        whose.format(email=email)
        + field("password", new, "password", "new-password", hint=hint, length_max=LENGTH_MAX)
        + field("again", again, "password", "new-password", length_max=LENGTH_MAX)
    )
