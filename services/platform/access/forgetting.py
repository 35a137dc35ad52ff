"""Forgetting what nothing will be asked about any more: codes, references, proofs, and grants that have long ended."""

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from models import OAuthCode, OAuthDeviceCode, OAuthGrant, OAuthProof, OAuthRefreshToken, OAuthRequest
from services.work import Work

KEPT: Final = timedelta(days=1)
"""How long codes are known after their time, so that one that is shown again still ends what came of it."""


async def forget(work: Work) -> None:
    """Forget what is over."""
    now = work.clock.now()
    before = now - KEPT
    for table in (OAuthRequest, OAuthDeviceCode, OAuthCode, OAuthRefreshToken):
        await work.session.execute(sa.delete(table).where(table.expires_at < before))
    await work.session.execute(sa.delete(OAuthProof).where(OAuthProof.expires_at < now))
    # A program in its own name gets another grant every day; what it did under one is in the audit.
    await work.session.execute(
        sa.delete(OAuthGrant).where(OAuthGrant.user_id.is_(None), OAuthGrant.expires_at < before)
    )
