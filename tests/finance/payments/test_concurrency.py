"""Sixty-four people settle the same items at once: none is settled beyond what is open, and nobody waits for ever."""

import asyncio
from typing import Any

from kernel.ids import uuid7
from tests.finance.payments.desk import PAYMENT, Desk
from tests.finance.payments.waiting import held_back

CLIENTS = 64
# What is settled is what the lines of settlements come to, and what is open is what the accounts say.
BROKEN = """
select count(*) from open_item as item where company_id = $1 and (
  item.settled_amount <> coalesce((select sum(amount) from settlement_line where open_item_id = item.id), 0)
  or item.settled_company_amount
    <> coalesce((select sum(company_amount) from settlement_line where open_item_id = item.id), 0))
"""
OPEN = "select sum(open_company_amount) from open_item where company_id = $1 and account_id = $2"


async def test_no_item_is_paid_twice(desk: Desk) -> None:
    items = [await desk.owed("10.00") for _ in range(3)]
    drafts = [
        await desk.draft("3.00", *({"openItemId": item, "amount": "1.00"} for item in items[:: (-1) ** client]))
        for client in range(CLIENTS)
    ]

    async def post(draft: dict[str, str]) -> str:
        said = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
        document = ", ".join(f"{name}: {value if name == 'version' else repr(value)}" for name, value in said.items())
        answer = await desk.office.ask(
            f"mutation {{ paymentPost({document}) {{ {PAYMENT} errors {{ code }} }} }}".replace("'", '"')
        )
        errors = answer["data"]["paymentPost"]["errors"]
        return errors[0]["code"] if errors else "OK"

    outcomes = await asyncio.gather(*(post(draft) for draft in drafts))
    assert {each: outcomes.count(each) for each in set(outcomes)} == {"OK": 10, "AMOUNT_ABOVE_OPEN": CLIENTS - 10}
    assert [await desk.open(item) for item in items] == ["0.00"] * 3
    owner, company = desk.office.shop.owner, desk.office.company
    account = desk.office.accounts["1210"].partition(":")[2]
    assert await owner.fetchval(BROKEN, company) == 0
    assert f"{await owner.fetchval(OPEN, company, account)}" == await desk.office.balance("1210") == "0.00"


async def test_a_payment_that_is_voided_waits_for_what_it_left_open_before_it_takes_a_number(desk: Desk) -> None:
    payment = await desk.pay("40.00")
    owner, company = desk.office.shop.owner, desk.office.company
    items = [row["id"] for row in await owner.fetch("select id from open_item where company_id = $1", company)]
    said: dict[str, Any] = {"id": payment["id"], "version": payment["version"], "on": "2026-03-20", "why": "Wrong"}
    voiding = desk.office.do("paymentVoid", PAYMENT, **said, idempotencyKey=str(uuid7()))

    assert (await held_back(desk.office.shop, company, items, voiding))["errors"] == []
