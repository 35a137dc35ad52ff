"""What administrators do for people: sign them out, help them when they have lost their factors, ask for more than a password."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from kernel.errors import DomainError
from models import Company, NotificationKind, Role, User, UserRole
from services.platform.access.browsers import browsers_forget
from services.platform.access.factors import factors_remove
from services.platform.access.notices import warn
from services.platform.access.sessions import sessions_end
from services.platform.role import require_reached
from services.platform.user_role import require_all_of
from services.refusals import NotFound
from services.rights import require_company, rows_of
from services.work import Work


@dataclass(eq=False)
class UserBeyondReach(DomainError):
    """Whoever manages somebody sees every company in which they have a role."""

    message = "They have roles in companies that you do not see."


async def user_to_manage(work: Work, user_id: UUID) -> User:
    """Give a user whom whoever works here may manage, held until the transaction ends.

    Raises:
        NotFound: there is no such user, or none to be seen.
        UserBeyondReach: as its name says.
    """
    table = User.__table__
    seen = sa.select(table.c.id).where(table.c.id == user_id, *rows_of(work, table, "user_account"))
    if await work.session.scalar(seen) is None:
        raise NotFound(path=("userId",))
    companies = work.principal.companies if work.principal is not None else None
    if companies is not None:
        beyond = sa.or_(UserRole.company_id.is_(None), UserRole.company_id.not_in(companies))
        if await work.session.scalar(sa.select(sa.exists().where(UserRole.user_id == user_id, beyond))):
            raise UserBeyondReach(path=("userId",))
    return await work.session.get_one(User, user_id, with_for_update=True)


async def user_sessions_end(work: Work, user_id: UUID) -> UUID:
    """Sign somebody out everywhere, and end what programs were granted in their name. Gives the user's id.

    Raises:
        NotFound, UserBeyondReach: as `user_to_manage`.
    """
    user = await user_to_manage(work, user_id)
    await sessions_end(work, user.id, because="ENDED_BY_ADMINISTRATOR")
    return user.id


async def user_factors_reset(work: Work, user_id: UUID) -> UUID:
    """Take the second factors of somebody away who has lost them, sign them out, and tell them. Gives the user's id.

    The password stays: whoever asks an administrator for this does not get in by it alone. Who resets has all that the
    other has, so that it is no way up.

    Raises:
        NotFound, UserBeyondReach: as `user_to_manage`.
        RightsExceeded: the other has what whoever works here does not.
    """
    user = await user_to_manage(work, user_id)
    await require_all_of(work, user_id, ("userId",))
    await factors_remove(work, user)
    await browsers_forget(work, user.id)
    await sessions_end(work, user.id, because="FACTORS_RESET")
    await warn(work, user, NotificationKind.FACTORS_RESET, {"at": work.clock.now()})
    return user.id


async def company_requires_factor(work: Work, company_id: UUID, *, required: bool) -> UUID:
    """Say whether everybody with a role in a company proves more than a password; who is signed in stays so.

    Raises:
        NotFound: it is none of theirs.
    """
    require_company(work, company_id, "companyId")
    company = await work.session.get(Company, company_id, with_for_update=True)
    if company is None:
        raise NotFound(path=("companyId",))
    company.requires_second_factor = required
    await work.session.flush()
    return company_id


async def role_requires_factor(work: Work, role_id: UUID, *, required: bool) -> UUID:
    """Say whether everybody who has a role proves more than a password; who is signed in stays so.

    Raises:
        NotFound: there is no such role.
        RoleHeldElsewhere: it is held in companies that whoever works here does not reach.
    """
    role = await work.session.get(Role, role_id, with_for_update=True)
    if role is None:
        raise NotFound(path=("roleId",))
    await require_reached(work, role_id, ("roleId",))
    role.requires_second_factor = required
    await work.session.flush()
    return role_id
