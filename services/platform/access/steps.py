"""What a browser has begun: a row for each, found by a cookie, and taken up once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from models import SignInStep, SignInStepKind
from services.platform.access.secret import hash_of, new_secret
from services.work import Work

LASTS: Final = timedelta(minutes=10)


async def step_begin(work: Work, kind: SignInStepKind, user_id: UUID | None, facts: Mapping[str, Any]) -> str:
    """Note what was begun, and give the secret for its cookie."""
    secret = new_secret()
    expires_at = work.clock.now() + LASTS
    work.session.add(
        SignInStep(secret_hash=hash_of(secret), kind=kind, user_id=user_id, facts=dict(facts), expires_at=expires_at)
    )
    await work.session.flush()
    return secret


async def step_of(work: Work, kind: SignInStepKind, secret: str) -> SignInStep | None:
    """Find what was begun, which is still to be finished."""
    which = (SignInStep.secret_hash == hash_of(secret), SignInStep.kind == kind)
    return await work.session.scalar(sa.select(SignInStep).where(*which, SignInStep.expires_at > work.clock.now()))


async def step_end(work: Work, kind: SignInStepKind, secret: str) -> SignInStep | None:
    """Take up what was begun, which nobody can do again."""
    which = (SignInStep.secret_hash == hash_of(secret), SignInStep.kind == kind)
    taking = sa.delete(SignInStep).where(*which, SignInStep.expires_at > work.clock.now())
    return await work.session.scalar(taking.returning(SignInStep))


async def steps_end(work: Work, user_id: UUID) -> None:
    """End whatever somebody has begun, or somebody in their name."""
    await work.session.execute(sa.delete(SignInStep).where(SignInStep.user_id == user_id))


async def steps_forget(work: Work) -> int:
    """Take away what was not finished in time, and tell how much there was."""
    old = sa.delete(SignInStep).where(SignInStep.expires_at <= work.clock.now())
    return len((await work.session.scalars(old.returning(SignInStep.secret_hash))).all())
