"""Authorization codes: made when somebody agrees, and exchanged once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from models import OAuthClient, OAuthCode, OAuthGrant
from services.platform.access.grant import Because, Granted, grant_make, grant_revoke
from services.platform.access.secret import hash_of, new_secret
from services.platform.access.sessions import session_goes_on
from services.work import Work

LASTS: Final = timedelta(seconds=60)


@dataclass(frozen=True)
class Bound:
    """What a code is bound to, besides what is granted: where it goes, and what the program must show with it."""

    redirect_uri: str
    code_challenge: str
    key_thumbprint: str | None
    nonce: str | None
    methods: tuple[str, ...]


async def code_make(work: Work, granted: Granted, bound: Bound) -> str:
    """Make a code for what somebody has agreed to."""
    secret = new_secret()
    work.session.add(
        OAuthCode(
            code_hash=hash_of(secret),
            client_id=granted.client_id,
            user_id=granted.user_id,
            session_id=granted.session_id,
            scopes=list(granted.scopes),
            authenticated_at=granted.authenticated_at,
            redirect_uri=bound.redirect_uri,
            code_challenge=bound.code_challenge,
            key_thumbprint=bound.key_thumbprint,
            nonce=bound.nonce,
            methods=list(bound.methods),
            expires_at=work.clock.now() + LASTS,
        )
    )
    await work.session.flush()
    return secret


async def code_find(work: Work, client: OAuthClient, secret: str) -> OAuthCode | None:
    """Find the code that a program shows, and lock it. One that was used before ends what came of it (RFC 9700, 4.5.2)."""
    code = await work.session.scalar(
        sa.select(OAuthCode)
        .where(OAuthCode.code_hash == hash_of(secret), OAuthCode.client_id == client.id)
        .with_for_update()
    )
    if code is None:
        return None
    if code.grant_id is not None:
        await grant_revoke(work, code.grant_id, Because.CODE_REPLAYED)
        return None
    is_good = code.expires_at > work.clock.now() and await session_goes_on(work, code.session_id)
    return code if is_good else None


async def code_redeem(work: Work, code: OAuthCode, audience: str, thumbprint: str | None) -> OAuthGrant:
    """Exchange a code for the grant that it stands for."""
    granted = Granted(code.client_id, code.user_id, code.session_id, tuple(code.scopes), code.authenticated_at)
    grant = await grant_make(work, granted, audience, thumbprint)
    code.used_at = work.clock.now()
    code.grant_id = grant.id
    await work.session.flush()
    return grant
