"""What becomes of a blanket agreement: it is confirmed, and closed, cancelled, or runs out."""

from datetime import date
from typing import Final
from uuid import UUID

from kernel.clock import BusinessDay, zone
from kernel.errors import InputPath
from models import BlanketAgreementState
from services import locking
from services.platform.number import take_number
from services.rows import Found
from services.sales.agreement.drafts import BLANKET_AGREEMENT
from services.sales.agreement.life import (
    SERIES,
    AgreementCalledOff,
    AgreementStillValid,
    NothingAgreed,
    require_transition,
)
from services.work import Work

_HAS_LINES: Final = "select exists (select from blanket_agreement_line where agreement_id = $1)"
_CONFIRMED: Final = "update blanket_agreement set state = $2, number = $3, confirmed_at = $4 where id = $1"
_ENDED: Final = "update blanket_agreement set state = $2, ended_at = $3, end_reason = $4 where id = $1"
_ZONE: Final = "select time_zone from company where id = $1"
_IS_CALLED_OFF: Final = """
select exists (
  select from blanket_agreement_line where agreement_id = $1 and blanket_agreement_line_called_off(id) > 0
)
"""


async def confirm(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Put an agreement into force: it gets its number, stays as it is, and orders may call off from it.

    Raises:
        NothingAgreed: it has no line.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found, state = await _found(work, key, version, "confirm", path)
    if not await work.raw.fetchval(_HAS_LINES, key):
        raise NothingAgreed(path=(*path, "id"))
    number = await take_number(work, found["company_id"], SERIES)
    await work.raw.execute(_CONFIRMED, key, state, number, work.clock.now())
    return key


async def end(work: Work, key: UUID, version: int, step: str, reason: str | None = None, path: InputPath = ()) -> UUID:
    """End an agreement: `close` or `cancel` it, with the reason, or `expire` it after its last day.

    Raises:
        AgreementCalledOff: orders have called off some of what is to be cancelled.
        AgreementStillValid: its last day is not over yet.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found, state = await _found(work, key, version, step, path)
    if state is BlanketAgreementState.CANCELLED and await work.raw.fetchval(_IS_CALLED_OFF, key):
        raise AgreementCalledOff(path=(*path, "id"))
    if state is BlanketAgreementState.EXPIRED and found["valid_until"] >= await _today(work, found):
        raise AgreementStillValid(path=(*path, "id"))
    await work.raw.execute(_ENDED, key, state, work.clock.now(), reason)
    return key


async def _found(
    work: Work, key: UUID, version: int, step: str, path: InputPath
) -> tuple[Found, BlanketAgreementState]:
    found = (await locking.locked(work, BLANKET_AGREEMENT, [(key, (*path, "id"))]))[key]
    await locking.require_version(work, BLANKET_AGREEMENT, found, version, (*path, "version"))
    return found, require_transition(found, step, (*path, "id"))


async def _today(work: Work, agreement: Found) -> date:
    return BusinessDay(zone(await work.raw.fetchval(_ZONE, agreement["company_id"]))).today(work.clock)
