"""What can be done to fiscal years, periods and locks."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from resolvers.writing import creates, updates, which
from schema import names
from schema.finance.period import (
    CLOSE,
    EXCEPT,
    LOCK,
    REOPEN,
    WRITE,
    FiscalYearCreateInput,
    LockExceptionGrantInput,
    PeriodLockSetInput,
)
from schema.payloads import payload
from services.finance import locks, periods, year_close
from services.finance.locks import LockArea, NewException
from services.finance.years import NewYear, set_up_year
from services.work import Work

_REASON = argument("because", str, "Why it is opened again; the audit keeps it.", required=True)


def _step(
    description: str, entity_type: Any, type_name: str, do: Callable[..., Awaitable[UUID]], needs: str, **options: Any
) -> Any:
    """Declare a step in the life of a period or year."""
    field = type_name[0].lower() + type_name[1:]

    async def does(work: Work, given: Mapping[str, Any]) -> Outcome:
        key = key_of(given["id"], type_name, ("id",))
        more = [given["because"]] if "because" in given else []
        return {field: await do(work, key, given["version"], *more)}

    return mutation(
        description, payload(entity_type), does, needs=needs, arguments=[*which(), *options.pop("more", [])], **options
    )


def _of_period(description: str, do: Callable[..., Awaitable[UUID]], needs: str, **options: Any) -> Any:
    return _step(description, names.AccountingPeriod, "AccountingPeriod", do, needs, **options)


async def _create_year(work: Work, given: Mapping[str, Any]) -> Outcome:
    said, path = given["input"], ("input",)
    company_id = key_of(said["companyId"], "Company", (*path, "companyId"))
    year = NewYear(company_id, said["code"], said["startsOn"], said["endsOn"], said["periodMonths"], path)
    return {"fiscalYear": await set_up_year(work, year)}


async def _close_year(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["id"], "FiscalYear", ("id",))
    dimension = given.get("dimensionId")
    dimension_id = None if dimension is None else key_of(dimension, "Dimension", ("dimensionId",))
    return {"fiscalYear": await year_close.close_year(work, key, given["version"], dimension_id)}


async def _complete_task(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["id"], "PeriodTask", ("id",))
    return {"periodTask": await periods.complete_task(work, key, given["version"], given.get("note"))}


async def _set_lock(work: Work, given: Mapping[str, Any]) -> Outcome:
    said, path = given["input"], ("input",)
    company_id = key_of(said["companyId"], "Company", (*path, "companyId"))
    area = LockArea(said["area"])
    key = await locks.set_lock(work, company_id, area, said["lockedUntil"], hard=said["hard"], path=path)
    return {"periodLock": key}


async def _lift_lock(work: Work, given: Mapping[str, Any]) -> Outcome:
    await locks.lift_lock(work, key_of(given["id"], "PeriodLock", ("id",)), given["version"])
    return {}


async def _grant(work: Work, given: Mapping[str, Any]) -> Outcome:
    said, path = given["input"], ("input",)
    wanted = NewException(
        key_of(said["companyId"], "Company", (*path, "companyId")),
        key_of(said["userId"], "User", (*path, "userId")),
        LockArea(said["area"]),
        said["reason"],
        said["expiresAt"],
        path,
    )
    return {"lockException": await locks.grant(work, wanted)}


async def _revoke(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["id"], "LockException", ("id",))
    return {"lockException": await locks.revoke(work, key, given["version"])}


@strawberry.type
class PeriodMutations:
    """What can be done to fiscal years, periods and locks."""

    fiscal_year_create = mutation(
        "Set up a fiscal year with its periods, none of them open yet, and one for adjustments at its end.",
        payload(names.FiscalYear),
        _create_year,
        needs=WRITE,
        arguments=[argument("input", FiscalYearCreateInput, "The year.", required=True)],
    )
    fiscal_year_close = mutation(
        "Close a year whose periods are closed: what was earned and spent goes to the retained earnings.",
        payload(names.FiscalYear),
        _close_year,
        needs=CLOSE,
        arguments=[
            *which(),
            argument(
                "dimension_id",
                strawberry.ID,
                "The dimension by whose values retained earnings are told apart; not at all when left out.",
            ),
        ],
        key_required=True,
    )
    fiscal_year_reopen = _step(
        "Open the year again that was closed last; its closing entry is reversed.",
        names.FiscalYear,
        "FiscalYear",
        year_close.reopen_year,
        REOPEN,
        more=[_REASON],
        key_required=True,
    )
    fiscal_year_lock = _step(
        "Lock a closed year and its periods for ever.", names.FiscalYear, "FiscalYear", year_close.lock_year, LOCK
    )
    accounting_period_open = _of_period("Let entries be posted into a period.", periods.open_period, WRITE)
    accounting_period_begin_closing = _of_period(
        "Begin to close a period: it gets its checklist, and only general, opening and closing journals are posted.",
        periods.begin_closing,
        CLOSE,
    )
    accounting_period_close = _of_period(
        "Close a period that nothing stands in the way of.", periods.close_period, CLOSE
    )
    accounting_period_reopen = _of_period(
        "Let entries be posted again into a period that is closed or closing.",
        periods.reopen_period,
        REOPEN,
        more=[_REASON],
    )
    accounting_period_lock = _of_period("Lock a closed period for ever.", periods.lock_period, LOCK)
    period_task_create = creates(names.PeriodTask, "Add to the checklist of a period.", periods.TASK, needs=WRITE)
    period_task_update = updates(names.PeriodTask, "Change a line of a checklist.", periods.TASK, needs=WRITE)
    period_task_complete = mutation(
        "Say that a line of a checklist is seen to.",
        payload(names.PeriodTask),
        _complete_task,
        needs=WRITE,
        arguments=[*which(), argument("note", str, "What there is to say of it.")],
    )
    period_task_reopen = _step(
        "Say that a line of a checklist is not seen to after all.",
        names.PeriodTask,
        "PeriodTask",
        periods.reopen_task,
        WRITE,
    )
    period_lock_set = mutation(
        "Lock an area up to a day, or move its lock. Waits for whoever is posting there.",
        payload(names.PeriodLock),
        _set_lock,
        needs=LOCK,
        arguments=[argument("input", PeriodLockSetInput, "What is to be locked.", required=True)],
    )
    period_lock_lift = mutation(
        "Take a soft lock away.", payload(names.PeriodLock), _lift_lock, needs=LOCK, arguments=which()
    )
    lock_exception_grant = mutation(
        "Let somebody else post in spite of soft locks for a while.",
        payload(names.LockException),
        _grant,
        needs=EXCEPT,
        arguments=[argument("input", LockExceptionGrantInput, "Who, where and how long.", required=True)],
    )
    lock_exception_revoke = mutation(
        "Take an exception back.", payload(names.LockException), _revoke, needs=EXCEPT, arguments=which()
    )
