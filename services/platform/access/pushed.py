"""Pushed requests (RFC 9126): what a program will ask for is told beforehand, and referred to once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from models import OAuthClient, OAuthRequest
from services.platform.access.secret import hash_of, new_secret
from services.work import Work

LASTS: Final = timedelta(minutes=10)
"""Long enough to sign in on the way."""
OPEN_MAX: Final = 10_000
"""How many of one program may wait at once."""
PREFIX: Final = "urn:ietf:params:oauth:request_uri:"


async def request_push(work: Work, client: OAuthClient, parameters: Mapping[str, str]) -> str | None:
    """Keep a request and give the reference to it; None where the program has too many that nobody came for."""
    now = work.clock.now()
    waiting = sa.select(sa.func.count()).where(OAuthRequest.client_id == client.id, OAuthRequest.expires_at > now)
    if (await work.session.scalar(waiting) or 0) >= OPEN_MAX:
        return None
    secret = new_secret()
    work.session.add(
        OAuthRequest(
            reference_hash=hash_of(secret), client_id=client.id, parameters=dict(parameters), expires_at=now + LASTS
        )
    )
    await work.session.flush()
    return PREFIX + secret


async def request_find(work: Work, client: OAuthClient, reference: str) -> OAuthRequest | None:
    """Find the request that a reference of this program leads to, if it has not led to an answer yet; and lock it."""
    if not reference.startswith(PREFIX):
        return None
    return await work.session.scalar(
        sa.select(OAuthRequest)
        .where(
            OAuthRequest.reference_hash == hash_of(reference.removeprefix(PREFIX)),
            OAuthRequest.client_id == client.id,
            OAuthRequest.expires_at > work.clock.now(),
            OAuthRequest.used_at.is_(None),
        )
        .with_for_update()
    )
