"""Signing in at an identity provider: a form sends the browser there, and it comes back with a code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from models import IdentityProvider, SignInStep, SignInStepKind
from server.federation.refused import ProviderRefused
from server.federation.relying import Answer, Known, Relying
from server.pages.language import Language, language_of
from server.pages.layout import page
from server.people.desk import PROVIDER, SIGN_IN, Desk, Signed, lead, next_of, see, text_of, with_next
from server.people.markup import form, hidden
from server.people.words import say
from services.platform.access.federation import provider_in_use
from services.platform.access.identities import provider_of
from services.platform.access.people import nobody
from services.platform.access.sign_in import FEDERATED, FactorWanted, SignInFailed, Why
from services.platform.access.steps import LASTS, step_begin, step_end
from services.platform.identity_provider import secret_of

PROVIDER_SIGN_IN: Final = f"{SIGN_IN}/provider/{{provider:uuid}}"
CALLBACK: Final = f"{PROVIDER_SIGN_IN}/callback"
_SECOND_FACTOR: Final = f"{SIGN_IN}/second-factor"
_FAILED: Final = f"{SIGN_IN}?note=provider_failed"
_ONWARD: Final = Markup('<p><a class="button" href="{address}">{words}</a></p>')
_REFRESH: Final = Markup('\n<meta http-equiv="refresh" content="0; url={address}">')


@dataclass(frozen=True)
class ProviderPages:
    """Where people leave for an identity provider, and where they come back to."""

    desk: Desk
    relying: Relying

    async def begin(self, request: Request) -> Response:
        """Send a browser to a provider.

        A page lies between, since a browser holds what a form leads to against the policy of the page with the form.
        """
        given = await self.desk.form(request)
        which, language = _named(request), language_of(request)
        async with self.desk.works(nobody("")) as work:
            provider = await provider_in_use(work, which)
            if provider is None:
                return see(_FAILED)
            known = Known(provider.issuer, provider.client_id, secret_of(work, provider))
            facts = {"provider": str(which), "next": next_of(text_of(given, "next"))}
            secret = await step_begin(work, SignInStepKind.PROVIDER_SIGN_IN, None, facts)
        try:
            address = await self.relying.address(known, self._callback(request, which), secret)
        except ProviderRefused as error:
            return await self._failed(request, error)
        answer = _onward(language, address, say(language, "provider_onward", name=provider.name))
        self.desk.cookies.set(answer, secret, PROVIDER, seconds=int(LASTS.total_seconds()))
        return answer

    async def come_back(self, request: Request) -> Response:
        """Let somebody in of whom a provider speaks, in the browser that was sent there."""
        secret = request.cookies.get(self.desk.cookies.name(PROVIDER), "")
        which = _named(request)
        async with self.desk.works(nobody("")) as work:
            # Taken up once: an answer that is sent again finds nothing.
            step = await step_end(work, SignInStepKind.PROVIDER_SIGN_IN, secret)
            provider = await provider_in_use(work, which)
            known = Known(provider.issuer, provider.client_id, secret_of(work, provider)) if provider else None
        if step is None or known is None or step.facts["provider"] != str(which):
            return see(f"{SIGN_IN}?note=too_late")
        try:
            claims = await self.relying.claims(known, self._callback(request, which), secret, _answer(request))
            result = await self.desk.sign_in.by_provider(which, claims, self.desk.visitor(request))
        except (ProviderRefused, SignInFailed) as error:
            return await self._failed(request, error)
        next_ = _next(step)
        if isinstance(result, FactorWanted):
            answer = see(with_next(_SECOND_FACTOR, next_))
            self.desk.begin_step(answer, result.secret)
        else:
            answer = self.desk.let_in(request, result, lead(language_of(request), next_))
        self.desk.cookies.forget(answer, PROVIDER)
        return answer

    async def sign_out(self, request: Request, signed: Signed) -> Response | None:
        """Lead whoever has signed out here, and had signed in by a provider, to where it signs them out too, if it does."""
        async with self.desk.works(nobody("")) as work:
            provider = await provider_of(work, signed.user.id) if FEDERATED[0] in signed.session.methods else None
            known = Known(provider.issuer, provider.client_id, "") if provider else None
        if provider is None or known is None:
            return None
        try:
            address = await self.relying.sign_out_address(known, self._origin(request) + SIGN_IN)
        except ProviderRefused:
            return None
        language = language_of(request)
        words = say(language, "provider_sign_out", name=provider.name)
        return None if address is None else _onward(language, address, words)

    async def _failed(self, request: Request, error: ProviderRefused | SignInFailed) -> Response:
        failed = error if isinstance(error, SignInFailed) else SignInFailed(Why.PROVIDER_REFUSED)
        told = error.why if isinstance(error, ProviderRefused) else ""
        await self.desk.failed(request, failed, told)
        answer = see(_FAILED)
        self.desk.cookies.forget(answer, PROVIDER)
        return answer

    def _callback(self, request: Request, which: UUID) -> str:
        return f"{self._origin(request)}{SIGN_IN}/provider/{which}/callback"

    def _origin(self, request: Request) -> str:
        parts = urlsplit(self.desk.cookies.public_url or str(request.base_url))
        return f"{parts.scheme}://{parts.netloc}"


def provider_buttons(language: Language, providers: Sequence[IdentityProvider], token: Markup, next_: str) -> Markup:
    """Write a button for each provider at which people sign in."""
    return Markup().join(
        form(
            f"{SIGN_IN}/provider/{each.id}",
            token,
            hidden("next", next_),
            say(language, "provider_sign_in", name=each.name),
            second=True,
        )
        for each in providers
    )


def _onward(language: Language, address: str, words: str) -> Response:
    """Lead a browser elsewhere from a page, which no policy for forms holds back."""
    head = _REFRESH.format(address=address)
    return page(language, words, _ONWARD.format(address=address, words=words), head=head)


def _named(request: Request) -> UUID:
    which: UUID = request.path_params["provider"]
    return which


def _answer(request: Request) -> Answer:
    """Read what the provider has sent along with the browser.

    Raises:
        ProviderRefused: there is no code, or something stands there twice.
    """
    said = request.query_params
    if any(len(said.getlist(name)) > 1 for name in ("code", "state", "iss", "error")):
        raise ProviderRefused("something is said twice")
    if not said.get("code") or "error" in said or "\0" in said["code"]:
        raise ProviderRefused("the provider sends no code")
    return Answer(said["code"], said.get("state", ""), said.get("iss"))


def _next(step: SignInStep) -> str:
    return next_of(step.facts["next"])
