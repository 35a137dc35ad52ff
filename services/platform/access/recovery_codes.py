"""Recovery codes: ten of them, each good once, for the day that phone and keys are lost."""

import base64
import secrets
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from models import UserRecoveryCode
from services.platform.access.secret import hash_of
from services.platform.access.telling import tell
from services.platform.audit import Outcome
from services.work import Work

COUNT: Final = 10
_BYTES: Final = 10
"""80 bits, so that the hash of a code does not tell it."""
_GROUP: Final = 4


async def recovery_codes_make(work: Work, user_id: UUID) -> list[str]:
    """Make codes in the place of all earlier ones, and give them; they cannot be shown again."""
    await work.session.execute(sa.delete(UserRecoveryCode).where(UserRecoveryCode.user_id == user_id))
    codes = [_new_code() for _ in range(COUNT)]
    work.session.add_all(UserRecoveryCode(user_id=user_id, code_hash=hash_of(plain(code))) for code in codes)
    await work.session.flush()
    await tell(work, Outcome.FACTOR_CHANGED, "recoveryCodes", "RECOVERY_CODES_MADE", user_id)
    return codes


async def recovery_code_use(work: Work, user_id: UUID, code: str) -> bool:
    """Use a code up, and tell whether it was one that is good."""
    which = (
        UserRecoveryCode.user_id == user_id,
        UserRecoveryCode.code_hash == hash_of(plain(code)),
        UserRecoveryCode.used_at.is_(None),
    )
    using = sa.update(UserRecoveryCode).where(*which).values(used_at=work.clock.now())
    return await work.session.scalar(using.returning(UserRecoveryCode.id)) is not None


async def recovery_codes_left(work: Work, user_id: UUID) -> int:
    """Tell how many codes somebody has left."""
    unused = (UserRecoveryCode.user_id == user_id, UserRecoveryCode.used_at.is_(None))
    return (await work.session.scalar(sa.select(sa.func.count()).select_from(UserRecoveryCode).where(*unused))) or 0


def plain(code: str) -> str:
    """Write a code as it is hashed, whatever people type between its letters."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))
