"""Passkeys on our pages: a small script asks the device, and a form carries its answer here."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from models import UserPasskey
from server.pages.language import Language, language_of
from server.pages.security import GUARDS
from server.people.desk import ACCOUNT, PASSKEY, SIGN_IN, Desk, lead, next_of, see, text_of
from server.people.markup import field, form, hidden, paragraph
from server.people.words import say
from services.platform.access.passkeys import (
    Asked,
    PasskeyRefused,
    RelyingParty,
    passkey_add,
    passkey_ask,
    passkey_ask_new,
    passkey_remove,
)
from services.platform.access.people import nobody
from services.platform.access.sign_in import SignInFailed
from services.platform.access.steps import LASTS

SCRIPT: Final = "/pages/passkey.js"
HEAD: Final = Markup('\n<script src="{path}" defer></script>').format(path=SCRIPT)
ANSWER: Final = f"{SIGN_IN}/passkey"
BEGIN: Final = f"{SIGN_IN}/passkey/begin"
NEW: Final = f"{ACCOUNT}/passkeys"
NEW_BEGIN: Final = f"{ACCOUNT}/passkeys/begin"
REMOVE: Final = f"{ACCOUNT}/passkeys/remove"

_SCRIPT: Final = files("server.people").joinpath("passkey.js").read_text("utf-8")
_FORM: Final = Markup(
    '<form method="post" action="{action}" data-passkey="{what}" data-begin="{begin}" hidden>{token}{body}'
    '<input type="hidden" name="credential" value=""><p class="alarm" role="alert" hidden>{failed}</p>'
    '<button class="second">{button}</button></form>'
)


@dataclass(frozen=True)
class PasskeyPages:
    """What is sent here when somebody uses a passkey."""

    desk: Desk

    async def begin(self, request: Request) -> Response:
        """Say what to ask a device of somebody who signs in."""
        await self.desk.form(request)
        async with self.desk.works(nobody("")) as work:
            return self._asked(await passkey_ask(work, self._site(request)))

    async def sign_in(self, request: Request) -> Response:
        """Let somebody in whose device has answered."""
        given = await self.desk.form(request)
        next_, language = next_of(text_of(given, "next")), language_of(request)
        secret, credential = request.cookies.get(self.desk.cookies.name(PASSKEY), ""), text_of(given, "credential")
        try:
            signed_in = await self.desk.sign_in.by_passkey(
                self._site(request), secret, credential, self.desk.visitor(request)
            )
        except SignInFailed as error:
            await self.desk.failed(request, error)
            return see(f"{SIGN_IN}?note=passkey_failed")
        answer = self.desk.let_in(request, signed_in, lead(language, next_))
        self.desk.cookies.forget(answer, PASSKEY)
        return answer

    async def begin_new(self, request: Request) -> Response:
        """Say what to ask a device of somebody who wants a new passkey."""
        await self.desk.form(request)
        signed = await self.desk.require_signed(request, recently=True)
        async with self.desk.works_as(request, signed) as work:
            return self._asked(await passkey_ask_new(work, signed.user, self._site(request)))

    async def add(self, request: Request) -> Response:
        """Keep a new passkey."""
        given = await self.desk.form(request)
        signed = await self.desk.require_signed(request, recently=True)
        secret = request.cookies.get(self.desk.cookies.name(PASSKEY), "")
        try:
            async with self.desk.works_as(request, signed) as work:
                credential, name = text_of(given, "credential"), text_of(given, "name")
                await passkey_add(work, signed.user, self._site(request), secret, credential, name)
        except PasskeyRefused:
            return see(f"{ACCOUNT}?note=passkey_failed")
        return see(f"{ACCOUNT}?note=done")

    async def remove(self, request: Request) -> Response:
        """Take a passkey away."""
        given = await self.desk.form(request)
        signed = await self.desk.require_signed(request, recently=True)
        try:
            which = UUID(text_of(given, "passkey"))
        except ValueError:
            return see(ACCOUNT)
        async with self.desk.works_as(request, signed) as work:
            await passkey_remove(work, signed.user.id, which)
        return see(f"{ACCOUNT}?note=done")

    async def script(self, _request: Request) -> Response:
        """Give the script."""
        headers = {"cache-control": "public, max-age=3600", "x-content-type-options": "nosniff"}
        return Response(_SCRIPT, 200, headers, "text/javascript")

    def _asked(self, asked: Asked) -> Response:
        answer = Response(asked.options, 200, GUARDS, "application/json")
        self.desk.cookies.set(answer, asked.secret, PASSKEY, seconds=int(LASTS.total_seconds()))
        return answer

    def _site(self, request: Request) -> RelyingParty:
        """Say under which name browsers know this site."""
        parts = urlsplit(self.desk.cookies.public_url or str(request.base_url))
        return RelyingParty(parts.hostname or "localhost", f"{parts.scheme}://{parts.netloc}")


def passkey_sign_in(language: Language, token: Markup, next_: str) -> Markup:
    """Write the form by which somebody signs in with a passkey; browsers that have none do not show it."""
    return _FORM.format(
        action=ANSWER, what="get", begin=BEGIN, token=token, body=hidden("next", next_),
        failed=say(language, "passkey_failed"), button=say(language, "passkey_sign_in"),
    )  # fmt: skip


def passkey_section(language: Language, passkeys: list[UserPasskey], token: Markup) -> Markup:
    """List somebody's passkeys, with a form for another one."""
    name = field("name", say(language, "passkey_name"), "text", "off", length_max=100)
    more = _FORM.format(
        action=NEW, what="create", begin=NEW_BEGIN, token=token, body=name,
        failed=say(language, "passkey_failed"), button=say(language, "passkey_add"),
    )  # fmt: skip
    if not passkeys:
        return paragraph(say(language, "passkeys_none")) + more
    return Markup().join(_passkey(language, each, token) for each in passkeys) + more


def _passkey(language: Language, each: UserPasskey, token: Markup) -> Markup:
    words = say(language, "passkey_remove", name=each.name)
    return form(REMOVE, token, hidden("passkey", str(each.id)), words, second=True)
