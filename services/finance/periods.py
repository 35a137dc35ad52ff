"""Accounting periods: opened, brought to their close by a checklist, closed, opened again, locked."""

from uuid import UUID

from services.work import Work

_OPEN_ALL = "update accounting_period set state = 'OPEN' where fiscal_year_id = $1 and state = 'FUTURE'"


async def open_periods(work: Work, year_id: UUID) -> None:
    """Open all periods of a year that are not open yet, the adjustment period too."""
    await work.raw.execute(_OPEN_ALL, year_id)
