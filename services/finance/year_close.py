"""Closing a fiscal year: what was earned and spent goes to the retained earnings, and comes back when it is opened again."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

import models
from kernel.errors import DomainError, InputPath
from kernel.workflow import Transition, Workflow
from models import EntryKind, FiscalYearState, JournalKind, PeriodState
from services import locking
from services.finance.determination import account_for, journal_for
from services.finance.periods import PeriodNotReady, require_reason
from services.finance.posting import Entry, Leg, post
from services.finance.posting_reversal import reverse
from services.finance.rules import LegKind, SourceKind, rule_for
from services.finance.years import LaterYearClosed
from services.master import Master
from services.refusals import NotFound, PeriodClosed
from services.rows import Found
from services.work import Work

YEAR: Final = Master(models.FiscalYear)
LIFE: Final = Workflow(
    "FiscalYear",
    FiscalYearState.OPEN,
    (
        Transition("close", (FiscalYearState.OPEN,), FiscalYearState.CLOSED, "finance.period:close"),
        Transition("reopen", (FiscalYearState.CLOSED,), FiscalYearState.OPEN, "finance.period:reopen"),
        Transition("lock", (FiscalYearState.CLOSED,), FiscalYearState.LOCKED, "finance.period:lock"),
    ),
)
"""The life of a fiscal year."""


@dataclass(eq=False)
class EarlierYearOpen(DomainError):
    """Years are closed in their order."""

    message = "The fiscal year {year} is still open."
    year: str


@dataclass(eq=False)
class PeriodsOpen(DomainError):
    """A year is closed after its periods."""

    message = "{count} of its periods are not closed."
    count: int


_EARLIER = """
select code from fiscal_year where company_id = $1 and starts_on < $2 and state = 'OPEN' order by starts_on limit 1
"""
_LATER = """
select code from fiscal_year where company_id = $1 and starts_on > $2 and state <> 'OPEN' order by starts_on limit 1
"""
_OPEN_PERIODS = """
select count(*) from accounting_period where fiscal_year_id = $1 and not is_adjustment and state not in ('CLOSED', 'LOCKED')
"""
_ADJUSTMENT = "select id, state from accounting_period where fiscal_year_id = $1 and is_adjustment for update"
_SET_PERIOD = "update accounting_period set state = $2 where id = $1"
_LOCK_PERIODS = "update accounting_period set state = 'LOCKED' where fiscal_year_id = $1 and state = 'CLOSED'"
_SET_YEAR = "update fiscal_year set state = $2, closing_entry_id = $3 where id = $1"
# What is on the accounts of income and expense, all periods of the year together; with a dimension also by its values.
_RESULT = """
select account.id as account_id, balance.value_id, sum(balance.debit - balance.credit) as amount
from period_balance_now as balance
join accounting_period as period on period.id = balance.period_id
join ledger_account as account on account.id = balance.account_id and account.type in ('INCOME', 'EXPENSE')
left join dimension_value as value on value.id = balance.value_id
where period.fiscal_year_id = $1 and (balance.value_id is null or value.dimension_id = $2)
group by account.id, balance.value_id having sum(balance.debit - balance.credit) <> 0
order by account.code, balance.value_id nulls first
"""
_DIMENSION = "select exists (select from dimension where id = $1 and company_id = $2)"


async def close_year(
    work: Work, key: UUID, version: int, dimension_id: UUID | None = None, path: InputPath = ()
) -> UUID:
    """Close a year whose periods are closed, and take its result to the retained earnings, by a dimension where wanted.

    Raises:
        EarlierYearOpen, PeriodsOpen, PeriodNotReady: something has to be closed before.
        PeriodClosed: the adjustment period is locked.
        AccountUndetermined, JournalMissing: the company has no retained earnings, or no journal for closing.
        NotFound, StaleVersion, TransitionUnavailable: as their names say.
    """
    year = await _year(work, key, version, path)
    LIFE.transition(FiscalYearState(year["state"]), "close", (*path, "id"))
    await _require_order(work, year, path)
    if dimension_id is not None and not await work.raw.fetchval(_DIMENSION, dimension_id, year["company_id"]):
        raise NotFound(path=(*path, "dimensionId"))
    adjustment = await _open_adjustment(work, year, path)
    rows = await work.raw.fetch(_RESULT, key, dimension_id)
    entry = await _post_result(work, year, rows, dimension_id) if rows else None
    await work.raw.execute(_SET_PERIOD, adjustment, "CLOSING")
    blockers: list[str] = await work.raw.fetchval("select period_blockers($1)", adjustment)
    if blockers:
        raise PeriodNotReady(blockers, path=(*path, "id"))
    await work.raw.execute(_SET_PERIOD, adjustment, "CLOSED")
    await work.raw.execute(_SET_YEAR, key, "CLOSED", entry)
    return key


async def reopen_year(work: Work, key: UUID, version: int, reason: str, path: InputPath = ()) -> UUID:
    """Open the year again that was closed last; its closing entry is reversed, its adjustment period is open.

    Raises:
        LaterYearClosed: a later year has been closed.
        PeriodClosed: the adjustment period is locked.
        ValueRequired, NotFound, StaleVersion, TransitionUnavailable: as their names say.
    """
    require_reason(reason, path)
    year = await _year(work, key, version, path)
    LIFE.transition(FiscalYearState(year["state"]), "reopen", (*path, "id"))
    later = await work.raw.fetchval(_LATER, year["company_id"], year["starts_on"])
    if later is not None:
        raise LaterYearClosed(later, path=(*path, "id"))
    await work.raw.execute(_SET_YEAR, key, "OPEN", None)
    await _open_adjustment(work, year, path)
    if year["closing_entry_id"] is not None:
        await reverse(work, year["closing_entry_id"], year["ends_on"], reason, path)
    return key


async def lock_year(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Lock a closed year and its periods for ever.

    Raises:
        NotFound, StaleVersion, TransitionUnavailable: as their names say.
    """
    year = await _year(work, key, version, path)
    LIFE.transition(FiscalYearState(year["state"]), "lock", (*path, "id"))
    await work.raw.execute(_LOCK_PERIODS, key)
    await work.raw.execute(_SET_YEAR, key, "LOCKED", year["closing_entry_id"])
    return key


async def _year(work: Work, key: UUID, version: int, path: InputPath) -> Found:
    found = await locking.locked(work, YEAR, [(key, (*path, "id"))])
    await locking.require_version(work, YEAR, found[key], version, (*path, "version"))
    return found[key]


async def _require_order(work: Work, year: Found, path: InputPath) -> None:
    earlier = await work.raw.fetchval(_EARLIER, year["company_id"], year["starts_on"])
    if earlier is not None:
        raise EarlierYearOpen(earlier, path=(*path, "id"))
    count = await work.raw.fetchval(_OPEN_PERIODS, year["id"])
    if count:
        raise PeriodsOpen(count, path=(*path, "id"))


async def _open_adjustment(work: Work, year: Found, path: InputPath) -> UUID:
    """Open the adjustment period, into which the closing entry goes; it may be locked for ever."""
    row = await work.raw.fetchrow(_ADJUSTMENT, year["id"])
    assert row is not None, "every year has an adjustment period"
    if row["state"] == PeriodState.LOCKED:
        raise PeriodClosed(year["ends_on"], row["state"], path=(*path, "id"))
    if row["state"] != PeriodState.OPEN:
        await work.raw.execute(_SET_PERIOD, row["id"], "OPEN")
    return row["id"]


async def _post_result(work: Work, year: Found, rows: Sequence[asyncpg.Record], dimension_id: UUID | None) -> UUID:
    company_id: UUID = year["company_id"]
    role, _ = rule_for(SourceKind.YEAR_CLOSE, LegKind.RESULT)
    retained = await account_for(work, company_id, role)
    journal = await journal_for(work, company_id, JournalKind.CLOSING)
    currency = await work.raw.fetchval("select currency from company where id = $1", company_id)
    legs = list(_legs(rows, retained, by_value=dimension_id is not None))
    entry = Entry(
        company_id, journal, year["ends_on"], legs, currency, None, f"Closing of {year['code']}",
        source=("FiscalYear", year["id"]), kind=EntryKind.CLOSING, is_adjustment=True,
    )  # fmt: skip
    (key,) = await post(work, [entry])
    return key


def _legs(rows: Sequence[asyncpg.Record], retained: UUID, *, by_value: bool) -> Iterator[Leg]:
    """Turn what is on the accounts around, value by value; the rest of an account belongs to no value."""
    rest: dict[UUID, Decimal] = {row["account_id"]: row["amount"] for row in rows if row["value_id"] is None}
    result: dict[UUID | None, Decimal] = defaultdict(Decimal)
    for row in rows if by_value else ():
        if row["value_id"] is not None:
            rest[row["account_id"]] = rest.get(row["account_id"], Decimal(0)) - row["amount"]
            result[row["value_id"]] += row["amount"]
            yield Leg(row["account_id"], -row["amount"], dimensions=(row["value_id"],))
    for account_id, amount in rest.items():
        result[None] += amount
        if amount:
            yield Leg(account_id, -amount)
    for value_id, amount in result.items():
        if amount:
            yield Leg(retained, amount, dimensions=() if value_id is None else (value_id,))
