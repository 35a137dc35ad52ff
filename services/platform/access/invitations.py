"""Inviting people: a user with roles, and a link by which they choose a password."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email

from kernel.errors import DomainError
from kernel.ids import uuid7
from models import Party, Role, User, UserLinkKind, UserRole
from services.platform.access.administration import user_to_manage
from services.platform.access.links import has_password, link_send, links_revoke
from services.refusals import AlreadyTaken, NotFound, ValueRequired
from services.rights import require_company, rows_of
from services.work import Work


@dataclass(eq=False)
class EmailInvalid(DomainError):
    """People are invited by mail, at an address that can be one."""

    message = "This is not an e-mail address."


@dataclass(eq=False)
class RoleBeyondOwn(DomainError):
    """Nobody gives what they do not have themselves."""

    message = "This role has permissions that you do not have."


@dataclass(eq=False)
class RoleOfOthers(DomainError):
    """Roles for partners are for those who act for a partner, and only these."""

    message = "This role is for people of the other kind: partners, or our own."


@dataclass(eq=False)
class AlreadyAccepted(DomainError):
    """An invitation is for somebody who has not come yet."""

    message = "They have chosen a password already."


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """A role that somebody is to have, in a company or in every one, for a time."""

    role_id: UUID
    company_id: UUID | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to invite."""

    email: str
    name: str
    roles: Sequence[RoleGiven]
    language: str = "en"
    party_id: UUID | None = None


async def invite(work: Work, invitation: Invitation) -> UUID:
    """Make a user with roles, have a link sent by which they choose a password, and give the user's id.

    Raises:
        EmailInvalid, RoleBeyondOwn, RoleOfOthers: as their names say.
        AlreadyTaken: somebody has this address, however it is spelled.
        NotFound: a role, company or party is not there, or not to be seen.
        ValueRequired: they have no name, or no role.
    """
    email = _email(invitation.email)
    if not invitation.name.strip():
        raise ValueRequired(path=("input", "name"))
    if not invitation.roles:
        raise ValueRequired(path=("input", "roles"))
    taken = sa.exists().where(sa.func.email_key(User.email) == sa.func.email_key(email))
    if await work.session.scalar(sa.select(taken)):
        raise AlreadyTaken("email", path=("input", "email"))
    if invitation.party_id is not None:
        await _require_party(work, invitation.party_id)
    for place, given in enumerate(invitation.roles):
        await _require_grantable(work, given, invitation.party_id, place)
    user = User(
        id=uuid7(),
        email=email,
        name=invitation.name.strip(),
        language=invitation.language,
        party_id=invitation.party_id,
    )
    work.session.add(user)
    await work.session.flush()
    work.session.add_all(_held(user.id, given) for given in invitation.roles)
    await work.session.flush()
    await link_send(work, user.id, UserLinkKind.INVITATION)
    return user.id


async def invitation_resend(work: Work, user_id: UUID) -> UUID:
    """Have another link sent to somebody who has not come yet; the one before is good no more. Gives the user's id.

    Raises:
        NotFound, UserBeyondReach: as `user_to_manage`.
        AlreadyAccepted: they have chosen a password.
    """
    user = await user_to_manage(work, user_id)
    if await has_password(work, user.id):
        raise AlreadyAccepted(path=("userId",))
    await link_send(work, user.id, UserLinkKind.INVITATION)
    return user.id


async def invitation_revoke(work: Work, user_id: UUID) -> UUID:
    """Take the link back that somebody was sent and has not used. Gives the user's id.

    Raises:
        NotFound, UserBeyondReach: as `user_to_manage`.
        AlreadyAccepted: they have chosen a password.
    """
    user = await user_to_manage(work, user_id)
    if await has_password(work, user.id):
        raise AlreadyAccepted(path=("userId",))
    await links_revoke(work, user.id, UserLinkKind.INVITATION)
    return user.id


def _email(text: str) -> str:
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise EmailInvalid(path=("input", "email")) from None


def _held(user_id: UUID, given: RoleGiven) -> UserRole:
    return UserRole(
        user_id=user_id,
        role_id=given.role_id,
        company_id=given.company_id,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
    )


async def _require_party(work: Work, party_id: UUID) -> None:
    table = Party.__table__
    seen = sa.select(table.c.id).where(table.c.id == party_id, *rows_of(work, table, "party"))
    if await work.session.scalar(seen) is None:
        raise NotFound(path=("input", "partyId"))


async def _require_grantable(work: Work, given: RoleGiven, party_id: UUID | None, place: int) -> None:
    path = ("input", "roles", place)
    role = await work.session.get(Role, given.role_id)
    if role is None or role.archived_at is not None:
        raise NotFound(path=(*path, "roleId"))
    _require_reach(work, given.company_id, (*path, "companyId"))
    if role.for_partners != (party_id is not None):
        raise RoleOfOthers(path=(*path, "roleId"))
    # A partner sees its own rows alone, whatever its role says.
    if work.principal is not None and not role.for_partners and not set(role.permissions) <= work.principal.permissions:
        raise RoleBeyondOwn(path=(*path, "roleId"))


def _require_reach(work: Work, company_id: UUID | None, path: tuple[str | int, ...]) -> None:
    if company_id is not None:
        require_company(work, company_id, *path)
    elif work.principal is not None and work.principal.companies is not None:
        # A role in every company is given by those who see every one.
        raise NotFound(path=path)
