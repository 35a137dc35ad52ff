"""Fiscal years: set up with their periods, closed to the retained earnings in their order, opened again, locked."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError, InputPath
from kernel.ids import uuid7
from services.refusals import TextTooLong, ValueRequired
from services.rights import require_company
from services.rows import as_json
from services.violations import refusal_of
from services.work import Work

YEAR_DAYS_MAX: Final = 2 * 366
CODE_MAX: Final = 20

_OVERLAPPING = """
select code from fiscal_year where company_id = $1 and starts_on <= $3 and ends_on >= $2 order by starts_on limit 1
"""
_CLOSED_AFTER = """
select code from fiscal_year where company_id = $1 and starts_on > $2 and state <> 'OPEN' order by starts_on limit 1
"""
_WRITE_YEAR = "insert into fiscal_year (id, company_id, code, starts_on, ends_on) values ($1, $2, $3, $4, $5)"
_WRITE_PERIODS = """
insert into accounting_period (company_id, fiscal_year_id, number, starts_on, ends_on, is_adjustment)
select $1, $2, number, starts_on, ends_on, is_adjustment from jsonb_populate_recordset(null::accounting_period, $3::jsonb)
"""


@dataclass(eq=False)
class YearsOverlap(DomainError):
    """A day belongs to one fiscal year."""

    message = "Some of these days belong to the fiscal year {year}."
    year: str


@dataclass(eq=False)
class LaterYearClosed(DomainError):
    """A year begins with what was before: none is set up or opened again before one that is closed."""

    message = "The fiscal year {year} is closed already."
    year: str


@dataclass(eq=False)
class YearUnfit(DomainError):
    """A fiscal year ends after it starts, and lasts two years at most."""

    message = "A fiscal year ends after it starts, and lasts two years at most."


@dataclass(frozen=True, slots=True)
class NewYear:
    """A fiscal year that is to be set up."""

    company_id: UUID
    code: str
    starts_on: date
    ends_on: date
    period_months: int = 1
    path: InputPath = ()


async def set_up_year(work: Work, year: NewYear) -> UUID:
    """Set up a fiscal year with its periods, none of them open yet, and an adjustment period at its end.

    Raises:
        YearUnfit, YearsOverlap: the days do not do for a year.
        LaterYearClosed: a later year is closed.
        NotFound, AlreadyTaken, ValueRequired: as their names say.
    """
    require_company(work, year.company_id, *year.path, "companyId")
    if not year.code.strip():
        raise ValueRequired(path=(*year.path, "code"))
    if len(year.code) > CODE_MAX:
        raise TextTooLong(len(year.code), CODE_MAX, path=(*year.path, "code"))
    if not timedelta(0) < year.ends_on - year.starts_on <= timedelta(YEAR_DAYS_MAX) or year.period_months < 1:
        raise YearUnfit(path=(*year.path, "endsOn"))
    overlapping = await work.raw.fetchval(_OVERLAPPING, year.company_id, year.starts_on, year.ends_on)
    if overlapping is not None:
        raise YearsOverlap(overlapping, path=(*year.path, "startsOn"))
    later = await work.raw.fetchval(_CLOSED_AFTER, year.company_id, year.ends_on)
    if later is not None:
        raise LaterYearClosed(later, path=(*year.path, "startsOn"))
    key = uuid7()
    try:
        await work.raw.execute(_WRITE_YEAR, key, year.company_id, year.code, year.starts_on, year.ends_on)
        await work.raw.execute(_WRITE_PERIODS, year.company_id, key, as_json(_periods(year)))
    except asyncpg.PostgresError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal.under(*year.path) from error
    return key


def _periods(year: NewYear) -> Iterator[dict[str, Any]]:
    number, starts_on = 0, year.starts_on
    while starts_on <= year.ends_on:
        number += 1
        ends_on = min(_end_of_month(starts_on, year.period_months - 1), year.ends_on)
        yield {"number": number, "starts_on": starts_on, "ends_on": ends_on, "is_adjustment": False}
        starts_on = ends_on + timedelta(1)
    yield {"number": number + 1, "starts_on": year.ends_on, "ends_on": year.ends_on, "is_adjustment": True}


def _end_of_month(day: date, months: int) -> date:
    """Give the last day of the month that begins so many months after the month of a day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])
