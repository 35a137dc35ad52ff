"""Signing in: by a password or the word of an identity provider, then by what else somebody must prove.

Whoever is not known is answered as somebody with another password, after the same time. A guess is counted and committed
before it is judged, and no transaction is open while a password is hashed.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeAlias, cast
from uuid import UUID

from kernel.errors import DomainError
from models import SignInStep, SignInStepKind, User
from services.platform.access.browsers import recognise
from services.platform.access.factors import factors_of, needs_factor
from services.platform.access.federation import IdentityRefused, identified, provider_in_use, says
from services.platform.access.guessing import Counted, Stage, counts_for, guess, guessed_right
from services.platform.access.passkeys import PasskeyRefused, RelyingParty, passkey_check
from services.platform.access.passwords import Passwords, password_of, password_store
from services.platform.access.people import actor_of, nobody, user_by_email
from services.platform.access.recovery_codes import recovery_code_use, recovery_codes_make
from services.platform.access.sessions import SessionLimits, Visitor, session_begin
from services.platform.access.steps import step_begin, step_end, step_of
from services.platform.access.totp import Enrolment, totp_begin, totp_check, totp_confirm
from services.work import Actor, Work

Works: TypeAlias = Callable[[Actor], AbstractAsyncContextManager[Work]]
"""Opens a transaction in which somebody works; it is committed when the context ends without an error."""

PASSWORD: Final = ("pwd",)
CODE_TOO: Final = ("otp", "mfa")
PASSKEY: Final = ("hwk", "mfa")
FEDERATED: Final = ("fed",)
FEDERATED_TWICE: Final = ("fed", "mfa")


class Why(StrEnum):
    """Why somebody did not get in: for the audit alone, since a visitor is told nothing of it."""

    PERSON_UNKNOWN = "PERSON_UNKNOWN"
    PASSWORD_WRONG = "PASSWORD_WRONG"  # noqa: S105  # the name of a reason
    CODE_WRONG = "CODE_WRONG"
    PASSKEY_WRONG = "PASSKEY_WRONG"
    PROVIDER_REFUSED = "PROVIDER_REFUSED"
    PERSON_BARRED = "PERSON_BARRED"
    EMAIL_UNVERIFIED = "EMAIL_UNVERIFIED"
    EMAIL_DOMAIN_FOREIGN = "EMAIL_DOMAIN_FOREIGN"
    SUBJECT_DIFFERS = "SUBJECT_DIFFERS"
    PARTNERS_APART = "PARTNERS_APART"


@dataclass(eq=False)
class SignInFailed(DomainError):
    """Whoever signs in proves who they are; nobody is told which part of it was wrong."""

    message = "That is not right."
    why: Why
    user_id: UUID | None = None


@dataclass(eq=False)
class SignInTooLate(DomainError):
    """What was begun is finished within minutes."""

    message = "That took too long. Begin again."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody has got in: the secrets of the cookies."""

    user_id: UUID
    secret: str = field(repr=False)
    browser_secret: str = field(repr=False)
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)
    """To be shown once, where somebody has just set up their first factor."""


@dataclass(frozen=True, slots=True)
class FactorWanted:
    """The password was right, and more is to be proven: the secret of the cookie by which that goes on."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FactorQuestion:
    """What somebody is asked for: a code; or to set up an app first, where a factor is required and there is none."""

    enrolment: Enrolment | None = None


@dataclass(frozen=True)
class SignIn:
    """Lets people in."""

    works: Works
    passwords: Passwords
    limits: SessionLimits

    async def by_password(self, email: str, password: str, visitor: Visitor) -> SignedIn | FactorWanted:
        """Let somebody in who knows their password, or ask for more.

        Raises:
            SignInFailed: somebody of this address and password is not there.
            TooManyGuesses: that was said too often.
        """
        async with self.works(nobody(visitor.request_id)) as work:
            user = await user_by_email(work, email)
            counts = await counts_for(work, Stage.PASSWORD, email, user.id if user else None, visitor)
            await guess(work, counts)
            kept = await password_of(work, user.id) if user else None
        verified = await self.passwords.verify(kept, password)
        if user is None or not verified.matches:
            raise SignInFailed(Why.PASSWORD_WRONG if user else Why.PERSON_UNKNOWN, user.id if user else None)
        renewed = await self.passwords.hash(password) if verified.is_outdated else None
        async with self.works(actor_of(user, visitor.request_id)) as work:
            if renewed is not None:
                await password_store(work, user.id, renewed)
            return await self._after_first(work, user, PASSWORD, counts, visitor)

    async def question(self, secret: str, *, anew: bool = True) -> FactorQuestion:
        """Say what somebody is asked for whose password was right; `anew` with a new secret for an app.

        Raises:
            SignInTooLate: their time is over, or they never began.
        """
        async with self.works(nobody("")) as work:
            _, user, enrols = await _begun(work, secret)
            return FactorQuestion(await totp_begin(work, user, anew=anew) if enrols else None)

    async def by_code(self, secret: str, code: str, visitor: Visitor) -> SignedIn:
        """Let somebody in who has proven one thing, by a code of their app or a recovery code; or by the first of a new app.

        Raises:
            SignInFailed: the code is not right, or was used before.
            SignInTooLate: their time is over.
            TooManyGuesses: that was tried too often.
        """
        async with self.works(nobody(visitor.request_id)) as work:
            step, user, enrols = await _begun(work, secret)
            methods = (*cast("list[str]", step.facts["methods"]), *CODE_TOO)
            counts = await counts_for(work, Stage.FACTOR, user.email, user.id, visitor)
            await guess(work, counts)
        async with self.works(actor_of(user, visitor.request_id)) as work:
            if not await _proves(work, user.id, code, enrols=enrols):
                raise SignInFailed(Why.CODE_WRONG, user.id)
            if await step_end(work, SignInStepKind.SECOND_FACTOR, secret) is None:
                raise SignInTooLate
            codes = await recovery_codes_make(work, user.id) if enrols else []
            return await self.admit(work, user, methods, counts, visitor, tuple(codes))

    async def by_passkey(self, site: RelyingParty, secret: str, credential: str, visitor: Visitor) -> SignedIn:
        """Let somebody in whose device has answered what it was asked.

        Raises:
            SignInFailed: it has not, or nobody knows it.
        """
        try:
            async with self.works(nobody(visitor.request_id)) as work:
                user = await passkey_check(work, site, secret, credential)
        except PasskeyRefused:
            raise SignInFailed(Why.PASSKEY_WRONG) from None
        async with self.works(actor_of(user, visitor.request_id)) as work:
            return await self.admit(work, user, PASSKEY, [], visitor)

    async def by_provider(
        self, provider_id: UUID, claims: Mapping[str, Any], visitor: Visitor
    ) -> SignedIn | FactorWanted:
        """Let somebody in by the word of an identity provider, or ask for more; what it says was checked before.

        Where a second factor is wanted, one that they proved to the provider is enough (`mfa` in `amr`, RFC 8176).

        Raises:
            SignInFailed: they are barred, or the provider may not vouch for them.
        """
        async with self.works(nobody(visitor.request_id)) as work:
            provider = await provider_in_use(work, provider_id)
            if provider is None:
                raise SignInFailed(Why.PROVIDER_REFUSED)
            try:
                user = await identified(work, provider, claims)
            except IdentityRefused as error:
                raise SignInFailed(Why(error.why), error.user_id) from None
        async with self.works(actor_of(user, visitor.request_id)) as work:
            if says(claims, "amr", "mfa"):
                return await self.admit(work, user, FEDERATED_TWICE, [], visitor)
            return await self._after_first(work, user, FEDERATED, [], visitor)

    async def admit(
        self,
        work: Work,
        user: User,
        methods: tuple[str, ...],
        counts: list[Counted],
        visitor: Visitor,
        recovery_codes: tuple[str, ...] = (),
    ) -> SignedIn:
        """Let somebody in who has proven everything, under a session that nobody has known before."""
        await guessed_right(work, counts)
        secret = await session_begin(work, user.id, methods, visitor, self.limits)
        return SignedIn(user.id, secret, await recognise(work, user, visitor), recovery_codes)

    async def _after_first(
        self, work: Work, user: User, methods: tuple[str, ...], counts: list[Counted], visitor: Visitor
    ) -> SignedIn | FactorWanted:
        factors = await factors_of(work, user.id)
        if not factors and not await needs_factor(work, user.id):
            return await self.admit(work, user, methods, counts, visitor)
        await guessed_right(work, counts)
        facts = {"enrols": not factors, "methods": list(methods)}
        return FactorWanted(await step_begin(work, SignInStepKind.SECOND_FACTOR, user.id, facts))


async def _begun(work: Work, secret: str) -> tuple[SignInStep, User, bool]:
    step = await step_of(work, SignInStepKind.SECOND_FACTOR, secret)
    user = await work.session.get(User, step.user_id) if step is not None else None
    if step is None or user is None or user.archived_at is not None:
        raise SignInTooLate
    # Whoever has set up a factor meanwhile, in another browser, proves it in this one too.
    return step, user, bool(step.facts["enrols"]) and not await factors_of(work, user.id)


async def _proves(work: Work, user_id: UUID, code: str, *, enrols: bool) -> bool:
    if enrols:
        return await totp_confirm(work, user_id, code)
    return await totp_check(work, user_id, code) or await recovery_code_use(work, user_id, code)
