"""Links that people are sent: to accept an invitation, or to choose another password.

The secret of a link is made when its message is written, so that it stands in no queue and no table.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from kernel.ids import uuid7
from models import NotificationKind, User, UserLink, UserLinkKind, UserPassword
from services.jobs import enqueue
from services.platform.access.notices import warn
from services.platform.access.passwords import password_keep
from services.platform.access.secret import hash_of, new_secret
from services.platform.access.sessions import sessions_end
from services.platform.access.telling import tell
from services.platform.audit import Outcome
from services.work import Work

LINK_JOB: Final = "access.mail_link"
FORGOTTEN_JOB: Final = "access.mail_forgotten"
GOOD_FOR: Final = {UserLinkKind.INVITATION: timedelta(days=7), UserLinkKind.PASSWORD: timedelta(hours=1)}
PATHS: Final = {UserLinkKind.INVITATION: "/invitation/", UserLinkKind.PASSWORD: "/password/"}


async def link_make(work: Work, user_id: UUID, kind: UserLinkKind) -> UserLink:
    """Make a link in the place of earlier ones of its kind; it has no secret yet."""
    await links_revoke(work, user_id, kind)
    made = UserLink(id=uuid7(), user_id=user_id, kind=kind, expires_at=work.clock.now() + GOOD_FOR[kind])
    work.session.add(made)
    await work.session.flush()
    return made


async def link_send(work: Work, user_id: UUID, kind: UserLinkKind) -> UUID:
    """Make a link and have it sent, and give its id."""
    made = await link_make(work, user_id, kind)
    await enqueue(work, LINK_JOB, {"link": made.id})
    return made.id


async def link_secret(work: Work, link: UserLink) -> str:
    """Give a link its secret, in the place of one that may have been sent in vain; there is no other copy."""
    secret = new_secret()
    link.secret_hash = hash_of(secret)
    await work.session.flush()
    return secret


async def links_revoke(work: Work, user_id: UUID, kind: UserLinkKind) -> int:
    """Take the links of a kind back that somebody has not used, and tell how many there were."""
    open_ = (
        UserLink.user_id == user_id,
        UserLink.kind == kind,
        UserLink.used_at.is_(None),
        UserLink.revoked_at.is_(None),
    )
    revoking = sa.update(UserLink).where(*open_).values(revoked_at=work.clock.now()).returning(UserLink.id)
    return len((await work.session.scalars(revoking)).all())


async def link_open(work: Work, kind: UserLinkKind, secret: str) -> tuple[UserLink, User] | None:
    """Find whose link this is, if it is still good; held until the transaction ends."""
    query = (
        sa.select(UserLink, User)
        .join(User, User.id == UserLink.user_id)
        .where(
            UserLink.secret_hash == hash_of(secret),
            UserLink.kind == kind,
            UserLink.used_at.is_(None),
            UserLink.revoked_at.is_(None),
            UserLink.expires_at > work.clock.now(),
            User.archived_at.is_(None),
        )
    )
    found = (await work.session.execute(query.with_for_update(of=UserLink))).one_or_none()
    return None if found is None else (found[0], found[1])


async def link_use(work: Work, link: UserLink, user: User, password_hash: str) -> None:
    """Use a link up to choose a password; who was signed in with the one before is so no more."""
    link.used_at = work.clock.now()
    await work.session.flush()
    await password_keep(work, user.id, password_hash)
    await links_revoke(work, user.id, UserLinkKind.PASSWORD)
    if link.kind is UserLinkKind.INVITATION:
        await tell(work, Outcome.FACTOR_CHANGED, "invitation", "INVITATION_ACCEPTED", user.id)
        return
    await sessions_end(work, user.id, because="PASSWORD_CHANGED")
    await warn(work, user, NotificationKind.PASSWORD_CHANGED, {"at": work.clock.now()})


async def has_password(work: Work, user_id: UUID) -> bool:
    """Tell whether somebody has chosen a password."""
    return bool(await work.session.scalar(sa.select(sa.exists().where(UserPassword.user_id == user_id))))
