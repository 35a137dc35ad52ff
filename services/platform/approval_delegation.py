"""Delegations: who decides in whose place, and until when."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from kernel.errors import DomainError
from models import ApprovalDelegation, Company, User
from services.platform.approval_task import assign
from services.platform.notification import viewer_of
from services.refusals import NotFound
from services.rights import require_company, rows_of
from services.work import Work

DAYS_MAX: Final = 366


@dataclass(eq=False)
class DelegateUnfit(DomainError):
    """In one's place decides another person of the company who signs in."""

    message = "Choose another person, who signs in to the company and acts for no partner."


@dataclass(eq=False)
class DelegationEndUnfit(DomainError):
    """A delegation has an end: today or later, and within a year."""

    message = "The last day is today or later, and within {days_max} days."
    days_max: int


async def delegate(work: Work, company_id: UUID, delegate_id: UUID, ends_on: date) -> UUID:
    """Let somebody decide in the place of whoever works here through a day of the company, and give the delegation's id.

    Raises:
        NotFound: the company is none of theirs.
        DelegateUnfit, DelegationEndUnfit, NotAPerson: as their names say.
    """
    require_company(work, company_id, "companyId")
    user_id = viewer_of(work)
    zone = await work.session.scalar(sa.select(Company.time_zone).where(Company.id == company_id))
    if zone is None:
        raise NotFound(path=("companyId",))
    today = work.clock.now().astimezone(ZoneInfo(zone)).date()
    if not today <= ends_on <= today + timedelta(days=DAYS_MAX):
        raise DelegationEndUnfit(DAYS_MAX, path=("endsOn",))
    person = await work.session.get(User, delegate_id)
    if person is None or person.archived_at is not None or person.party_id is not None or person.id == user_id:
        raise DelegateUnfit(path=("delegateId",))
    made = ApprovalDelegation(company_id=company_id, user_id=user_id, delegate_id=delegate_id, ends_on=ends_on)
    work.session.add(made)
    await work.session.flush()
    await assign(work, None)
    return made.id


async def revoke(work: Work, delegation_id: UUID) -> UUID:
    """End a delegation of one's own before its last day, and give its id; what was decided stays decided.

    Raises:
        NotFound: it is not one's own, or it has ended, or is of a company that one does not reach.
    """
    query = sa.select(ApprovalDelegation).where(
        ApprovalDelegation.id == delegation_id,
        ApprovalDelegation.user_id == viewer_of(work),
        ApprovalDelegation.revoked_at.is_(None),
        *rows_of(work, ApprovalDelegation.__table__),
    )
    found = await work.session.scalar(query.with_for_update())
    if found is None:
        raise NotFound(path=("id",))
    found.revoked_at = work.clock.now()
    await work.session.flush()
    await assign(work, None)
    return delegation_id
