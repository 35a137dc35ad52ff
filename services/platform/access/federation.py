"""Whom the word of an identity provider lets in: who is known by it, who becomes known, and which roles follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email

from kernel.errors import DomainError
from kernel.ids import uuid7
from models import IdentityProvider, IdentityProviderRole, User, UserIdentity, UserRole
from services.platform.audit import Attempt, Outcome, record_refusal
from services.platform.user_role import LastAdministrator, user_role_grant, user_role_revoke
from services.work import Work

NAME_MAX: Final = 200


@dataclass(eq=False)
class IdentityRefused(DomainError):
    """A provider lets in who is linked, and links those of its own domains whose address it has verified."""

    message = "The provider does not let them in."
    why: str
    user_id: UUID | None = None


async def providers_in_use(work: Work) -> list[IdentityProvider]:
    """List the providers at which people sign in, by name."""
    query = sa.select(IdentityProvider).where(IdentityProvider.archived_at.is_(None))
    return list(await work.session.scalars(query.order_by(IdentityProvider.name, IdentityProvider.id).limit(20)))


async def provider_in_use(work: Work, key: UUID) -> IdentityProvider | None:
    """Give a provider at which people sign in."""
    query = sa.select(IdentityProvider).where(IdentityProvider.id == key, IdentityProvider.archived_at.is_(None))
    return await work.session.scalar(query)


async def identified(work: Work, provider: IdentityProvider, claims: Mapping[str, Any]) -> User:
    """Give whom a provider speaks of, and let their roles follow from what it says; who is new is made.

    Raises:
        IdentityRefused: they are barred, or not to be linked by its word.
    """
    # Of two browsers in which somebody comes for the first time, one comes first.
    await work.raw.execute("select pg_advisory_xact_lock(hashtextextended('user_identity', 0))")
    linked = sa.select(User).join(UserIdentity, UserIdentity.user_id == User.id)
    which = (UserIdentity.provider_id == provider.id, UserIdentity.subject == claims["sub"])
    user = await work.session.scalar(linked.where(*which))
    if user is None:
        user = await _link(work, provider, claims)
    if user.archived_at is not None:
        raise IdentityRefused("PERSON_BARRED", user.id)
    await _follow(work, provider, user.id, claims)
    return user


def says(claims: Mapping[str, Any], claim: str, value: str) -> bool:
    """Tell whether a claim says a value, or lists it."""
    said = claims.get(claim)
    listed = cast("list[object]", said) if isinstance(said, list) else [said]
    return any(isinstance(each, str) and each == value for each in listed)


async def _link(work: Work, provider: IdentityProvider, claims: Mapping[str, Any]) -> User:
    email = _email(provider, claims)
    same = sa.func.email_key(User.email) == sa.func.email_key(email)
    user = await work.session.scalar(sa.select(User).where(same).with_for_update())
    if user is None:
        user = User(id=uuid7(), email=email, name=_name(claims, email), language="en")
        work.session.add(user)
        await work.session.flush()
    others = sa.exists().where(UserIdentity.provider_id == provider.id, UserIdentity.user_id == user.id)
    if await work.session.scalar(sa.select(others)):
        # An address that was given to somebody else at the provider opens nothing of whoever had it before.
        raise IdentityRefused("SUBJECT_DIFFERS", user.id)
    if user.party_id is not None:
        raise IdentityRefused("PARTNERS_APART", user.id)
    work.session.add(UserIdentity(provider_id=provider.id, subject=claims["sub"], user_id=user.id))
    await work.session.flush()
    return user


def _email(provider: IdentityProvider, claims: Mapping[str, Any]) -> str:
    """Give the address of somebody new to a provider, for which it may vouch."""
    said = claims.get("email")
    is_verified = claims.get("email_verified", provider.vouches_for_emails)
    if not isinstance(said, str) or is_verified is not True:
        raise IdentityRefused("EMAIL_UNVERIFIED")
    try:
        email = validate_email(said, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise IdentityRefused("EMAIL_UNVERIFIED") from None
    if email.ascii_domain.lower() not in provider.email_domains:
        raise IdentityRefused("EMAIL_DOMAIN_FOREIGN")
    return email.normalized


def _name(claims: Mapping[str, Any], email: str) -> str:
    said = claims.get("name")
    name = " ".join(said.replace("\0", "").split())[:NAME_MAX] if isinstance(said, str) else ""
    return name or email


async def _follow(work: Work, provider: IdentityProvider, user_id: UUID, claims: Mapping[str, Any]) -> None:
    """Take the roles that the provider says no more, then give those that it says; what people here gave stays."""
    query = sa.select(IdentityProviderRole).where(IdentityProviderRole.provider_id == provider.id)
    rules = await work.session.scalars(query.order_by(IdentityProviderRole.id))
    wanted = {(each.role_id, each.company_id): None for each in rules if says(claims, each.claim, each.value)}
    held = list(await work.session.scalars(sa.select(UserRole).where(UserRole.user_id == user_id)))
    for each in held:
        if each.identity_provider_id == provider.id and (each.role_id, each.company_id) not in wanted:
            await _take(work, user_id, each)
    there = {(each.role_id, each.company_id) for each in held}
    for role_id, company_id in wanted:
        if (role_id, company_id) not in there:
            await _give(work, provider, user_id, role_id, company_id)


async def _give(work: Work, provider: IdentityProvider, user_id: UUID, role_id: UUID, company_id: UUID | None) -> None:
    """Give a role under the rules that hold for everybody who gives one; where they refuse it, the audit knows."""
    try:
        key = await user_role_grant(work, user_id, role_id, company_id, None, None)
    except DomainError as error:
        await _tell(work, user_id, company_id, error)
        return
    given = await work.session.get_one(UserRole, key)
    given.identity_provider_id = provider.id
    await work.session.flush()


async def _take(work: Work, user_id: UUID, held: UserRole) -> None:
    company_id, key = held.company_id, held.id
    try:
        async with work.savepoint():
            await user_role_revoke(work, key)
    except LastAdministrator as error:
        await _tell(work, user_id, company_id, error)


async def _tell(work: Work, user_id: UUID, company_id: UUID | None, error: DomainError) -> None:
    what = Attempt("signIn", "User", user_id, company_id)
    await record_refusal(work.raw, work.actor, what, error.code, error.facts(), outcome=Outcome.REFUSED)
