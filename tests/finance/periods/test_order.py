"""What is locked or closed is never reached from before it: periods and years keep their order, whoever is in a hurry."""

import asyncio
from datetime import date

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from auth.roles import RoleCode
from kernel.ids import uuid7
from services.finance.years import NewYear, set_up_year
from tests.finance.books import Books, books_of, working
from tests.finance.office import Answer, Office, Word
from tests.finance.payments.desk import desk_of
from tests.finance.periods.test_closing import close_year, reopen_year

CLOSED = """
update accounting_period set state = 'CLOSING' where company_id = $1 and state = 'OPEN';
update accounting_period set state = 'CLOSED' where company_id = $1 and state = 'CLOSING'
"""
MOVED = "update fiscal_year set state = $2 where id = $1"


async def move(office: Office, place: int, verb: str, **more: object) -> Answer:
    """Move a period of the year, from 0 on."""
    period = (await office.periods())[place]
    said: Answer = {"id": period["id"], "version": period["version"], **more}
    return await office.do(f"accountingPeriod{verb}", "accountingPeriod { state }", RoleCode.CONTROLLER, **said)


def codes(answer: Answer) -> list[str]:
    """Give the codes of what was refused."""
    return [error["code"] for error in answer["errors"]]


async def test_nothing_is_opened_again_before_what_is_locked(office: Office) -> None:
    for place in range(2):
        await office.close_period((await office.periods())[place])
    assert codes(await move(office, 1, "Lock")) == []
    assert codes(await move(office, 0, "Reopen", because="Late")) == ["LATER_PERIOD_LOCKED"]


async def test_nothing_is_locked_after_what_is_open(office: Office) -> None:
    for place in range(2):
        await office.close_period((await office.periods())[place])
    await move(office, 0, "Reopen", because="Late")
    refused = await move(office, 1, "Lock")
    assert (codes(refused), refused["errors"][0]["blockers"]) == (["PERIOD_NOT_READY"], ["EARLIER_PERIOD_OPEN"])


async def test_no_year_is_set_up_before_one_that_is_closed(office: Office) -> None:
    await office.close_periods()
    await close_year(office)
    said: Answer = {
        "companyId": f"Company:{office.company}", "code": "2025", "startsOn": "2025-01-01", "endsOn": "2025-12-31",
    }  # fmt: skip
    assert codes(await office.do("fiscalYearCreate", "fiscalYear { id }", input=said)) == ["LATER_YEAR_CLOSED"]


async def test_a_year_whose_adjustment_period_is_locked_is_neither_closed_nor_opened(office: Office) -> None:
    await office.post({"1410": "400.00", "4010": "-400.00"}, "2026-03-31")
    await office.close_periods()
    await office.close_period((await office.periods())[12])
    await move(office, 12, "Lock")
    assert codes(await close_year(office)) == ["PERIOD_CLOSED"]


async def test_a_locked_year_is_not_opened_again(office: Office) -> None:
    await office.close_periods()
    closed = (await close_year(office))["fiscalYear"]
    said: Answer = {"id": closed["id"], "version": closed["version"]}
    locked = await office.done("fiscalYearLock", "fiscalYear { id version }", RoleCode.CONTROLLER, **said)
    assert codes(await reopen_year(office, locked)) == ["TRANSITION_UNAVAILABLE"]


async def test_what_was_open_on_a_closed_day_is_not_told_otherwise(office: Office) -> None:
    desk = await desk_of(office)
    one, other = await desk.owed("50.00", "2026-01-10"), await desk.owed("-50.00", "2026-01-20")
    await office.close_period((await office.periods())[0])
    parts = ({"openItemId": one, "amount": "50.00"}, {"openItemId": other, "amount": "-50.00"})
    assert codes(await desk.settle(*parts, on="2026-01-31")) == ["PERIOD_CLOSED"]
    assert codes(await desk.settle(*parts, on="2026-02-01")) == []


async def test_accounts_that_ask_for_a_party_are_closed_like_others(office: Office) -> None:
    said: Answer = {
        "companyId": f"Company:{office.company}", "code": "4510", "name": "Commissions", "type": Word("INCOME"),
        "subtype": Word("OTHER"), "requiresParty": True,
    }  # fmt: skip
    office.accounts["4510"] = (await office.done("ledgerAccountCreate", "ledgerAccount { id }", input=said))["id"]
    await (await desk_of(office)).owed("-70.00", "2026-02-10", account="4510", other="1410")
    await office.close_periods()
    assert codes(await close_year(office)) == []
    assert await office.balance("4510") == "0.00"


async def test_two_who_close_and_open_years_at_once_do_not_both_get_their_way(keeping: AsyncEngine) -> None:
    async with working(keeping, keep=True) as work:
        books = await books_of(work)
        later = await set_up_year(work, NewYear(books.company, "2027", date(2027, 1, 1), date(2027, 12, 31)))
        await work.raw.execute("update accounting_period set state = 'OPEN' where fiscal_year_id = $1", later)
        for statement in CLOSED.split(";"):
            await work.raw.execute(statement, books.company)
        await work.raw.execute(MOVED, books.year, "CLOSED")
    async with working(keeping, keep=True) as opening, working(keeping) as closing:
        await opening.raw.execute(MOVED, books.year, "OPEN")
        second = asyncio.create_task(closing.raw.execute(MOVED, later, "CLOSED"))
        await opening.session.commit()
        with pytest.raises(asyncpg.CheckViolationError, match="state_follows"):
            await second


async def test_nothing_comes_into_a_period_while_it_is_closed(office: Office) -> None:
    """Whoever posts before is in it, whoever posts after is refused in the same words, also at the same moment."""
    january = (await office.periods())[0]
    selection = "accountingPeriod { id version tasks { id version } }"
    begun = await office.done("accountingPeriodBeginClosing", selection, id=january["id"], version=january["version"])
    for task in begun["tasks"]:
        await office.done("periodTaskComplete", "periodTask { id }", id=task["id"], version=task["version"])

    async def post() -> str:
        said: Answer = {
            "companyId": f"Company:{office.company}", "postedOn": "2026-01-10", "lines": [office.line("1410", "1.00")]
        }  # fmt: skip
        errors = await office.do("openingBalancePost", "journalEntry { id }", input=said, idempotencyKey=str(uuid7()))
        return "".join(codes(errors)) or "OK"

    async def close() -> str:
        await asyncio.sleep(0)
        said: Answer = {"id": january["id"], "version": begun["version"]}
        return "".join(codes(await office.do("accountingPeriodClose", "accountingPeriod { id }", **said))) or "CLOSED"

    outcomes = await asyncio.gather(*(post() for _ in range(6)), close(), *(post() for _ in range(6)))
    assert set(outcomes) <= {"OK", "PERIOD_CLOSED", "CLOSED"}
    assert outcomes.count("CLOSED") == 1
    assert await office.balance("1410") in (f"{outcomes.count('OK')}.00", None)
    assert await post() == "PERIOD_CLOSED"


async def test_an_adjustment_is_told_apart_from_the_last_day(books: Books) -> None:
    last = date(2026, 12, 31)
    assert await books.period(last) != await books.period(last, adjustment=True)
    with pytest.raises(asyncpg.UniqueViolationError):
        await books.raw.execute(
            "insert into accounting_period (company_id, fiscal_year_id, number, starts_on, ends_on, is_adjustment) "
            "values ($1, $2, 14, $3, $3, true)",
            books.company, books.year, last,
        )  # fmt: skip
