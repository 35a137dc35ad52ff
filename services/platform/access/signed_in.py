"""Who is signed in, in a browser with a cookie."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import sqlalchemy as sa

from models import User, UserSession
from services.platform.access.secret import hash_of
from services.platform.access.sessions import SessionLimits, alive
from services.work import Work


@dataclass(frozen=True)
class SignedIn:
    """Somebody, in one browser, and how they have proved who they are."""

    user: User
    session_id: UUID
    authenticated_at: datetime
    methods: tuple[str, ...]


class Sessions(Protocol):
    """Tells who is signed in by the cookie of a browser."""

    async def __call__(self, work: Work, cookie: str) -> SignedIn | None:
        """Tell who it is; None where the session has ended, or never was."""
        ...


async def signed_in_by(work: Work, cookie: str, limits: SessionLimits | None = None) -> SignedIn | None:
    """Tell who is signed in, by the cookie of a browser."""
    if not cookie:
        return None
    going_on = alive(work.clock.now(), limits or SessionLimits())
    found = await work.session.execute(
        sa.select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.secret_hash == hash_of(cookie), *going_on, User.archived_at.is_(None))
    )
    row = found.first()
    if row is None:
        return None
    session, user = row[0], row[1]
    return SignedIn(user, session.id, session.authenticated_at, tuple(session.methods))
