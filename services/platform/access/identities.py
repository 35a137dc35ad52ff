"""Links to identity providers, and taking one off: whoever the provider calls so is nobody's any more."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from kernel.errors import DomainError
from models import IdentityProvider, UserIdentity, UserPasskey, UserPassword, UserRole
from services.platform.access.administration import user_to_manage
from services.platform.access.sessions import sessions_end
from services.platform.access.telling import tell
from services.platform.audit import Outcome
from services.platform.user_role import require_all_of, user_role_revoke
from services.refusals import NotFound
from services.work import Work


@dataclass(eq=False)
class LastWayIn(DomainError):
    """Nobody is left without a way to sign in: a password, a passkey, or another provider that is in use."""

    message = "They have no other way to sign in; let them choose a password first, or bar them."


async def user_identity_unlink(work: Work, user_id: UUID, provider_id: UUID) -> UUID:
    """Take the link of somebody to a provider off, with the roles that they have by its word; give the user's id.

    They are signed out everywhere. When they come from there once more, they are linked anew as somebody of their address.

    Raises:
        NotFound, UserBeyondReach: as `user_to_manage`; or there is no such link.
        RightsExceeded: the other has what whoever works here does not.
        LastWayIn: as its name says.
        LastAdministrator: they would be one no more.
    """
    user = await user_to_manage(work, user_id)
    await require_all_of(work, user_id, ("userId",))
    linked = UserIdentity.user_id == user_id, UserIdentity.provider_id == provider_id
    if await work.session.scalar(sa.delete(UserIdentity).where(*linked).returning(UserIdentity.id)) is None:
        raise NotFound(path=("providerId",))
    if not await _has_a_way_in(work, user_id):
        raise LastWayIn(path=("providerId",))
    by_its_word = sa.select(UserRole.id).where(
        UserRole.user_id == user_id, UserRole.identity_provider_id == provider_id
    )
    for held in (await work.session.scalars(by_its_word)).all():
        await user_role_revoke(work, held)
    await sessions_end(work, user.id, because="IDENTITY_UNLINKED")
    await tell(work, Outcome.FACTOR_CHANGED, "factors", "IDENTITY_UNLINKED", user.id, {"provider": provider_id})
    return user.id


async def provider_of(work: Work, user_id: UUID) -> IdentityProvider | None:
    """Give the provider at which somebody signs in; None where there is none, or more than one."""
    query = (
        sa.select(IdentityProvider)
        .join(UserIdentity, UserIdentity.provider_id == IdentityProvider.id)
        .where(UserIdentity.user_id == user_id, IdentityProvider.archived_at.is_(None))
    )
    found = (await work.session.scalars(query.limit(2))).all()
    return found[0] if len(found) == 1 else None


async def _has_a_way_in(work: Work, user_id: UUID) -> bool:
    other = sa.exists().where(
        UserIdentity.user_id == user_id,
        IdentityProvider.id == UserIdentity.provider_id,
        IdentityProvider.archived_at.is_(None),
    )
    own = [sa.exists().where(table.user_id == user_id) for table in (UserPassword, UserPasskey)]
    return await work.session.scalar(sa.select(sa.or_(other, *own))) or False
