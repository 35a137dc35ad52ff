"""Secrets of programs that can keep one: shown once, kept as their SHA-256, two at a time so that one can take the other's place."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

import models
from kernel.errors import DomainError
from kernel.ids import uuid7
from models import OAuthClientKind
from services.locking import locked
from services.platform.access.secret import hash_of, new_secret
from services.platform.oauth_client.fitness import require_in_use
from services.platform.oauth_client.life import OAUTH_CLIENT, begin_step, person_of
from services.platform.oauth_client.role import require_own_roles
from services.platform.user_role import require_reach
from services.refusals import NotFound
from services.rights import rows_of
from services.work import ShownOnce, Work

PREFIX: Final = "tcs_"
"""How every secret begins, so that scanners of code find it where it has no business to be."""
LIVE_MAX: Final = 2
LASTS_AT_MOST: Final = timedelta(days=731)
_HINT: Final = 4

_LIVE: Final = """
select count(*) from oauth_client_secret where client_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)
"""
_MADE: Final = (
    "insert into oauth_client_secret (id, client_id, secret_hash, hint, expires_at) values ($1, $2, $3, $4, $5)"
)
_REVOKED: Final = "update oauth_client_secret set revoked_at = $2 where id = $1 and revoked_at is null"
_REVOKED_ALL: Final = "update oauth_client_secret set revoked_at = $2 where client_id = $1 and revoked_at is null"
_TOLD: Final = "update oauth_client set secrets_changed_at = $2 where id = $1"


@dataclass(eq=False)
class PublicClientSecret(DomainError):
    """A program that cannot keep a secret has none."""

    message = "A public program cannot keep a secret."


@dataclass(eq=False)
class TooManySecrets(DomainError):
    """A program has at most two secrets that are good: one takes the place of the other."""

    message = "There are {live} good secrets already. Take one back first."
    live: int


@dataclass(eq=False)
class SecretEndUnfit(DomainError):
    """The end of a secret is to come, within two years."""

    message = "A secret ends in the future, and within {days_max} days."
    days_max: int


async def create(work: Work, client: UUID, version: int, expires_at: datetime | None) -> tuple[UUID, ShownOnce]:
    """Make a secret of a program; give its id, and the secret itself, which nobody can read again.

    Who makes a secret can ask as the program, and so must have all that its own roles give it.

    Raises:
        PublicClientSecret, TooManySecrets, SecretEndUnfit, RightsExceeded: as their names say.
        TransitionUnavailable: the program has not been let in.
        ClientArchived, NotFound, StaleVersion, PersonNeeded: as their names say.
    """
    found, _ = await begin_step(work, client, version, "create_secret")
    if found["kind"] != OAuthClientKind.CONFIDENTIAL:
        raise PublicClientSecret(path=("id",))
    await require_own_roles(work, client)
    now = work.clock.now()
    if expires_at is not None and not now < expires_at <= now + LASTS_AT_MOST:
        raise SecretEndUnfit(LASTS_AT_MOST.days, path=("expiresAt",))
    live = await work.raw.fetchval(_LIVE, client, now)
    if live >= LIVE_MAX:
        raise TooManySecrets(live, path=("id",))
    return await make(work, client, expires_at)


async def make(work: Work, client: UUID, expires_at: datetime | None) -> tuple[UUID, ShownOnce]:
    """Make a secret of a program without asking who works here; give its id, and the secret itself."""
    key, secret = uuid7(), ShownOnce(PREFIX + new_secret())
    await work.raw.execute(_MADE, key, client, hash_of(secret), secret[-_HINT:], expires_at)
    await work.raw.execute(_TOLD, client, work.clock.now())
    return key, secret


async def revoke_all(work: Work, client: UUID) -> None:
    """Take all secrets of a program back without asking who works here."""
    await work.raw.execute(_REVOKED_ALL, client, work.clock.now())


async def revoke(work: Work, key: UUID) -> UUID:
    """Take a secret back, which is good no more from now on, and give its id.

    Raises:
        ClientArchived, NotFound, PersonNeeded: as their names say.
    """
    person_of(work)
    table = models.OAuthClientSecret.__table__
    client = await work.session.scalar(sa.select(table.c.client_id).where(table.c.id == key, *rows_of(work, table)))
    if client is None:
        raise NotFound(path=("id",))
    found = (await locked(work, OAUTH_CLIENT, [(client, ("id",))]))[client]
    require_in_use(found, "id")
    require_reach(work, found["company_id"], ("id",))
    await work.raw.execute(_REVOKED, key, work.clock.now())
    await work.raw.execute(_TOLD, client, work.clock.now())
    return key
