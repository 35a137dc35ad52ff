"""Second factors: who has which, who must have one, and taking all of them away."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from models import Company, Role, User, UserPasskey, UserRecoveryCode, UserRole, UserTotp
from services.platform.access.telling import tell
from services.platform.access.totp import totp_remove
from services.platform.audit import Outcome
from services.work import Work


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody can prove besides a password."""

    totp: bool
    passkeys: int

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return self.totp or self.passkeys > 0


async def factors_of(work: Work, user_id: UUID) -> Factors:
    """Give the factors of somebody that are in use."""
    totp = sa.exists().where(UserTotp.user_id == user_id, UserTotp.confirmed_at.is_not(None))
    passkeys = sa.select(sa.func.count()).where(UserPasskey.user_id == user_id).scalar_subquery()
    found = (await work.session.execute(sa.select(totp, passkeys))).one()
    return Factors(found[0], found[1])


async def needs_factor(work: Work, user_id: UUID) -> bool:
    """Tell whether a role that somebody has today, or a company in which they have it, asks for a second factor.

    A role that holds everywhere holds in a company that asks for it.
    """
    today = work.clock.now().date()
    holds = (
        UserRole.user_id == user_id,
        sa.or_(UserRole.valid_from.is_(None), UserRole.valid_from <= today),
        sa.or_(UserRole.valid_until.is_(None), UserRole.valid_until >= today),
    )
    company = sa.and_(
        Company.requires_second_factor, sa.or_(UserRole.company_id.is_(None), Company.id == UserRole.company_id)
    )
    query = (
        sa.select(UserRole.id)
        .join(Role, Role.id == UserRole.role_id)
        .where(*holds, sa.or_(Role.requires_second_factor, sa.exists().where(company)))
    )
    return await work.session.scalar(query.limit(1)) is not None


async def factors_remove(work: Work, user: User) -> None:
    """Take away all second factors of somebody, who has lost them."""
    await totp_remove(work, user.id)
    for table in (UserPasskey, UserRecoveryCode):
        await work.session.execute(sa.delete(table).where(table.user_id == user.id))
    await tell(work, Outcome.FACTOR_CHANGED, "factors", "FACTORS_RESET", user.id)
