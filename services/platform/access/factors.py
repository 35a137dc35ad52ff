"""Second factors: who has which, who must have one, and taking all of them away."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from models import User, UserPasskey, UserRecoveryCode, UserTotp
from services.platform.access.telling import tell
from services.platform.access.totp import totp_remove
from services.platform.audit import Outcome
from services.platform.held_roles import PERMISSIONS_OF_ROLES
from services.work import Work

_NEEDED: Final = f"""
with recursive {PERMISSIONS_OF_ROLES}
select exists (
  select from holding join of_role on of_role.role_id = holding.role_id join role on role.id = of_role.given_by
  where holding.user_id = $1 and $2::date between coalesce(holding.valid_from, '-infinity') and coalesce(holding.valid_until, 'infinity')
    and (role.requires_second_factor or exists (
      select from company where company.requires_second_factor and (holding.company_id is null or company.id = holding.company_id)
    ))
)
"""  # noqa: S608 - the part is ours


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

    Roles count that somebody lends them, and those from which theirs inherit. A role that holds everywhere holds in a company that asks for it.
    """
    return await work.raw.fetchval(_NEEDED, user_id, work.clock.now().date())


async def factors_remove(work: Work, user: User) -> None:
    """Take away all second factors of somebody, who has lost them."""
    await totp_remove(work, user.id)
    for table in (UserPasskey, UserRecoveryCode):
        await work.session.execute(sa.delete(table).where(table.user_id == user.id))
    await tell(work, Outcome.FACTOR_CHANGED, "factors", "FACTORS_RESET", user.id)
