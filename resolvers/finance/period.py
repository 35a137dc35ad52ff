"""Root fields for fiscal years, periods and locks."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class PeriodQueries:
    """Root fields for fiscal years, periods and locks."""

    fiscal_years: Connection[names.FiscalYear] | None = pages("The years of the books.", names.FiscalYear)
    fiscal_year: names.FiscalYear | None = by_id("A fiscal year by its id.")
    fiscal_year_by_code: names.FiscalYear | None = by_key(
        "A fiscal year by its code.", OF_COMPANY, KeyPart("code", "Its short name, such as 2026.")
    )
    accounting_periods: Connection[names.AccountingPeriod] | None = pages(
        "The periods of fiscal years.", names.AccountingPeriod
    )
    accounting_period: names.AccountingPeriod | None = by_id("An accounting period by its id.")
    period_tasks: Connection[names.PeriodTask] | None = pages(
        "What somebody sees to before periods are closed.", names.PeriodTask
    )
    period_task: names.PeriodTask | None = by_id("A task of a checklist by its id.")
    period_locks: Connection[names.PeriodLock] | None = pages("What is locked up to when.", names.PeriodLock)
    period_lock: names.PeriodLock | None = by_id("A lock by its id.")
    lock_exceptions: Connection[names.LockException] | None = pages(
        "Who may post in spite of locks.", names.LockException
    )
    lock_exception: names.LockException | None = by_id("An exception from locks by its id.")
