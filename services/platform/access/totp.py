"""Codes by the time (RFC 6238): six digits, a new one every half minute, each good once."""

import hmac
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from pyotp import random_base32
from pyotp.totp import TOTP

from auth.vault import Place, Vault
from kernel.ids import uuid7
from models import User, UserTotp
from services.platform.access.telling import tell
from services.platform.audit import Outcome
from services.work import Work

STEP_SECONDS: Final = 30
DRIFT: Final = (0, -1, 1)
"""By how many steps a clock may be wrong."""
ISSUER: Final = "Torso"


class Enrolment(NamedTuple):
    """What an app is told to show codes."""

    secret: str
    uri: str


async def totp_of(work: Work, user_id: UUID) -> UserTotp | None:
    """Give somebody's app, confirmed or not, and hold it until the transaction ends."""
    return await work.session.scalar(sa.select(UserTotp).where(UserTotp.user_id == user_id).with_for_update())


async def totp_begin(work: Work, user: User, *, anew: bool = True) -> Enrolment:
    """Tell somebody the secret for an app: a new one, or again the one that they were told and have not confirmed.

    Nobody is told twice at different times: whoever has looked at a secret once would know that of the app.
    """
    found = await totp_of(work, user.id)
    assert found is None or found.confirmed_at is None, "an app that is in use is taken away first"
    if found is not None and not anew:
        return _enrolment(user, _opened(work, found))
    if found is not None:
        await work.session.delete(found)
        await work.session.flush()
    secret, key = random_base32(), uuid7()
    sealed = _vault(work).seal(secret, _place(key))
    work.session.add(UserTotp(id=key, user_id=user.id, sealed_secret=sealed))
    await work.session.flush()
    return _enrolment(user, secret)


async def totp_confirm(work: Work, user_id: UUID, code: str) -> bool:
    """Take an app into use by a first code of it, and tell whether the code was right."""
    found = await totp_of(work, user_id)
    if found is None or found.confirmed_at is not None or not _take(work, found, code):
        return False
    found.confirmed_at = work.clock.now()
    await work.session.flush()
    await tell(work, Outcome.FACTOR_CHANGED, "totp", "TOTP_ADDED", user_id)
    return True


async def totp_check(work: Work, user_id: UUID, code: str) -> bool:
    """Tell whether a code is right, and good for nothing any more."""
    found = await totp_of(work, user_id)
    if found is None or found.confirmed_at is None or not _take(work, found, code):
        return False
    await work.session.flush()
    return True


async def totp_remove(work: Work, user_id: UUID) -> None:
    """Take somebody's app away."""
    removed = sa.delete(UserTotp).where(UserTotp.user_id == user_id).returning(UserTotp.confirmed_at)
    if any((await work.session.scalars(removed)).all()):
        await tell(work, Outcome.FACTOR_CHANGED, "totp", "TOTP_REMOVED", user_id)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Give the step that a code belongs to, if it is one of now."""
    totp, step = TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    found = None
    for drift in DRIFT:
        if hmac.compare_digest(totp.generate_otp(step + drift).encode(), code.encode("utf-8", "replace")):
            found = step + drift
    return found


def _take(work: Work, found: UserTotp, code: str) -> bool:
    step = step_of(_opened(work, found), "".join(code.split()), work.clock.now())
    if step is None or step <= found.last_step:
        return False
    found.last_step = step
    return True


def _opened(work: Work, found: UserTotp) -> str:
    return _vault(work).open(found.sealed_secret, _place(found.id))


def _vault(work: Work) -> Vault:
    assert work.vault is not None
    return work.vault


def _place(key: UUID) -> Place:
    return Place("user_totp", "sealed_secret", key)


def _enrolment(user: User, secret: str) -> Enrolment:
    return Enrolment(secret, TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER))
