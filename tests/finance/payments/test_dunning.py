"""Parties are reminded of what is overdue, level by level, through the API."""

from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.finance.payments.desk import Desk

NOTICE = (
    "dunningNotices { level { level } interest { amount } fee { amount } charges { amount } total { amount } "
    "entry { id } lines { daysOverdue open { amount } } }"
)


async def level(desk: Desk, number: int, days: int, **said: Any) -> None:
    """Add a level with a fee of 10 and interest of 10 % a year."""
    given: dict[str, Any] = {
        "companyId": f"Company:{desk.office.company}", "level": number, "name": f"Reminder {number}",
        "daysOverdue": days, "fee": "10", "currency": "EUR", "interestPercent": "10", **said,
    }  # fmt: skip
    await desk.office.done("dunningLevelCreate", "dunningLevel { id }", RoleCode.CONTROLLER, input=given)


async def remind(desk: Desk, on: str, role: RoleCode = RoleCode.ACCOUNTANT, **said: Any) -> Answer:
    """Remind everybody."""
    given: dict[str, Any] = {"companyId": f"Company:{desk.office.company}", "on": on, **said}
    return await desk.office.do("dunningRun", NOTICE, role, **given, idempotencyKey=str(uuid7()))


async def test_reminds_with_fee_and_interest(desk: Desk) -> None:
    """DUN-01."""
    await level(desk, 1, 1)
    item = await desk.owed("100.00", dueOn="2026-03-01")
    (notice,) = (await remind(desk, "2026-03-16"))["dunningNotices"]
    amounts = [notice[name]["amount"] for name in ("interest", "fee", "charges", "total")]
    assert amounts == ["0.41", "10.00", "10.41", "110.41"]
    assert notice["lines"] == [{"daysOverdue": 15, "open": {"amount": "100.00"}}]
    assert (notice["entry"], (await desk.item(item))["dunnedLevel"]) == (None, 1)


async def test_charges_are_owed_when_they_are_posted(desk: Desk) -> None:
    await level(desk, 1, 1)
    await desk.owed("100.00", dueOn="2026-03-01")
    await remind(desk, "2026-03-16", charged=True)
    assert [await desk.office.balance(code) for code in ("1210", "4120")] == ["110.41", "-10.41"]


async def test_an_item_comes_from_one_level_to_the_next(desk: Desk) -> None:
    await level(desk, 1, 1)
    await level(desk, 2, 10)
    await desk.owed("100.00", dueOn="2026-03-01")
    reached = [(await remind(desk, day))["dunningNotices"][0]["level"]["level"] for day in ("2026-03-20", "2026-03-21")]
    assert reached == [1, 2]
    refused = await remind(desk, "2026-03-22")
    assert [error["code"] for error in refused["errors"]] == ["NOBODY_TO_REMIND"]


async def test_an_earlier_day_neither_takes_an_item_further_nor_gives_interest_back(desk: Desk) -> None:
    await level(desk, 1, 1)
    await level(desk, 2, 10)
    first = await desk.owed("100.00", dueOn="2026-03-01")
    await remind(desk, "2026-03-20")
    assert [error["code"] for error in (await remind(desk, "2026-03-15"))["errors"]] == ["NOBODY_TO_REMIND"]
    await desk.owed("50.00", dueOn="2026-03-01")
    (notice,) = (await remind(desk, "2026-03-15"))["dunningNotices"]
    assert (notice["interest"]["amount"], notice["total"]["amount"]) == ("0.19", "160.19")
    assert (await desk.item(first))["dunnedLevel"] == 1
    on = "select max(dunned_on)::text from open_item where company_id = $1"
    assert await desk.office.shop.owner.fetchval(on, desk.office.company) == "2026-03-20"


async def test_nobody_is_reminded_of_what_is_paid(desk: Desk) -> None:
    await level(desk, 1, 1)
    item = await desk.owed("100.00", dueOn="2026-03-01")
    await desk.pay("100.00", {"openItemId": item, "amount": "100.00"})
    refused = await remind(desk, "2026-03-16")
    assert [error["code"] for error in refused["errors"]] == ["NOBODY_TO_REMIND"]


async def test_a_sales_rep_reminds_nobody(desk: Desk) -> None:
    refused = await remind(desk, "2026-03-16", RoleCode.SALES_REP)
    assert [error["code"] for error in refused["errors"]] == ["FORBIDDEN"]
