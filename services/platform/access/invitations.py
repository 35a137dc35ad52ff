"""Inviting people: a user with roles, and a link by which they choose a password."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email

from kernel.errors import DomainError
from kernel.ids import uuid7
from models import Party, User, UserLinkKind
from services.platform.access.administration import user_to_manage
from services.platform.access.links import has_password, link_send, links_revoke
from services.platform.user_role import user_role_grant
from services.refusals import AlreadyTaken, NotFound, ValueRequired
from services.rights import rows_of
from services.work import Work


@dataclass(eq=False)
class EmailInvalid(DomainError):
    """People are invited by mail, at an address that can be one."""

    message = "This is not an e-mail address."


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
        EmailInvalid: as its name says.
        RightsExceeded, PartnersApart, ValidityUnfit, SegregationBroken: as `user_role_grant`.
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
    user = User(
        id=uuid7(),
        email=email,
        name=invitation.name.strip(),
        language=invitation.language,
        party_id=invitation.party_id,
    )
    work.session.add(user)
    await work.session.flush()
    for place, given in enumerate(invitation.roles):
        path = ("input", "roles", place)
        days = given.valid_from, given.valid_until
        await user_role_grant(work, user.id, given.role_id, given.company_id, *days, path)
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


async def _require_party(work: Work, party_id: UUID) -> None:
    table = Party.__table__
    seen = sa.select(table.c.id).where(table.c.id == party_id, *rows_of(work, table, "party"))
    if await work.session.scalar(seen) is None:
        raise NotFound(path=("input", "partyId"))
