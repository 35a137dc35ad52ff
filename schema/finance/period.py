"""Fiscal years, periods and their checklists, locks and exceptions as clients see them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.dialects.postgresql import ARRAY

import models
from models import FiscalYearState, LockArea, PeriodState
from planner.entity import entity
from planner.fields import column, computed, many, one
from schema import names
from schema.base import CompanyRecord
from schema.enums import described

READ = "finance.period:read"
WRITE = "finance.period:write"
CLOSE = "finance.period:close"
REOPEN = "finance.period:reopen"
LOCK = "finance.period:lock"
EXCEPT = "finance.period:except"

described(
    FiscalYearState,
    "Where a fiscal year is in its life cycle.",
    {
        FiscalYearState.OPEN: "Its periods can be open.",
        FiscalYearState.CLOSED: "Its result went to the retained earnings; it can be opened again before the next is closed.",
        FiscalYearState.LOCKED: "It is closed for ever.",
    },
)
described(
    PeriodState,
    "Where an accounting period is in its life cycle.",
    {
        PeriodState.FUTURE: "It has not been opened yet.",
        PeriodState.OPEN: "Entries are posted into it.",
        PeriodState.CLOSING: "Its checklist is worked on; only general, opening and closing journals are posted.",
        PeriodState.CLOSED: "Nothing is posted into it; it can be opened again while its year is open.",
        PeriodState.LOCKED: "It is closed for ever.",
    },
)
described(
    LockArea,
    "What a lock holds for.",
    {
        LockArea.SALES: "Journals of sales.",
        LockArea.PURCHASE: "Journals of purchases.",
        LockArea.TAX: "Lines with a tax.",
        LockArea.STOCK: "Journals of stock.",
        LockArea.ALL: "Everything.",
    },
)


def _blockers(period: Any) -> sa.ColumnElement[Any]:
    return sa.func.period_blockers(period.id, type_=ARRAY(sa.Text()))


@entity(models.FiscalYear, needs=READ, order="-starts_on")
class FiscalYear(CompanyRecord):
    """A year of the books. Years are closed in their order, and opened again in the opposite one."""

    code: str = column("Its short name, unique in its company; numbers of entries have it.", filters=True)
    starts_on: dt.date = column("Its first day.", filters=True, orders=True)
    ends_on: dt.date = column("Its last day.")
    state: FiscalYearState = column("Where it is in its life cycle.", groups=True)
    closing_entry: names.JournalEntry | None = one(
        "What took its result to the retained earnings; null while it is open, or where there was nothing to take.",
        "closing_entry_id",
    )
    periods: list[names.AccountingPeriod] | None = many(
        "Its periods in their order; the last is for adjustments.", "fiscal_year_id", order="number", at_most=99
    )


@entity(models.AccountingPeriod, needs=READ, order="-starts_on")
class AccountingPeriod(CompanyRecord):
    """A part of a fiscal year, mostly a month."""

    fiscal_year: names.FiscalYear | None = one("The year.", "fiscal_year_id", filters=True, groups=True)
    number: int = column("Its place in the year, from 1 on.")
    starts_on: dt.date = column("Its first day.", filters=True, orders=True)
    ends_on: dt.date = column("Its last day.")
    is_adjustment: bool = column("Whether it is for entries of the closing, on the last day of the year.", groups=True)
    state: PeriodState = column("Where it is in its life cycle.", filters=True, groups=True)
    blockers: list[str] = computed(
        "What stands in the way of closing it: EARLIER_PERIOD_OPEN, DRAFT_LEFT, TASK_LEFT, TEMPLATE_DUE, "
        "ACCRUAL_NOT_REVERSED, SUSPENSE_NOT_EMPTY.",
        _blockers,
    )
    tasks: list[names.PeriodTask] | None = many(
        "Its checklist, which it gets when it begins to be closed.", "period_id", order="code", at_most=50
    )


@entity(models.PeriodTask, needs=READ, writes=WRITE)
class PeriodTask(CompanyRecord):
    """Something that somebody has to see to before a period is closed."""

    period: names.AccountingPeriod | None = one("The period.", "period_id", filters=True, writes=True, fixed=True)
    code: str = column("Its short name, unique in its period.", writes=True, fixed=True)
    title: str = column("What is to be seen to.", writes=True)
    note: str | None = column("What there is to say of it; null for nothing.", writes=True)
    done_at: dt.datetime | None = column("When it was done; null until then.")
    done_by: str | None = column("Who did it, by the id of the user or client; null until then.")


@entity(models.PeriodLock, needs=READ)
class PeriodLock(CompanyRecord):
    """That nothing is posted up to a day."""

    area: LockArea = column("What it holds for.", filters=True, groups=True)
    locked_until: dt.date = column("The last day that is locked.", name="locked_through")
    hard: bool = column("Whether it is never lifted, and nobody has an exception from it.", groups=True)


@entity(models.LockException, needs=READ, order="-expires_at")
class LockException(CompanyRecord):
    """That somebody may post in spite of soft locks for a while."""

    user: names.User | None = one("Who.", "user_id", filters=True, groups=True)
    area: LockArea = column("From the locks of which area; ALL is for those of every area.", groups=True)
    reason: str = column("Why.")
    expires_at: dt.datetime = column("When it ends.", filters=True, orders=True)
    granted_by: str = column("Who gave it, by the id of the user or client.")
    revoked_at: dt.datetime | None = column("When it was taken back; null where it was not.")


@strawberry.input(description="A fiscal year that is to be set up.")
class FiscalYearCreateInput:
    """A fiscal year that is to be set up."""

    company_id: strawberry.ID = strawberry.field(description="The company whose year it is.")
    code: str = strawberry.field(description="Its short name, such as 2026; 20 characters at most.")
    starts_on: dt.date = strawberry.field(description="Its first day.")
    ends_on: dt.date = strawberry.field(description="Its last day, two years later at most.")
    period_months: int = strawberry.field(description="How many months a period has.", default=1)


@strawberry.input(description="The first fiscal year of books that are to be set up.")
class BooksSetUpInput:
    """Books that are to be set up."""

    company_id: strawberry.ID = strawberry.field(description="The company whose books they are.")
    code: str = strawberry.field(description="The short name of the first fiscal year, such as 2026.")
    starts_on: dt.date = strawberry.field(description="Its first day.")
    ends_on: dt.date = strawberry.field(description="Its last day.")
    chart: str | None = strawberry.field(
        description="A chart of accounts as CSV or JSON; that of a trading company when left out.",
        default=strawberry.UNSET,
    )


@strawberry.input(description="A lock that is to be set, or moved.")
class PeriodLockSetInput:
    """A lock that is to be set, or moved."""

    company_id: strawberry.ID = strawberry.field(description="The company whose books are locked.")
    area: LockArea = strawberry.field(description="What it holds for.")
    locked_until: dt.date = strawberry.field(description="The last day that is locked.")
    hard: bool = strawberry.field(
        description="Whether it is never lifted, and nobody has an exception from it.", default=False
    )


@strawberry.input(description="An exception from soft locks that is to be given.")
class LockExceptionGrantInput:
    """An exception from soft locks that is to be given."""

    company_id: strawberry.ID = strawberry.field(description="The company whose books are locked.")
    user_id: strawberry.ID = strawberry.field(description="Who may post; not whoever gives it.")
    area: LockArea = strawberry.field(description="From the locks of which area; ALL is for those of every area.")
    reason: str = strawberry.field(description="Why.")
    expires_at: dt.datetime = strawberry.field(description="When it ends.")
