"""What is taxed late, after the return of its days was filed: told in the next return, or in one that amends it; once."""

import asyncio
from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.invoices.desk import Desk, desk_of
from tests.finance.office import Answer, Office, Word

RETURN = """taxReturn { id version state number payable { amount } amends { id } boxes { code amount { amount } late { amount } }
  lines(first: 20) { nodes { isLate } } settlementEntry { lines { account { code } debit { amount } credit { amount } } } }"""
DAYS = {1: ("2026-01-01", "2026-01-31"), 2: ("2026-02-01", "2026-02-28")}
LOCKED = "errors { code path ... on PostingLocked { postedOn area lockedUntil taxReturn { id } } }"

LOCK = "insert into period_lock (company_id, area, locked_through) values ($1, 'TAX', '2026-02-28')"
LOCKED_THROUGH = "select locked_through::text from period_lock where company_id = $1 and area = 'TAX'"
WAITED_SECONDS = 1.0


@pytest.fixture
async def desk(office: Office) -> Desk:
    """A desk in an office with a tax of 20 % and a form of one box for it."""
    desk = await desk_of(office)
    tax = await desk.tax("T", "20")
    box: dict[str, Any] = {
        "companyId": desk.company, "form": "U30", "code": "056", "name": "Tax", "position": 1, "payableSign": 1,
        "parts": [{"taxCodeId": tax, "side": Word("OUTPUT"), "figure": Word("TAX")}],
    }  # fmt: skip
    await office.done("taxBoxCreate", "taxBox { id }", input=box)
    return desk


async def sell(desk: Desk, price: str, on: str) -> Answer:
    """Sell something on a day."""
    return await desk.posted(desk.line(1, price, "T"), invoiceOn=on)


async def draft(desk: Desk, month: int) -> Answer:
    """Draft the return of a month."""
    first, last = DAYS[month]
    days: dict[str, Any] = {"companyId": desk.company, "form": "U30", "startsOn": first, "endsOn": last}
    return await desk.office.done("taxReturnCreate", RETURN, **days)


async def go_on(desk: Desk, name: str, found: Answer, **more: Any) -> Answer:
    """Take a return one step on."""
    key: dict[str, Any] = {} if name == "taxReturnAmend" else {"idempotencyKey": str(uuid7())}
    return await desk.office.done(name, RETURN, id=found["id"], version=found["version"], **key, **more)


async def file(desk: Desk, month: int) -> Answer:
    """File the return of a month."""
    return await go_on(desk, "taxReturnFile", await draft(desk, month))


async def unlock(desk: Desk) -> None:
    """Set the lock of taxes back, as somebody does who lets a late bill in."""
    said: dict[str, Any] = {"companyId": desk.company, "area": Word("TAX"), "lockedUntil": "2025-12-31"}
    await desk.office.done("periodLockSet", "periodLock { id }", input={**said, "hard": False})


def told(found: Answer) -> tuple[str, str, str]:
    """Give what is payable, what stands in the box, and what of that is late."""
    (box,) = found["boxes"]
    return found["payable"]["amount"], box["amount"]["amount"], box["late"]["amount"]


async def test_refuses_to_post_a_tax_into_filed_days_and_names_the_lock(desk: Desk) -> None:
    filed = await file(desk, 1)
    drafted = await desk.draft(desk.line(1, "100", "T"), invoiceOn="2026-01-20")
    valid = await desk.office.done(
        "invoiceValidate", "invoice { version }", id=drafted["id"], version=drafted["version"]
    )

    said = f'id: "{drafted["id"]}", version: {valid["version"]}, idempotencyKey: "{uuid7()}"'
    answer = await desk.office.ask(f"mutation {{ invoicePost({said}) {{ invoice {{ id }} {LOCKED} }} }}")

    (error,) = answer["data"]["invoicePost"]["errors"]
    assert error == {
        "code": "POSTING_LOCKED", "path": ["postedOn"], "postedOn": "2026-01-20", "area": "TAX",
        "lockedUntil": "2026-01-31", "taxReturn": {"id": filed["id"]},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("percent", "said"), [("0", {"category": Word("Z")}), ("20", {"category": Word("AE"), "isReverseCharge": True})]
)
async def test_refuses_a_tax_of_nothing_in_filed_days_too(desk: Desk, percent: str, said: dict[str, object]) -> None:
    await desk.tax("N", percent, **said)
    await file(desk, 1)
    drafted = await desk.draft(desk.line(1, "100", "N"), invoiceOn="2026-01-20")
    select, which = "invoice { version }", {"id": drafted["id"]}
    valid = await desk.office.done("invoiceValidate", select, **which, version=drafted["version"])

    posted = await desk.office.do(
        "invoicePost", "invoice { id }", **which, version=valid["version"], idempotencyKey=str(uuid7())
    )

    assert [(error["code"], error["path"]) for error in posted["errors"]] == [("POSTING_LOCKED", ["postedOn"])]


async def test_returns_that_are_filed_at_once_lock_through_the_last_of_their_days(desk: Desk) -> None:
    days = [
        ("2026-02-01", "2026-02-28"),
        ("2026-01-21", "2026-01-31"),
        ("2026-01-11", "2026-01-20"),
        ("2026-01-01", "2026-01-10"),
    ]
    of: dict[str, Any] = {"companyId": desk.company, "form": "U30"}
    drafts = [
        await desk.office.done("taxReturnCreate", RETURN, **of, startsOn=first, endsOn=last) for first, last in days
    ]

    await asyncio.gather(*(go_on(desk, "taxReturnFile", each) for each in drafts))

    locks = await desk.office.ask("{ periodLocks(first: 5) { nodes { area lockedUntil } } }")
    assert locks["data"]["periodLocks"]["nodes"] == [{"area": "TAX", "lockedUntil": "2026-02-28"}]


async def test_filing_does_not_set_back_a_lock_that_somebody_sets_in_the_same_moment(desk: Desk) -> None:
    drafted, owner = await draft(desk, 1), desk.office.shop.owner
    async with owner.transaction():
        await owner.execute(LOCK, desk.office.company)
        filing = asyncio.create_task(go_on(desk, "taxReturnFile", drafted))
        done, _ = await asyncio.wait({filing}, timeout=WAITED_SECONDS)
        assert not done
    await filing

    assert await owner.fetchval(LOCKED_THROUGH, desk.office.company) == "2026-02-28"


async def test_refuses_to_reverse_a_taxed_entry_into_filed_days(desk: Desk) -> None:
    tax = {**desk.office.line("2110", "-20.00"), "taxCodeId": desk.taxes["T"], "taxBase": "100.00"}
    drafted = await desk.office.draft([desk.office.line("1410", "20.00"), tax], "2026-01-10")
    key: dict[str, Any] = {"idempotencyKey": str(uuid7())}
    entry = await desk.office.done("journalEntryPost", "journalEntry { id }", **drafted, **key)
    await file(desk, 1)
    said: dict[str, Any] = {"id": entry["id"], "postedOn": "2026-01-20", "idempotencyKey": str(uuid7())}

    refused = await desk.office.do("journalEntryReverse", "journalEntry { id }", description="wrong", **said)

    assert [error["code"] for error in refused["errors"]] == ["POSTING_LOCKED"]


async def test_the_next_return_tells_what_came_late(desk: Desk) -> None:
    await sell(desk, "1000", "2026-01-10")
    first = await file(desk, 1)
    await unlock(desk)
    await sell(desk, "50", "2026-01-20")
    await sell(desk, "100", "2026-02-10")

    second = await file(desk, 2)

    assert (told(first), told(second)) == (("200.00", "200.00", "0.00"), ("30.00", "30.00", "10.00"))
    assert sorted(each["isLate"] for each in second["lines"]["nodes"]) == [False, True]


async def test_what_was_told_late_is_told_once(desk: Desk) -> None:
    await file(desk, 1)
    await unlock(desk)
    await sell(desk, "50", "2026-01-20")
    await file(desk, 2)

    days: dict[str, Any] = {"startsOn": "2026-03-01", "endsOn": "2026-03-09"}
    third = await desk.office.done("taxReturnCreate", RETURN, companyId=desk.company, form="U30", **days)

    assert told(third) == ("0.00", "0.00", "0.00")


async def test_settling_a_return_settles_what_came_late_with_it(desk: Desk) -> None:
    await sell(desk, "1000", "2026-01-10")
    first = await file(desk, 1)
    await go_on(desk, "taxReturnSettle", first, postedOn="2026-02-12")
    await unlock(desk)
    await sell(desk, "50", "2026-01-20")
    second = await file(desk, 2)

    settled = await go_on(desk, "taxReturnSettle", second, postedOn="2026-03-12")

    assert [(each["debit"]["amount"], each["credit"]["amount"]) for each in settled["settlementEntry"]["lines"]] == [
        ("10.00", "0.00"), ("0.00", "10.00"),
    ]  # fmt: skip
    assert [await desk.office.balance(code) for code in ("2110", "2130")] == ["0.00", "-210.00"]


async def test_a_return_that_amends_says_all_of_its_days_anew(desk: Desk) -> None:
    await sell(desk, "1000", "2026-01-10")
    first = await file(desk, 1)
    await unlock(desk)
    await sell(desk, "50", "2026-01-20")

    amended = await go_on(desk, "taxReturnAmend", first)
    filed = await go_on(desk, "taxReturnFile", amended)
    settled = await go_on(desk, "taxReturnSettle", filed, postedOn="2026-03-12")

    assert (told(filed), filed["amends"]) == (("210.00", "210.00", "10.00"), {"id": first["id"]})
    assert [each["isLate"] for each in filed["lines"]["nodes"]] == [True]
    assert sum(float(each["debit"]["amount"]) for each in settled["settlementEntry"]["lines"]) == 10
    assert told(await draft(desk, 2)) == ("0.00", "0.00", "0.00")


async def test_what_the_next_return_told_is_not_told_by_an_amended_one(desk: Desk) -> None:
    await sell(desk, "1000", "2026-01-10")
    first = await file(desk, 1)
    await unlock(desk)
    await sell(desk, "50", "2026-01-20")
    await file(desk, 2)

    assert told(await go_on(desk, "taxReturnAmend", first)) == ("200.00", "200.00", "0.00")


async def test_an_amended_return_is_amended_in_its_turn(desk: Desk) -> None:
    await sell(desk, "1000", "2026-01-10")
    first = await file(desk, 1)
    await unlock(desk)
    await sell(desk, "50", "2026-01-20")
    second = await go_on(desk, "taxReturnFile", await go_on(desk, "taxReturnAmend", first))
    await unlock(desk)
    await sell(desk, "5", "2026-01-21")

    assert told(await go_on(desk, "taxReturnAmend", second)) == ("211.00", "211.00", "1.00")


async def test_refuses_to_amend_a_draft_or_what_was_amended_already(desk: Desk) -> None:
    drafted = await draft(desk, 1)
    of_draft = await desk.office.do("taxReturnAmend", RETURN, id=drafted["id"], version=drafted["version"])
    filed = await go_on(desk, "taxReturnFile", drafted)
    await go_on(desk, "taxReturnAmend", filed)
    again = await desk.office.do("taxReturnAmend", RETURN, id=filed["id"], version=filed["version"])

    codes = [[error["code"] for error in each["errors"]] for each in (of_draft, again)]
    assert codes == [["RETURN_NOT_FILED"], ["AMENDED_ALREADY"]]


async def test_a_sales_rep_amends_nothing(desk: Desk) -> None:
    filed = await file(desk, 1)

    denied = await desk.office.do(
        "taxReturnAmend", RETURN, RoleCode.SALES_REP, id=filed["id"], version=filed["version"]
    )

    assert [error["code"] for error in denied["errors"]] == ["FORBIDDEN"]
