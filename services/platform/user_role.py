"""Who has which role, where and for how long; and who may sign in at all."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from kernel.errors import DomainError, InputPath
from kernel.sandbox import is_sandbox
from models import Party, RightsDelegation, Role, User, UserRole
from services import masters
from services.master import Master
from services.platform.access.sessions import sessions_end
from services.platform.role import ADMIN, PartnersApart, require_own, require_reach_of_roles, words_of
from services.platform.segregation import require_segregated
from services.refusals import NotFound
from services.rights import require_company, rows_of
from services.work import Work

USER: Final = Master(User)


@dataclass(eq=False)
class ValidityUnfit(DomainError):
    """A role ends on the day on which it begins, or later."""

    message = "The last day is before the first."


@dataclass(eq=False)
class LastAdministrator(DomainError):
    """There is always somebody who has the role of the administrator for good."""

    message = "This is the last administrator; make another one first."


@dataclass(eq=False)
class WorksElsewhere(DomainError):
    """Who works in several companies is put out of use by somebody who reaches all of them."""

    message = "They have roles in companies that you do not reach."


async def user_role_grant(
    work: Work,
    user_id: UUID,
    role_id: UUID,
    company_id: UUID | None,
    valid_from: dt.date | None,
    valid_until: dt.date | None,
    path: InputPath = (),
) -> UUID:
    """Give a role to a user in a company, or in every one, and give the id of that; who has it gets the new days.

    Raises:
        NotFound: the user, the role or the company is not there, or not to be seen.
        RightsExceeded: the role grants what whoever gives it does not have.
        PartnersApart, ValidityUnfit, SegregationBroken: as their names say.
        LastAdministrator: it would give the last administrator an end.
    """
    require_reach(work, company_id, (*path, "companyId"))
    if company_id is not None and is_sandbox(company_id):
        # In a sandbox its program has a role, and nobody else: whoever has one everywhere comes in by its name.
        raise NotFound(path=(*path, "companyId"))
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise ValidityUnfit(path=(*path, "validUntil"))
    user = await work.session.get(User, user_id)
    # Whoever is new has no role yet by which they would be seen.
    if user is None or (user.party_id is not None and not await _sees_party(work, user.party_id)):
        raise NotFound(path=(*path, "userId"))
    role = await work.session.get(Role, role_id)
    if role is None or role.archived_at is not None:
        raise NotFound(path=(*path, "roleId"))
    if role.for_partners != (user.party_id is not None):
        raise PartnersApart(path=(*path, "roleId"))
    await require_own(work, await words_of(work, [role_id]), (*path, "roleId"))
    await require_reach_of_roles(work, [role_id], (*path, "roleId"))
    administered = await administered_places(work)
    await require_segregated(work, user_id, role_id, company_id, (*path, "roleId"))
    held = await _held(work, user_id, role_id, company_id)
    if held is None:
        held = UserRole(user_id=user_id, role_id=role_id, company_id=company_id)
        work.session.add(held)
    held.valid_from, held.valid_until = valid_from, valid_until
    # What somebody here gives is theirs to take, whoever has given it before.
    held.identity_provider_id = None
    await work.session.flush()
    await require_administrator(work, administered)
    return held.id


async def user_role_revoke(work: Work, user_role_id: UUID) -> None:
    """Take a role from a user; it is gone at once.

    Raises:
        NotFound: they do not have it, or it is not to be seen.
        RightsExceeded: whoever takes it does not have what it grants.
        LastAdministrator: as its name says.
    """
    table = UserRole.__table__
    query = sa.select(UserRole).where(table.c.id == user_role_id, *rows_of(work, table)).with_for_update()
    held = await work.session.scalar(query)
    if held is None:
        raise NotFound(path=("id",))
    require_reach(work, held.company_id, ("companyId",))
    await require_own(work, await words_of(work, [held.role_id]), ("id",))
    administered = await administered_places(work)
    await work.session.delete(held)
    await work.session.flush()
    await require_administrator(work, administered)


async def user_archive(work: Work, user_id: UUID, version: int) -> UUID:
    """Bar a user: whatever they have open ends at once, and does not come back with them.

    Raises:
        NotFound, StaleVersion, AlreadyArchived: as for every master.
        WorksElsewhere, RightsExceeded: they have roles that whoever bars them does not reach, or does not have.
        LastAdministrator: as its name says.
    """
    await require_all_of(work, user_id, ("id",))
    administered = await administered_places(work)
    await masters.archive(work, USER, user_id, version)
    await sessions_end(work, user_id, because="USER_BARRED")
    await require_administrator(work, administered)
    return user_id


async def user_restore(work: Work, user_id: UUID, version: int) -> UUID:
    """Let a user sign in anew, with the roles that they have.

    Raises:
        NotFound, StaleVersion, NotArchived: as for every master.
        WorksElsewhere, RightsExceeded: as for barring them.
    """
    await require_all_of(work, user_id, ("id",))
    return await masters.restore(work, USER, user_id, version)


def require_reach(work: Work, company_id: UUID | None, path: InputPath) -> None:
    """Check that whoever works may give roles in a company, or in every one where none is named.

    Raises:
        NotFound: it is none of theirs, or they do not reach every one.
    """
    if company_id is not None:
        require_company(work, company_id, *path)
    elif work.principal is not None and work.principal.companies is not None:
        raise NotFound(path=path)


async def require_all_of(work: Work, user_id: UUID, path: InputPath) -> None:
    """Check that whoever works has all that somebody has, wherever that is, or will have, also by delegation.

    Raises:
        WorksElsewhere: they do not reach every company in which the other has a role.
        RightsExceeded: they do not have what the other's roles grant.
    """
    held = await require_all_reached(work, user_id, path)
    lent = sa.select(RightsDelegation.role_id).where(
        RightsDelegation.delegate_id == user_id,
        RightsDelegation.ended_at.is_(None),
        RightsDelegation.ends_on >= work.clock.now().date(),
    )
    roles = [each.role_id for each in held] + list(await work.session.scalars(lent))
    await require_own(work, await words_of(work, roles), path)


async def require_all_reached(work: Work, user_id: UUID, path: InputPath = ("id",)) -> Sequence[UserRole]:
    """Check that whoever works reaches every company in which somebody has a role, and give these roles.

    Raises:
        WorksElsewhere: they do not.
    """
    held = (await work.session.scalars(sa.select(UserRole).where(UserRole.user_id == user_id))).all()
    reached = None if work.principal is None else work.principal.companies
    if reached is not None and any(each.company_id is None or each.company_id not in reached for each in held):
        raise WorksElsewhere(path=path)
    return held


async def _held(work: Work, user_id: UUID, role_id: UUID, company_id: UUID | None) -> UserRole | None:
    query = sa.select(UserRole).where(
        UserRole.user_id == user_id,
        UserRole.role_id == role_id,
        UserRole.company_id.is_not_distinct_from(company_id),
    )
    return await work.session.scalar(query.with_for_update())


async def _sees_party(work: Work, party_id: UUID) -> bool:
    table = Party.__table__
    return (
        await work.session.scalar(sa.select(sa.exists().where(table.c.id == party_id, *rows_of(work, table)))) or False
    )


async def administered_places(work: Work) -> set[UUID | None]:
    """Give the companies that somebody administers for good, and None where somebody does so in every one.

    Nobody else makes an administrator or takes one away until the transaction ends.
    """
    await work.raw.execute("select pg_advisory_xact_lock(hashtextextended('administrators', 0))")
    query = (
        sa.select(UserRole.company_id)
        .distinct()
        .join(Role, Role.id == UserRole.role_id)
        .join(User, User.id == UserRole.user_id)
        .where(Role.code == ADMIN, UserRole.valid_until.is_(None), User.archived_at.is_(None))
        .where(sa.or_(UserRole.valid_from.is_(None), UserRole.valid_from <= work.clock.now().date()))
    )
    return set(await work.session.scalars(query))


async def require_administrator(work: Work, before: set[UUID | None]) -> None:
    """Check that there is still somebody who administers every company for good, or where there was none, any.

    Raises:
        LastAdministrator: there is nobody left.
    """
    now = await administered_places(work)
    if (None in before and None not in now) or (before and not now):
        raise LastAdministrator(path=("id",))
