"""Identity providers: whoever names one lets it say who people are, so they reach every company and have all that it gives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa

from auth.vault import Place
from kernel.errors import DomainError, InputPath, echo
from kernel.ids import NodeId, uuid7
from models import IdentityProvider, IdentityProviderRole
from services.platform.notification import TooManyAtOnce
from services.platform.role import require_own, words_of
from services.platform.user_role import require_reach
from services.refusals import (
    AlreadyArchived,
    AlreadyTaken,
    NotArchived,
    NotFound,
    StaleVersion,
    TextTooLong,
    ValueRequired,
)
from services.work import Work

DOMAINS_MAX: Final = 50
TEXT_MAX: Final = 500
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_DOMAIN: Final = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


@dataclass(eq=False)
class IssuerUnfit(DomainError):
    """A provider is known by an address of https, without a question and a fragment (OpenID Connect Discovery, 3)."""

    message = "An issuer is an https address without a question and a fragment."


@dataclass(eq=False)
class EmailDomainUnfit(DomainError):
    """A provider vouches for the people of some domains, as they stand after the @."""

    message = "{domain} is no e-mail domain; write it in ASCII, as in example.org."
    domain: str


@dataclass(frozen=True, slots=True)
class ProviderSaid:
    """What is said of a provider; None is left as it is."""

    name: str | None = None
    issuer: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    email_domains: tuple[str, ...] | None = None
    vouches_for_emails: bool | None = None


async def provider_create(work: Work, said: ProviderSaid) -> UUID:
    """Name a provider, and give its id: its people may sign in at once.

    Raises:
        ValueRequired, TextTooLong, TooManyAtOnce, AlreadyTaken, IssuerUnfit, EmailDomainUnfit: as their names say.
        NotFound: whoever works here does not reach every company.
    """
    require_reach(work, None, ("input",))
    issuer = _issuer(said.issuer or "")
    if await work.session.scalar(sa.select(sa.exists().where(IdentityProvider.issuer == issuer))):
        raise AlreadyTaken("issuer", path=("input", "issuer"))
    key = uuid7()
    provider = IdentityProvider(
        id=key,
        name=_text(said.name, "name"),
        issuer=issuer,
        client_id=_text(said.client_id, "clientId"),
        sealed_secret=_sealed(work, key, said.client_secret),
        secret_changed_at=work.clock.now(),
        email_domains=_domains(said.email_domains or ()),
        vouches_for_emails=bool(said.vouches_for_emails),
    )
    work.session.add(provider)
    await work.session.flush()
    return key


async def provider_update(work: Work, key: UUID, version: int, said: ProviderSaid) -> UUID:
    """Change a provider, and give its id. Another issuer is another provider.

    Raises:
        NotFound, StaleVersion, ValueRequired, TextTooLong, TooManyAtOnce, EmailDomainUnfit: as their names say.
        RightsExceeded: it gives roles that whoever changes it does not have.
    """
    provider = await provider_to_change(work, key, version, ("input",))
    if said.name is not None:
        provider.name = _text(said.name, "name")
    if said.client_id is not None:
        provider.client_id = _text(said.client_id, "clientId")
    if said.client_secret is not None:
        provider.sealed_secret = _sealed(work, key, said.client_secret)
        provider.secret_changed_at = work.clock.now()
    if said.email_domains is not None:
        provider.email_domains = _domains(said.email_domains)
    if said.vouches_for_emails is not None:
        provider.vouches_for_emails = said.vouches_for_emails
    await work.session.flush()
    return key


async def provider_archive(work: Work, key: UUID, version: int) -> UUID:
    """Put a provider out of use: nobody signs in there any more. What people have by its word they keep until it is taken.

    Raises:
        NotFound, StaleVersion, AlreadyArchived, RightsExceeded: as for a change.
    """
    provider = await provider_to_change(work, key, version, ())
    if provider.archived_at is not None:
        raise AlreadyArchived(path=("id",))
    provider.archived_at = work.clock.now()
    await work.session.flush()
    return key


async def provider_restore(work: Work, key: UUID, version: int) -> UUID:
    """Put a provider back into use.

    Raises:
        NotFound, StaleVersion, NotArchived, RightsExceeded: as for a change.
    """
    provider = await provider_to_change(work, key, version, ())
    if provider.archived_at is None:
        raise NotArchived(path=("id",))
    provider.archived_at = None
    await work.session.flush()
    return key


async def provider_to_change(
    work: Work, key: UUID, version: int | None, path: InputPath, name: str = "id"
) -> IdentityProvider:
    """Give a provider to somebody who may change it, and keep it from others.

    Raises:
        NotFound: it is not there, or they do not reach every company.
        StaleVersion: it has been changed since.
        RightsExceeded: it gives roles that they do not have.
    """
    require_reach(work, None, (*path, name))
    query = sa.select(IdentityProvider).where(IdentityProvider.id == key).with_for_update()
    provider = await work.session.scalar(query)
    if provider is None:
        raise NotFound(path=(*path, name))
    if version is not None and provider.version != version:
        raise StaleVersion(provider.version, [], NodeId("IdentityProvider", key), path=(*path, "version"))
    given = sa.select(IdentityProviderRole.role_id).where(IdentityProviderRole.provider_id == key)
    await require_own(work, await words_of(work, (await work.session.scalars(given)).all()), (*path, name))
    return provider


def secret_of(work: Work, provider: IdentityProvider) -> str:
    """Give the secret that this server shows to a provider."""
    assert work.vault is not None
    return work.vault.open(provider.sealed_secret, _place(provider.id))


def _sealed(work: Work, key: UUID, secret: str | None) -> str:
    assert work.vault is not None
    return work.vault.seal(_text(secret, "clientSecret"), _place(key))


def _place(key: UUID) -> Place:
    return Place("identity_provider", "sealed_secret", key)


def _text(text: str | None, name: str) -> str:
    value = (text or "").strip()
    if not value:
        raise ValueRequired(path=("input", name))
    if len(value) > TEXT_MAX:
        raise TextTooLong(len(value), TEXT_MAX, path=("input", name))
    return value


def _issuer(text: str) -> str:
    issuer = _text(text, "issuer")
    try:
        parts = urlsplit(issuer)
        is_local = parts.scheme == "http" and parts.hostname in _LOOPBACK
        fits = bool(parts.hostname) and (parts.scheme == "https" or is_local) and parts.username is None
        fits = fits and parts.port != 0 and issuer.isascii() and issuer.isprintable() and " " not in issuer
    except ValueError:
        fits = False
    if not fits or "?" in issuer or "#" in issuer or "\\" in issuer:
        raise IssuerUnfit(path=("input", "issuer"))
    return issuer


def _domains(domains: Sequence[str]) -> list[str]:
    if not domains:
        raise ValueRequired(path=("input", "emailDomains"))
    if len(domains) > DOMAINS_MAX:
        raise TooManyAtOnce(len(domains), DOMAINS_MAX, path=("input", "emailDomains"))
    for place, domain in enumerate(domains):
        if _DOMAIN.fullmatch(domain.strip().lower()) is None:
            raise EmailDomainUnfit(echo(domain), path=("input", "emailDomains", place))
    return sorted({domain.strip().lower() for domain in domains})
