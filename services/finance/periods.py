"""Accounting periods: opened, brought to their close by a checklist, closed, opened again, locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import models
from kernel.errors import DomainError, InputPath
from kernel.workflow import Transition, Workflow
from models import PeriodState
from services import locking
from services.master import Master
from services.refusals import ValueRequired
from services.rows import Found
from services.work import Work

PERIOD: Final = Master(models.AccountingPeriod)
TASK: Final = Master(models.PeriodTask)

_CLOSE, _REOPEN = "finance.period:close", "finance.period:reopen"
LIFE: Final = Workflow(
    "AccountingPeriod",
    PeriodState.FUTURE,
    (
        Transition("open", (PeriodState.FUTURE,), PeriodState.OPEN, "finance.period:write"),
        Transition("begin_closing", (PeriodState.OPEN,), PeriodState.CLOSING, _CLOSE),
        Transition("close", (PeriodState.CLOSING,), PeriodState.CLOSED, _CLOSE),
        Transition("reopen", (PeriodState.CLOSING, PeriodState.CLOSED), PeriodState.OPEN, _REOPEN),
        Transition("lock", (PeriodState.CLOSED,), PeriodState.LOCKED, "finance.period:lock"),
    ),
)
"""The life of a period."""

TASKS: Final = (
    ("BANK_RECONCILED", "The statements of all banks are reconciled."),
    ("DOCUMENTS_ENTERED", "Invoices and bills of the period are entered."),
    ("STOCK_AGREED", "Stock agrees with the stock accounts."),
    ("ACCRUALS_POSTED", "What belongs to the period and is not invoiced yet is accrued."),
    ("TAX_CHECKED", "Tax on sales and purchases is checked."),
)
"""What somebody sees to before a period is closed; a company adds what it needs."""

_SET_STATE = "update accounting_period set state = $2 where id = $1"
_OPEN_ALL = "update accounting_period set state = 'OPEN' where fiscal_year_id = $1 and state = 'FUTURE'"
_ADD_TASKS = """
insert into period_task (company_id, period_id, code, title)
select $2, $1, * from unnest($3::text[], $4::text[]) on conflict (period_id, code) do nothing
"""
_BLOCKERS = "select period_blockers($1)"
_LOCKED_AFTER = """
select starts_on from accounting_period where company_id = $1 and starts_on > $2 and state = 'LOCKED' and not is_adjustment
order by starts_on limit 1
"""
_OPEN_BEFORE = """
select exists (select from accounting_period where company_id = $1 and ends_on < $2 and state not in ('CLOSED', 'LOCKED')
  and not is_adjustment)
"""
_YEAR_STATE = "select state from fiscal_year where id = $1 for share"
_DONE = "update period_task set done_at = $2, done_by = $3, note = coalesce($4, note) where id = $1"
_UNDONE = "update period_task set done_at = null, done_by = null where id = $1"


@dataclass(eq=False)
class PeriodNotReady(DomainError):
    """A period is closed after those before it, when its checklist is done."""

    message = "Something is left to do: {blockers}."
    blockers: Sequence[str]


@dataclass(eq=False)
class YearNotOpen(DomainError):
    """Periods of a closed year are opened again with the year."""

    message = "The fiscal year is {state}."
    state: str


@dataclass(eq=False)
class LaterPeriodLocked(DomainError):
    """A period that is locked begins with what was before: nothing before it is opened again."""

    message = "The period from {later_from} on is locked."
    later_from: date


async def open_periods(work: Work, year_id: UUID) -> None:
    """Open all periods of a year that are not open yet, the adjustment period too."""
    await work.raw.execute(_OPEN_ALL, year_id)


async def open_period(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Let entries be posted into a period.

    Raises:
        LaterPeriodLocked: a later period is locked.
        NotFound, StaleVersion, TransitionUnavailable: as their names say.
    """
    period = await _period(work, key, version, path)
    await _require_none_locked(work, period, path)
    return await _move(work, period, "open", path)


async def begin_closing(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Stop sales, purchases, bank, cash and stock from being posted into a period, and make its checklist.

    Raises:
        NotFound, StaleVersion, TransitionUnavailable: as their names say.
    """
    period = await _period(work, key, version, path)
    await _move(work, period, "begin_closing", path)
    codes, titles = (list(column) for column in zip(*TASKS, strict=True))
    await work.raw.execute(_ADD_TASKS, key, period["company_id"], codes, titles)
    return key


async def close_period(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Close a period; nothing is posted into it any more.

    Raises:
        PeriodNotReady: a period before it is open, or something of its checklist is left.
        NotFound, StaleVersion, TransitionUnavailable: as their names say.
    """
    period = await _period(work, key, version, path)
    await _move(work, period, "close", path)
    blockers: list[str] = await work.raw.fetchval(_BLOCKERS, key)
    if blockers:
        raise PeriodNotReady(blockers, path=(*path, "id"))
    return key


async def reopen_period(work: Work, key: UUID, version: int, reason: str, path: InputPath = ()) -> UUID:
    """Let entries be posted into a period again that is closed or closing; its year has to be open.

    Raises:
        ValueRequired: no reason is given.
        YearNotOpen: the year is closed.
        LaterPeriodLocked: a later period is locked.
        NotFound, StaleVersion, TransitionUnavailable: as their names say.
    """
    require_reason(reason, path)
    period = await _period(work, key, version, path)
    state = await work.raw.fetchval(_YEAR_STATE, period["fiscal_year_id"])
    if state != "OPEN":
        raise YearNotOpen(state, path=(*path, "id"))
    await _require_none_locked(work, period, path)
    return await _move(work, period, "reopen", path)


async def lock_period(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Lock a closed period for ever.

    Raises:
        PeriodNotReady: a period before it is open.
        NotFound, StaleVersion, TransitionUnavailable: as their names say.
    """
    period = await _period(work, key, version, path)
    if not period["is_adjustment"] and await work.raw.fetchval(_OPEN_BEFORE, period["company_id"], period["starts_on"]):
        raise PeriodNotReady(["EARLIER_PERIOD_OPEN"], path=(*path, "id"))
    return await _move(work, period, "lock", path)


async def complete_task(work: Work, key: UUID, version: int, note: str | None, path: InputPath = ()) -> UUID:
    """Say that a task of a checklist is done.

    Raises:
        NotFound, StaleVersion: as their names say.
    """
    await _task(work, key, version, path)
    await work.raw.execute(_DONE, key, work.clock.now(), work.actor.subject, note)
    return key


async def reopen_task(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Say that a task of a checklist is not done after all.

    Raises:
        NotFound, StaleVersion: as their names say.
    """
    await _task(work, key, version, path)
    await work.raw.execute(_UNDONE, key)
    return key


def require_reason(reason: str, path: InputPath) -> None:
    """Check that somebody says why.

    Raises:
        ValueRequired: they do not.
    """
    if not reason.strip():
        raise ValueRequired(path=(*path, "reason"))


async def _require_none_locked(work: Work, period: Found, path: InputPath) -> None:
    if period["is_adjustment"]:
        return
    later = await work.raw.fetchval(_LOCKED_AFTER, period["company_id"], period["starts_on"])
    if later is not None:
        raise LaterPeriodLocked(later, path=(*path, "id"))


async def _period(work: Work, key: UUID, version: int, path: InputPath) -> Found:
    found = await locking.locked(work, PERIOD, [(key, (*path, "id"))])
    await locking.require_version(work, PERIOD, found[key], version, (*path, "version"))
    return found[key]


async def _task(work: Work, key: UUID, version: int, path: InputPath) -> None:
    found = await locking.locked(work, TASK, [(key, (*path, "id"))])
    await locking.require_version(work, TASK, found[key], version, (*path, "version"))


async def _move(work: Work, period: Found, verb: str, path: InputPath) -> UUID:
    transition = LIFE.transition(PeriodState(period["state"]), verb, (*path, "id"))
    await work.raw.execute(_SET_STATE, period["id"], transition.target)
    return period["id"]
