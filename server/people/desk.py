"""What all pages for people share: who asks, what their forms say, and what becomes of refusals."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, TypeAlias
from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kernel.clock import Clock
from models import User, UserSession
from server.http.buckets import Buckets
from server.http.visitor_limits import TooOften, VisitorLimits
from server.pages.cookie import Cookies, new_form_secret
from server.pages.form import FormMalformed, read_form
from server.pages.language import Language, language_of
from server.pages.layout import onward, page
from server.pages.security import GUARDS, FormRefused, FormTokens, is_own_path
from server.people.markup import alarm, link
from server.people.words import say, say_refusal
from server.telemetry.exchange import exchange_of
from server.writing.recording import Recorder
from services.platform.access.browsers import KNOWN_FOR
from services.platform.access.guessing import TooManyGuesses
from services.platform.access.passwords import Passwords
from services.platform.access.people import actor_of, nobody
from services.platform.access.sessions import SessionLimits, Visitor, session_of, session_touch
from services.platform.access.sign_in import SignedIn, SignIn, SignInFailed, SignInTooLate, Works
from services.platform.access.steps import LASTS
from services.work import Work

SIGN_IN: Final = "/sign-in"
ACCOUNT: Final = "/account"
BROWSER: Final = "browser"
STEP: Final = "step"
PASSKEY: Final = "passkey"
PROVIDER: Final = "provider"
FORM: Final = "form"
RECENT: Final = timedelta(minutes=15)
"""How long after signing in somebody may change what they prove themselves with."""

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Signed:
    """Somebody who is signed in, and the session in which they are."""

    user: User
    session: UserSession


class NotSignedIn(Exception):
    """A page is for those who are signed in, or who have signed in a moment ago."""

    def __init__(self, note: str = "") -> None:
        """Say on the page where people sign in why they are there."""
        super().__init__(note)
        self.note = note


@dataclass(frozen=True)
class Desk:
    """Receives people."""

    works: Works
    sign_in: SignIn
    passwords: Passwords
    limits: SessionLimits
    cookies: Cookies
    tokens: FormTokens
    recorder: Recorder
    clock: Clock
    visitors: VisitorLimits = field(default_factory=lambda: VisitorLimits(Buckets(600)))
    """How many forms are taken from an address. Each costs a hash, or leaves a row for some minutes."""

    def visitor(self, request: Request) -> Visitor:
        """Say who asks, as far as a browser tells."""
        return Visitor(
            address=request.client.host if request.client else None,
            browser=request.headers.get("user-agent"),
            browser_secret=request.cookies.get(self.cookies.name(BROWSER), ""),
            request_id=exchange_of(request.scope).id,
        )

    async def signed(self, request: Request) -> Signed | None:
        """Give who is signed in, and note that they are there."""
        async with self.works(nobody(exchange_of(request.scope).id)) as work:
            found = await session_of(work.session, self.cookies.session(request), work.clock.now(), self.limits)
            if found is None:
                return None
            user = await work.session.get_one(User, found.user_id)
            await session_touch(work, found, self.visitor(request))
            return Signed(user, found)

    async def require_signed(self, request: Request, *, recently: bool = False) -> Signed:
        """Give who is signed in.

        Raises:
            NotSignedIn: nobody is; or they are to do it again, since it is long ago.
        """
        signed = await self.signed(request)
        if signed is None:
            raise NotSignedIn
        if recently and signed.session.authenticated_at < self.clock.now() - RECENT:
            raise NotSignedIn("again")
        return signed

    def works_as(self, request: Request, signed: Signed) -> AbstractAsyncContextManager[Work]:
        """Open a transaction in which somebody works who is signed in."""
        return self.works(actor_of(signed.user, exchange_of(request.scope).id))

    async def form(self, request: Request) -> FormData:
        """Read a form of ours.

        Raises:
            FormRefused: it is none.
        """
        try:
            given = FormData(dict(await read_form(request)))
        except FormMalformed:
            raise FormRefused from None
        self.tokens.require(request, given, self.cookies.form(request))
        return given

    def show(
        self,
        request: Request,
        title: str,
        body: Callable[[Markup], Markup],
        *,
        status: int = 200,
        scripts: bool = False,
        head: Markup | None = None,
    ) -> Response:
        """Answer with a page; its body is made with the token for forms, and a browser without a cookie for them gets one."""
        bound_to = self.cookies.form(request)
        fresh = "" if bound_to else new_form_secret()
        body_ = body(self.tokens.field(bound_to or fresh))
        answer = page(language_of(request), title, body_, status=status, scripts=scripts, head=head or Markup())
        if fresh:
            self.cookies.set(answer, fresh, FORM)
        return answer

    def let_in(self, request: Request, signed_in: SignedIn, answer: Response) -> Response:
        """Give a browser the cookies of somebody who got in, and take those of the way there."""
        self.cookies.set(answer, signed_in.secret)
        self.cookies.set(answer, signed_in.browser_secret, BROWSER, seconds=int(KNOWN_FOR.total_seconds()))
        self.cookies.forget(answer, FORM)
        if self.cookies.name(STEP) in request.cookies:
            self.cookies.forget(answer, STEP)
        return answer

    def begin_step(self, answer: Response, secret: str) -> None:
        """Give a browser the cookie of what it has begun."""
        self.cookies.set(answer, secret, STEP, seconds=int(LASTS.total_seconds()))

    def step(self, request: Request) -> str:
        """Give the secret of what a browser has begun, or an empty text."""
        return request.cookies.get(self.cookies.name(STEP), "")

    def guarded(self, handler: Handler) -> Handler:
        """Answer what a page refuses."""

        async def guarded(request: Request) -> Response:
            exchange_of(request.scope).route = "people"
            try:
                if request.method == "POST":
                    self.visitors.require(request)
                return await handler(request)
            except TooOften as error:
                return self._wait(request, TooManyGuesses(error.seconds))
            except NotSignedIn as error:
                return see(f"{SIGN_IN}?note={error.note}" if error.note else SIGN_IN)
            except SignInTooLate:
                return see(f"{SIGN_IN}?note=too_late")
            except TooManyGuesses as error:
                return await self._too_many(request, error)
            except FormRefused:
                language = language_of(request)
                body = alarm(say(language, "form_refused")) + link(SIGN_IN, say(language, "back_to_sign_in"))
                return self.show(request, say(language, "sign_in"), lambda _token: body, status=403)

        return guarded

    async def failed(self, request: Request, error: SignInFailed | TooManyGuesses, told: str = "") -> None:
        """Tell the audit that somebody did not get in, and in `told` what else there is to say; not what they typed."""
        visitor = self.visitor(request)
        user_id = error.user_id if isinstance(error, SignInFailed) else None
        why = error.why if isinstance(error, SignInFailed) else error.code
        facts = {"address": visitor.address, "browser": (visitor.browser or "")[:300]}
        facts |= {"told": told} if told else {}
        await self.recorder.sign_in_failed(nobody(visitor.request_id), user_id, why, facts)

    async def _too_many(self, request: Request, error: TooManyGuesses) -> Response:
        await self.failed(request, error)
        return self._wait(request, error)

    def _wait(self, request: Request, error: TooManyGuesses) -> Response:
        language = language_of(request)
        body = alarm(say_refusal(language, error)) + link(SIGN_IN, say(language, "back_to_sign_in"))
        answer = self.show(request, say(language, "sign_in"), lambda _token: body, status=429)
        answer.headers["retry-after"] = str(error.seconds)
        return answer


def see(path: str) -> Response:
    """Lead on to another page of ours, which is asked for with GET."""
    return RedirectResponse(path, 303, GUARDS)


def lead(language: Language, path: str) -> Response:
    """Lead on to where somebody wanted to go; what may end at another program gets a page of its own before."""
    return onward(language, path) if path.startswith("/oauth/") else see(path)


def next_of(text: object) -> str:
    """Give the path of ours to which somebody wants to go; their account, where it is none."""
    return text if isinstance(text, str) and len(text) < 8_000 and is_own_path(text) else ACCOUNT


def with_next(path: str, next_: str) -> str:
    """Carry along where somebody wants to go."""
    return path if next_ == ACCOUNT else f"{path}?{urlencode({'next': next_}, quote_via=quote)}"


def text_of(form: FormData, name: str) -> str:
    """Give what stands in a field."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
