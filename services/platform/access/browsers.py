"""Browsers that are known: their owners are told of new ones, and strangers' guesses do not lock them out."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from models import NotificationKind, User, UserBrowser
from services.platform.access.notices import warn
from services.platform.access.secret import hash_of, new_secret
from services.platform.access.sessions import Visitor
from services.work import Work

KNOWN_FOR: Final = timedelta(days=365)
"""How long the cookie lives by which a browser is known."""


async def recognise(work: Work, user: User, visitor: Visitor) -> str:
    """Note that somebody has signed in with a browser, and give the secret of its cookie.

    Who has signed in before, and never with this one, is told.
    """
    others = sa.select(sa.func.count()).select_from(UserBrowser).where(UserBrowser.user_id == user.id)
    has_others = bool(await work.session.scalar(others))
    secret = visitor.browser_secret or new_secret()
    now = work.clock.now()
    noting = insert(UserBrowser).values(user_id=user.id, secret_hash=hash_of(secret), last_seen_at=now)
    noting = noting.on_conflict_do_update(index_elements=["user_id", "secret_hash"], set_={"last_seen_at": now})
    version = await work.session.scalar(noting.returning(UserBrowser.version))
    if has_others and version == 1:
        facts = {"browser": visitor.browser or "?", "address": visitor.address or "?", "at": now}
        await warn(work, user, NotificationKind.BROWSER_NEW, facts)
    return secret


async def browsers_forget(work: Work, user_id: UUID) -> None:
    """Know none of somebody's browsers any more, whoever else may have signed in with them."""
    await work.session.execute(sa.delete(UserBrowser).where(UserBrowser.user_id == user_id))
