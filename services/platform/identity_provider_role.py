"""Which roles follow from what a provider says of somebody. Nobody lets a provider give what they do not have themselves."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from kernel.ids import NodeId
from models import IdentityProviderRole, Role
from services.platform.identity_provider import TEXT_MAX, provider_to_change
from services.platform.notification import TooManyAtOnce
from services.platform.role import PartnersApart, require_own, require_reach_of_roles, words_of
from services.platform.segregation import require_segregated_following
from services.platform.user_role import require_reach
from services.refusals import AlreadyTaken, NotFound, StaleVersion, TextTooLong, ValueRequired
from services.work import Work

ROLES_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Following:
    """That whoever has a value in a claim of a provider gets a role, in a company or in every one."""

    provider_id: UUID
    claim: str
    value: str
    role_id: UUID
    company_id: UUID | None = None


async def provider_role_grant(work: Work, following: Following) -> UUID:
    """Let a role follow from what a provider says, and give the id of that; people get it as they sign in next.

    Raises:
        NotFound: the provider, role or company is not there, or whoever works here does not reach every company.
        RightsExceeded, PartnersApart, ValueRequired, TextTooLong, AlreadyTaken, TooManyAtOnce: as their names say.
        SegregationBroken: with what follows from the same value already, it gives rights that do not go together.
    """
    await provider_to_change(work, following.provider_id, None, (), "providerId")
    require_reach(work, following.company_id, ("companyId",))
    for name, text in (("claim", following.claim), ("value", following.value)):
        if not text:
            raise ValueRequired(path=(name,))
        if len(text) > TEXT_MAX:
            raise TextTooLong(len(text), TEXT_MAX, path=(name,))
    role = await work.session.get(Role, following.role_id)
    if role is None or role.archived_at is not None:
        raise NotFound(path=("roleId",))
    if role.for_partners:
        raise PartnersApart(path=("roleId",))
    await require_own(work, await words_of(work, [role.id]), ("roleId",))
    await require_reach_of_roles(work, [role.id], ("roleId",))
    return await _make(work, following)


async def provider_role_revoke(work: Work, key: UUID, version: int) -> None:
    """Let a role follow no more; whoever has it by that loses it as they sign in next.

    Raises:
        NotFound, StaleVersion, RightsExceeded: as for a provider.
    """
    row = await work.session.scalar(sa.select(IdentityProviderRole).where(IdentityProviderRole.id == key))
    if row is None:
        raise NotFound(path=("id",))
    await provider_to_change(work, row.provider_id, None, ())
    if row.version != version:
        raise StaleVersion(row.version, [], NodeId("IdentityProviderRole", key), path=("version",))
    await work.session.delete(row)
    await work.session.flush()


async def _make(work: Work, following: Following) -> UUID:
    same = sa.select(IdentityProviderRole).where(IdentityProviderRole.provider_id == following.provider_id)
    there = list(await work.session.scalars(same))
    if len(there) >= ROLES_MAX:
        raise TooManyAtOnce(len(there) + 1, ROLES_MAX, path=("providerId",))
    if any(_says(each) == _says(following) for each in there):
        raise AlreadyTaken("role that follows from this", path=("roleId",))
    made = IdentityProviderRole(
        provider_id=following.provider_id,
        claim=following.claim,
        value=following.value,
        role_id=following.role_id,
        company_id=following.company_id,
    )
    work.session.add(made)
    await work.session.flush()
    await require_segregated_following(work, made, ("roleId",))
    return made.id


def _says(of: Following | IdentityProviderRole) -> tuple[object, ...]:
    return of.claim, of.value, of.role_id, of.company_id
