"""Locks against posting up to a day, and who may post nevertheless for a while."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import models
from kernel.errors import DomainError, InputPath
from kernel.ids import uuid7
from models import LockArea
from services import locking, masters
from services.finance.periods import require_reason
from services.master import Master
from services.refusals import NotFound
from services.rights import require_company
from services.work import Work

LOCK: Final = Master(models.PeriodLock)
EXCEPTION: Final = Master(models.LockException)

_SET = """
insert into period_lock (company_id, area, locked_through, hard) values ($1, $2, $3, $4)
on conflict (company_id, area, hard) do update set locked_through = excluded.locked_through returning id
"""
# Of those who lock in the same moment, the latest day holds; nothing is written where a later one is locked already.
_LOCK_THROUGH = """
insert into period_lock (company_id, area, locked_through, hard) values ($1, $2, $3, false)
on conflict (company_id, area, hard) do update set locked_through = excluded.locked_through
where period_lock.locked_through < excluded.locked_through
"""
_HARD_THROUGH = "select locked_through from period_lock where company_id = $1 and area = $2 and hard"
_USER = "select exists (select from user_account where id = $1 and archived_at is null)"
_GRANT = """
insert into lock_exception (id, company_id, user_id, area, reason, expires_at, granted_by)
values ($1, $2, $3, $4, $5, $6, $7)
"""
_REVOKE = "update lock_exception set revoked_at = $2 where id = $1"


@dataclass(eq=False)
class HardLockOnlyForward(DomainError):
    """A hard lock is never lifted, and only moves forward."""

    message = "This is locked for good through {locked_until}."
    locked_until: date


@dataclass(eq=False)
class ExceptionExpired(DomainError):
    """An exception ends later than it begins."""

    message = "This moment has passed already."


@dataclass(eq=False)
class AlreadyRevoked(DomainError):
    """An exception is taken back once."""

    message = "It has been taken back already."


@dataclass(eq=False)
class OwnException(DomainError):
    """Nobody gives an exception to themselves."""

    message = "Somebody else has to give you an exception."


async def set_lock(
    work: Work, company_id: UUID, area: LockArea, through: date, *, hard: bool, path: InputPath = ()
) -> UUID:
    """Lock an area up to a day; a soft lock may also be set back, a hard one may not. Waits for who is posting there.

    Raises:
        HardLockOnlyForward: a hard lock holds through a later day.
        NotFound: the company is none of theirs.
    """
    require_company(work, company_id, *path, "companyId")
    held = await work.raw.fetchval(_HARD_THROUGH, company_id, area) if hard else None
    if held is not None and through < held:
        raise HardLockOnlyForward(held, path=(*path, "lockedUntil"))
    return await work.raw.fetchval(_SET, company_id, area, through, hard)


async def lock_through(work: Work, company_id: UUID, area: LockArea, through: date) -> None:
    """Lock an area up to a day, unless it is locked through a later one. Waits for who is posting there."""
    await work.raw.execute(_LOCK_THROUGH, company_id, area, through)


async def lift_lock(work: Work, key: UUID, version: int, path: InputPath = ()) -> None:
    """Take a soft lock away.

    Raises:
        HardLockOnlyForward: it is a hard one.
        NotFound, StaleVersion: as their names say.
    """
    found = (await locking.locked(work, LOCK, [(key, (*path, "id"))]))[key]
    if found["hard"]:
        raise HardLockOnlyForward(found["locked_through"], path=(*path, "id"))
    await masters.delete(work, LOCK, key, version, path)


@dataclass(frozen=True, slots=True)
class NewException:
    """An exception that is to be given."""

    company_id: UUID
    user_id: UUID
    area: LockArea
    reason: str
    expires_at: datetime
    path: InputPath = ()


async def grant(work: Work, wanted: NewException) -> UUID:
    """Let somebody post in spite of soft locks of an area, until a moment.

    Raises:
        ExceptionExpired, OwnException, ValueRequired, NotFound: as their names say.
    """
    require_company(work, wanted.company_id, *wanted.path, "companyId")
    require_reason(wanted.reason, wanted.path)
    if wanted.expires_at <= work.clock.now():
        raise ExceptionExpired(path=(*wanted.path, "expiresAt"))
    if str(wanted.user_id) == work.actor.subject:
        raise OwnException(path=(*wanted.path, "userId"))
    if not await work.raw.fetchval(_USER, wanted.user_id):
        raise NotFound(path=(*wanted.path, "userId"))
    key = uuid7()
    await work.raw.execute(
        _GRANT,
        key,
        wanted.company_id,
        wanted.user_id,
        wanted.area,
        wanted.reason,
        wanted.expires_at,
        work.actor.subject,
    )
    return key


async def revoke(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Take an exception back before it expires.

    Raises:
        AlreadyRevoked, NotFound, StaleVersion: as their names say.
    """
    found = (await locking.locked(work, EXCEPTION, [(key, (*path, "id"))]))[key]
    await locking.require_version(work, EXCEPTION, found, version, (*path, "version"))
    if found["revoked_at"] is not None:
        raise AlreadyRevoked(path=(*path, "id"))
    await work.raw.execute(_REVOKE, key, work.clock.now())
    return key
