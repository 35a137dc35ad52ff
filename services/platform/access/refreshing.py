"""Refresh tokens: each is used once and gives the next one, so that a stolen one shows.

Who shows one that was used before has stolen it, or was stolen from, so that the whole grant ends (RFC 9700, 4.14.2). The
exception is a program that asks several times at once: for ten seconds, while the next one is not used, it is only refused.
"""

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from models import OAuthClient, OAuthGrant, OAuthRefreshToken
from services.platform.access.grant import Because, grant_revoke, living_grant
from services.platform.access.secret import hash_of, new_secret
from services.work import Work

LASTS: Final = timedelta(days=30)
"""How long one is good if it is not used."""
GRACE: Final = timedelta(seconds=10)


async def refresh_make(work: Work, grant: OAuthGrant, after: OAuthRefreshToken | None = None) -> str:
    """Make the next refresh token of a grant, and use up the one before."""
    now = work.clock.now()
    secret = new_secret()
    work.session.add(
        OAuthRefreshToken(
            token_hash=hash_of(secret),
            grant_id=grant.id,
            follows_id=after and after.id,
            expires_at=min(now + LASTS, grant.expires_at),
        )
    )
    if after is not None:
        after.used_at = now
    await work.session.flush()
    return secret


async def refresh_find(work: Work, client: OAuthClient, secret: str) -> tuple[OAuthRefreshToken, OAuthGrant] | None:
    """Find the token that a program shows, with its grant, and lock both; one that was used before ends the grant."""
    token = await work.session.scalar(
        sa.select(OAuthRefreshToken)
        .join(OAuthGrant, OAuthGrant.id == OAuthRefreshToken.grant_id)
        .where(OAuthRefreshToken.token_hash == hash_of(secret), OAuthGrant.client_id == client.id)
        .with_for_update(of=OAuthRefreshToken)
    )
    if token is None:
        return None
    if token.used_at is not None:
        if not await _was_just_now(work, token):
            await grant_revoke(work, token.grant_id, Because.REFRESH_REPLAYED)
        return None
    grant = await living_grant(work, token.grant_id, lock=True)
    return (token, grant) if grant is not None and token.expires_at > work.clock.now() else None


async def refresh_look(work: Work, secret: str) -> tuple[OAuthRefreshToken, OAuthGrant, OAuthClient] | None:
    """Find a token with its grant and its program, whatever has become of it."""
    found = await work.session.execute(
        sa.select(OAuthRefreshToken, OAuthGrant, OAuthClient)
        .join(OAuthGrant, OAuthGrant.id == OAuthRefreshToken.grant_id)
        .join(OAuthClient, OAuthClient.id == OAuthGrant.client_id)
        .where(OAuthRefreshToken.token_hash == hash_of(secret))
    )
    row = found.first()
    return None if row is None else (row[0], row[1], row[2])


async def _was_just_now(work: Work, token: OAuthRefreshToken) -> bool:
    assert token.used_at is not None
    successor = sa.select(OAuthRefreshToken.used_at).where(OAuthRefreshToken.follows_id == token.id)
    is_successor_used = await work.session.scalar(successor) is not None
    return work.clock.now() - token.used_at <= GRACE and not is_successor_used
