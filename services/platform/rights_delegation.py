"""Delegating rights: a role of one's own that somebody else has too, for a time that has an end."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from kernel.errors import DomainError
from kernel.sandbox import is_sandbox
from models import RightsDelegation, Role, User, UserRole
from services.platform.notification import viewer_of
from services.platform.role import require_own, words_of
from services.platform.segregation import require_segregated
from services.refusals import NotFound, ValueRequired
from services.rights import may, require_company, rows_of
from services.work import Work

DAYS_MAX: Final = 366


@dataclass(eq=False)
class DelegationUnfit(DomainError):
    """A role is delegated to another person who signs in for the same partner, or for none as oneself."""

    message = "Choose another person who signs in as you do."


@dataclass(eq=False)
class DelegationDaysUnfit(DomainError):
    """A delegation begins today or later and ends within a year."""

    message = "It begins today or later, and lasts {days_max} days at most."
    days_max: int


@dataclass(frozen=True)
class Delegated:
    """What is delegated, and to whom; without a company it is wherever one has the role oneself."""

    to_user_id: UUID
    role_id: UUID
    company_id: UUID | None
    starts_on: dt.date
    ends_on: dt.date


async def rights_delegate(work: Work, said: Delegated) -> UUID:
    """Let somebody have a role of whoever works here for some days of UTC, and give the id of that.

    Raises:
        NotFound: the company is none of theirs or a sandbox, or they do not have the role there.
        DelegationUnfit, DelegationDaysUnfit, RightsExceeded, SegregationBroken, NotAPerson, ValueRequired: as their names say.
    """
    user_id = viewer_of(work)
    if said.company_id is not None:
        require_company(work, said.company_id, "companyId")
        if is_sandbox(said.company_id):
            # In a sandbox its program has a role, and nobody else: whoever has one everywhere comes in by its name.
            raise NotFound(path=("companyId",))
    reason = (work.actor.reason or "").strip()
    if not reason:
        raise ValueRequired(path=("reason",))
    _require_days(work, said)
    own, other = await work.session.get(User, user_id), await work.session.get(User, said.to_user_id)
    if own is None or other is None or other.archived_at is not None or other.id == user_id:
        raise DelegationUnfit(path=("toUserId",))
    if own.party_id != other.party_id:
        raise DelegationUnfit(path=("toUserId",))
    await _require_held(work, user_id, said)
    await require_own(work, await words_of(work, [said.role_id]), ("roleId",))
    await require_segregated(work, other.id, said.role_id, said.company_id, ("roleId",))
    made = RightsDelegation(
        user_id=user_id,
        delegate_id=other.id,
        role_id=said.role_id,
        company_id=said.company_id,
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        reason=reason,
    )
    work.session.add(made)
    await work.session.flush()
    return made.id


async def rights_delegation_end(work: Work, delegation_id: UUID) -> UUID:
    """End a delegation before its last day, at once: one's own, one to oneself, or as who gives roles to users.

    Raises:
        NotFound: there is none to be seen, it is somebody else's, or it has ended.
    """
    table = RightsDelegation.__table__
    query = sa.select(RightsDelegation).where(table.c.id == delegation_id, *rows_of(work, table)).with_for_update()
    found = await work.session.scalar(query)
    subject = None if work.principal is None else work.principal.subject
    if found is None or found.ended_at is not None:
        raise NotFound(path=("id",))
    if subject not in (str(found.user_id), str(found.delegate_id)) and not may(work, "platform.user:write"):
        raise NotFound(path=("id",))
    found.ended_at = work.clock.now()
    await work.session.flush()
    return delegation_id


def _require_days(work: Work, said: Delegated) -> None:
    today = work.clock.now().astimezone(dt.UTC).date()
    if said.starts_on < today or not 0 <= (said.ends_on - said.starts_on).days < DAYS_MAX:
        raise DelegationDaysUnfit(DAYS_MAX, path=("endsOn",))


async def _require_held(work: Work, user_id: UUID, said: Delegated) -> None:
    """A role that somebody has by a delegation themselves is not passed on."""
    query = (
        sa.select(UserRole.id)
        .join(Role, Role.id == UserRole.role_id)
        .where(UserRole.user_id == user_id, UserRole.role_id == said.role_id, Role.archived_at.is_(None))
        .where(sa.or_(UserRole.valid_until.is_(None), UserRole.valid_until >= said.starts_on))
    )
    if said.company_id is not None:
        query = query.where(sa.or_(UserRole.company_id.is_(None), UserRole.company_id == said.company_id))
    if await work.session.scalar(query.limit(1)) is None:
        raise NotFound(path=("roleId",))
