"""Sessions: browsers in which somebody is signed in, found by the cookie, and ended with what was granted in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from kernel.ids import uuid7
from models import OAuthGrant, User, UserSession
from services.platform.access.secret import hash_of, new_secret
from services.platform.access.steps import steps_end
from services.platform.access.telling import tell
from services.platform.audit import Outcome
from services.platform.notification import viewer_of
from services.refusals import NotFound
from services.work import Work

TOUCHED_EVERY: Final = timedelta(minutes=1)
BROWSER_MAX: Final = 300
OFFLINE: Final = "offline_access"
"""Who was granted this works on when the session ends (OpenID Connect Core, 11)."""


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lasts: at most, and while nothing is done in it."""

    lifetime: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser that asks: from where, and what it says that it is."""

    address: str | None = None
    browser: str | None = None
    browser_secret: str = ""
    """By which it is known from earlier; empty where it is not."""
    request_id: str = ""


async def session_begin(
    work: Work, user_id: UUID, methods: Sequence[str], visitor: Visitor, limits: SessionLimits
) -> str:
    """Make a session of somebody who proved who they are, and give the secret for its cookie; there is no other copy."""
    now, secret = work.clock.now(), new_secret()
    work.session.add(
        UserSession(
            id=uuid7(),
            user_id=user_id,
            secret_hash=hash_of(secret),
            methods=list(methods),
            authenticated_at=now,
            last_seen_at=now,
            expires_at=now + limits.lifetime,
            address=visitor.address,
            browser=_clipped(visitor.browser),
        )
    )
    await work.session.flush()
    await tell(work, Outcome.SIGN_IN, "signIn", "SIGNED_IN", user_id, {**_place(visitor), "methods": list(methods)})
    return secret


def alive(now: datetime, limits: SessionLimits) -> tuple[sa.ColumnElement[bool], ...]:
    """Give the conditions under which a session goes on."""
    return (
        UserSession.ended_at.is_(None),
        UserSession.expires_at > now,
        UserSession.last_seen_at > now - limits.idle,
    )


async def session_of(
    session: AsyncSession, secret: str, now: datetime, limits: SessionLimits | None = None
) -> UserSession | None:
    """Find the session that a cookie belongs to, if it has not ended and its user may sign in."""
    if not secret:
        return None
    return await session.scalar(
        sa.select(UserSession)
        .join(User, User.id == UserSession.user_id)
        .where(
            UserSession.secret_hash == hash_of(secret),
            *alive(now, limits or SessionLimits()),
            User.archived_at.is_(None),
        )
    )


async def session_goes_on(work: Work, session_id: UUID) -> bool:
    """Tell whether nobody has signed out, and let nobody do so until the transaction ends.

    What is granted meanwhile is there for whoever signs out to end.
    """
    query = sa.select(UserSession.id).where(
        UserSession.id == session_id, UserSession.ended_at.is_(None), UserSession.expires_at > work.clock.now()
    )
    return await work.session.scalar(query.with_for_update(read=True)) is not None


async def session_touch(work: Work, found: UserSession, visitor: Visitor) -> None:
    """Note that a session is in use, at most once a minute."""
    now = work.clock.now()
    if now - found.last_seen_at < TOUCHED_EVERY:
        return
    seen = sa.update(UserSession).where(UserSession.id == found.id, UserSession.last_seen_at < now)
    await work.session.execute(seen.values(last_seen_at=now, address=visitor.address))


async def session_end(work: Work, session_id: UUID, user_id: UUID) -> bool:
    """End a session of somebody, and what programs were granted in it; tell whether it was there to be ended.

    What was granted with `offline_access` goes on.
    """
    ended = await _end(work, UserSession.user_id == user_id, UserSession.id == session_id)
    if not ended:
        return False
    online = sa.not_(OAuthGrant.scopes.contains([OFFLINE]))
    await _revoke(work, "SIGNED_OUT", OAuthGrant.session_id == session_id, online)
    await tell(work, Outcome.SIGN_OUT, "signOut", "SIGNED_OUT", user_id, {"session": session_id})
    return True


async def sessions_end(work: Work, user_id: UUID, *, but: UUID | None = None, because: str = "SIGNED_OUT") -> int:
    """End all sessions of somebody and everything that programs were granted, and tell how many sessions there were.

    Who has only shown a password yet begins anew as well.
    `but` is the session that stays, with what was granted in it.
    """
    others = [UserSession.id != but] if but else []
    ended = await _end(work, UserSession.user_id == user_id, *others)
    kept = [sa.or_(OAuthGrant.session_id.is_(None), OAuthGrant.session_id != but)] if but else []
    await _revoke(work, because, OAuthGrant.user_id == user_id, *kept)
    await steps_end(work, user_id)
    await tell(work, Outcome.SIGN_OUT, "signOut", because, user_id, {"sessions": len(ended)})
    return len(ended)


async def sessions_of(work: Work, user_id: UUID, limits: SessionLimits) -> list[UserSession]:
    """List where somebody is signed in, the latest first."""
    which = UserSession.user_id == user_id, *alive(work.clock.now(), limits)
    query = sa.select(UserSession).where(*which).order_by(UserSession.last_seen_at.desc(), UserSession.id).limit(100)
    return list(await work.session.scalars(query))


async def _end(work: Work, *which: sa.ColumnElement[bool]) -> list[UUID]:
    ending = sa.update(UserSession).where(*which, UserSession.ended_at.is_(None)).values(ended_at=work.clock.now())
    return list(await work.session.scalars(ending.returning(UserSession.id)))


async def _revoke(work: Work, because: str, *which: sa.ColumnElement[bool]) -> None:
    revoking = sa.update(OAuthGrant).where(*which, OAuthGrant.revoked_at.is_(None))
    await work.session.execute(revoking.values(revoked_at=work.clock.now(), revoked_because=because))


def _place(visitor: Visitor) -> dict[str, object]:
    return {"address": visitor.address, "browser": _clipped(visitor.browser)}


def _clipped(browser: str | None) -> str | None:
    return browser[:BROWSER_MAX].replace("\0", "") if browser else None


async def own_session_end(work: Work, session_id: UUID) -> UUID:
    """End a session of whoever works here, and give its id.

    Raises:
        NotFound: it is not one's own, or it has ended.
        NotAPerson: it is a program in its own name.
    """
    if not await session_end(work, session_id, viewer_of(work)):
        raise NotFound(path=("id",))
    return session_id


async def own_sessions_end(work: Work) -> int:
    """End all sessions of whoever works here, and tell how many there were.

    Raises:
        NotAPerson: it is a program in its own name.
    """
    return await sessions_end(work, viewer_of(work))
