"""Putting the pages for people together, and the paths on which they are."""

from collections.abc import Sequence
from datetime import timedelta

from joserfc.jwk import ECKey
from starlette.routing import BaseRoute, Route

from kernel.clock import Clock
from server.federation.documents import Documents
from server.federation.fetching import Fetcher
from server.federation.relying import Relying
from server.pages.cookie import Cookies
from server.pages.security import form_tokens_of
from server.people.account import AccountPages
from server.people.desk import ACCOUNT, SIGN_IN, Desk
from server.people.links import FORGOTTEN, LinkPages
from server.people.passkeys import ANSWER, BEGIN, NEW, NEW_BEGIN, REMOVE, SCRIPT, PasskeyPages
from server.people.providers import CALLBACK, PROVIDER_SIGN_IN, ProviderPages
from server.people.sign_in import SECOND_FACTOR, SignInPages
from server.settings import Settings
from server.writing.recording import Recorder
from services.platform.access.breached import BreachedPasswords
from services.platform.access.passwords import Passwords
from services.platform.access.sessions import SessionLimits
from services.platform.access.sign_in import SignIn, Works


def limits_of(settings: Settings) -> SessionLimits:
    """Say how long people stay signed in."""
    return SessionLimits(timedelta(hours=settings.session_hours), timedelta(minutes=settings.session_idle_minutes))


def passwords_of(settings: Settings) -> Passwords:
    """Give what checks and keeps passwords."""
    path = settings.breached_passwords
    passwords = Passwords(breached=BreachedPasswords(path) if path else None)
    passwords.warm_up()
    return passwords


def desk_of(settings: Settings, key: ECKey, works: Works, recorder: Recorder, clock: Clock) -> Desk:
    """Give what receives people."""
    passwords, limits = passwords_of(settings), limits_of(settings)
    return Desk(
        works=works,
        sign_in=SignIn(works, passwords, limits),
        passwords=passwords,
        limits=limits,
        cookies=Cookies(settings.public_url),
        tokens=form_tokens_of(key, settings.public_url),
        recorder=recorder,
        clock=clock,
    )


def relying_of(settings: Settings, clock: Clock) -> Relying:
    """Give what asks identity providers."""
    return Relying(Documents(Fetcher(settings.allow_local_providers), clock), clock)


def people_routes(desk: Desk, relying: Relying) -> Sequence[BaseRoute]:
    """Give the paths of the pages."""
    links, account, passkeys, providers = (
        LinkPages(desk),
        AccountPages(desk),
        PasskeyPages(desk),
        ProviderPages(desk, relying),
    )
    sign_in = SignInPages(desk, providers)
    shown = {
        SIGN_IN: sign_in.show,
        SECOND_FACTOR: sign_in.show_second,
        CALLBACK: providers.come_back,
        "/sign-out": sign_in.ask_sign_out,
        FORGOTTEN: links.ask_forgotten,
        "/invitation/{secret}": links.invitation,
        "/password/{secret}": links.password,
        ACCOUNT: account.show,
        SCRIPT: passkeys.script,
        f"{ACCOUNT}/password": account.show_password,
        f"{ACCOUNT}/totp": account.show_totp,
    }
    taken = {
        SIGN_IN: sign_in.take,
        SECOND_FACTOR: sign_in.take_second,
        PROVIDER_SIGN_IN: providers.begin,
        ANSWER: passkeys.sign_in,
        BEGIN: passkeys.begin,
        NEW: passkeys.add,
        NEW_BEGIN: passkeys.begin_new,
        REMOVE: passkeys.remove,
        "/sign-out": sign_in.sign_out,
        FORGOTTEN: links.forgotten,
        "/invitation/{secret}": links.invitation,
        "/password/{secret}": links.password,
        f"{ACCOUNT}/password": account.change_password,
        f"{ACCOUNT}/totp": account.confirm_totp,
        f"{ACCOUNT}/totp/remove": account.remove_totp,
        f"{ACCOUNT}/recovery-codes": account.make_codes,
        f"{ACCOUNT}/sessions/end": account.end_session,
        f"{ACCOUNT}/sessions/end-all": account.end_sessions,
    }
    return (
        *(Route(path, desk.guarded(handler), methods=["GET"]) for path, handler in shown.items()),
        *(Route(path, desk.guarded(handler), methods=["POST"]) for path, handler in taken.items()),
    )
