"""What is granted to a program, by a person or to itself; tokens belong to a grant and end with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from models import OAuthClient, OAuthClientState, OAuthGrant, User, UserSession
from services.work import Work

LASTS: Final = timedelta(days=90)
"""How long a grant lasts at most, however often it is refreshed."""
OWN_NAME_LASTS: Final = timedelta(days=1)
"""How long a program in its own name gets its tokens under one grant."""
ACCESS_LASTS: Final = timedelta(minutes=10)
"""How long an access token is good."""


class Because(StrEnum):
    """Why a grant has ended before its time."""

    CODE_REPLAYED = "CODE_REPLAYED"
    REFRESH_REPLAYED = "REFRESH_REPLAYED"
    REVOKED_BY_CLIENT = "REVOKED_BY_CLIENT"


@dataclass(frozen=True)
class Granted:
    """What somebody has granted: who, in which browser, and what."""

    client_id: UUID
    user_id: UUID
    session_id: UUID
    scopes: Sequence[str]
    authenticated_at: datetime


async def grant_make(work: Work, granted: Granted, audience: str, thumbprint: str | None) -> OAuthGrant:
    """Write down what somebody has granted; with `offline_access` it outlives the session."""
    grant = OAuthGrant(
        client_id=granted.client_id,
        user_id=granted.user_id,
        session_id=None if "offline_access" in granted.scopes else granted.session_id,
        scopes=list(granted.scopes),
        audiences=[audience],
        key_thumbprint=thumbprint,
        authenticated_at=granted.authenticated_at,
        expires_at=work.clock.now() + LASTS,
    )
    work.session.add(grant)
    await work.session.flush()
    return grant


async def own_grant(
    work: Work, client: OAuthClient, scopes: Sequence[str], audience: str, thumbprint: str | None
) -> OAuthGrant:
    """Give the grant under which a program asks in its own name; there is one for a day, however many tokens it gets."""
    now = work.clock.now()
    grant = await work.session.scalar(
        sa.select(OAuthGrant)
        .where(
            OAuthGrant.client_id == client.id,
            OAuthGrant.user_id.is_(None),
            OAuthGrant.scopes == list(scopes),
            OAuthGrant.audiences == [audience],
            OAuthGrant.key_thumbprint.is_not_distinct_from(thumbprint),
            OAuthGrant.revoked_at.is_(None),
            OAuthGrant.expires_at > now + 2 * ACCESS_LASTS,
        )
        .order_by(OAuthGrant.expires_at.desc())
        .limit(1)
    )
    if grant is not None:
        return grant
    grant = OAuthGrant(
        client_id=client.id,
        scopes=list(scopes),
        audiences=[audience],
        key_thumbprint=thumbprint,
        expires_at=now + OWN_NAME_LASTS,
    )
    work.session.add(grant)
    await work.session.flush()
    return grant


async def living_grant(work: Work, grant_id: UUID, *, lock: bool = False) -> OAuthGrant | None:
    """Give a grant that holds now: in its time, not revoked, its session not ended, its user and its program still with us."""
    now = work.clock.now()
    query = (
        sa.select(OAuthGrant)
        .join(OAuthClient, OAuthClient.id == OAuthGrant.client_id)
        .outerjoin(User, User.id == OAuthGrant.user_id)
        .outerjoin(UserSession, UserSession.id == OAuthGrant.session_id)
        .where(
            OAuthGrant.id == grant_id,
            OAuthGrant.revoked_at.is_(None),
            OAuthGrant.expires_at > now,
            OAuthClient.state == OAuthClientState.APPROVED,
            OAuthClient.archived_at.is_(None),
            User.archived_at.is_(None),
            UserSession.ended_at.is_(None),
            sa.or_(UserSession.id.is_(None), UserSession.expires_at > now),
        )
    )
    return await work.session.scalar(query.with_for_update(of=OAuthGrant) if lock else query)


async def grant_revoke(work: Work, grant_id: UUID, because: Because) -> None:
    """End a grant, and with it all of its tokens."""
    await work.session.execute(
        sa.update(OAuthGrant)
        .where(OAuthGrant.id == grant_id, OAuthGrant.revoked_at.is_(None))
        .values(revoked_at=work.clock.now(), revoked_because=because)
    )
