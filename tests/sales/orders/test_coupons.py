"""Coupons that orders name: what they let count, when they are used, and when they may be used again."""

import asyncio
from typing import Any

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.sales.orders.counter import ORDER, Counter
from tests.sales.orders.test_prices import ruled

TOLD = "salesOrder { id version couponCodes lines { discountPercent } total { amount } }"
USES = "couponRedemptions(first: 9) { nodes { id coupon { code } reverses { id } } }"


async def helped(counter: Counter, code: str = "TEN", **said: Any) -> None:
    """Make a coupon that takes ten percent off."""
    await ruled(counter, "10", code=f"BY-{code}", needsCoupon=True)
    find = "select id from pricing_rule where code = $1 and company_id = $2"
    rule = await counter.office.shop.owner.fetchval(find, f"BY-{code}", counter.office.company)
    given = {"companyId": counter.company, "code": code, "ruleId": f"PricingRule:{rule}", **said}
    await counter.office.done("couponCreate", "coupon { id }", input=given)


async def uses(counter: Counter, order: Answer) -> list[str]:
    """Tell which coupons were used for an order, and with a minus which were given back."""
    answer = await counter.office.ask(f'{{ salesOrder(id: "{order["id"]}") {{ {USES} }} }}')
    found = answer["data"]["salesOrder"]["couponRedemptions"]["nodes"]
    return sorted(("-" if each["reverses"] else "") + each["coupon"]["code"] for each in found)


async def refused(counter: Counter, name: str = "salesOrderCreate", **arguments: Any) -> list[tuple[str, list[str]]]:
    """Do something that is refused, and give the codes with their paths."""
    payload = await counter.office.do(name, "salesOrder { id }", **arguments)
    return [(error["code"], error["path"]) for error in payload["errors"]]


async def placed(counter: Counter, *codes: str) -> Answer:
    """Place an order that names coupons, and give the payload."""
    given = counter.input(counter.line(1), couponCodes=list(codes))
    return await counter.office.do("salesOrderPlace", ORDER, input=given, idempotencyKey=str(uuid7()))


async def test_a_coupon_lets_its_rule_count(counter: Counter) -> None:
    await helped(counter)
    without, with_it = await counter.draft(), await counter.draft(couponCodes=["TEN"])
    assert (without["total"]["amount"], with_it["total"]["amount"]) == ("20.00", "18.00")
    assert await uses(counter, with_it) == []


async def test_it_is_used_when_the_order_is_confirmed(counter: Counter) -> None:
    await helped(counter)
    order = await counter.confirmed(couponCodes=["TEN"])
    assert await uses(counter, order) == ["TEN"]


async def test_what_is_placed_uses_it_at_once(counter: Counter) -> None:
    await helped(counter)
    payload = await placed(counter, "TEN")
    assert (payload["errors"], payload["salesOrder"]["total"]["amount"]) == ([], "9.00")
    assert await uses(counter, payload["salesOrder"]) == ["TEN"]


async def test_an_order_that_is_called_off_gives_it_back(counter: Counter) -> None:
    await helped(counter, usesMax=1)
    order = await counter.confirmed(couponCodes=["TEN"])
    await counter.step("Cancel", order)
    assert await uses(counter, order) == ["-TEN", "TEN"]
    assert (await placed(counter, "TEN"))["errors"] == []


async def test_an_order_that_is_just_called_off_keeps_no_coupon(counter: Counter) -> None:
    await helped(counter)
    orders = [await counter.confirmed() for _ in range(8)]
    do = counter.office.do
    attempts = [
        each
        for order in orders
        for each in (
            do("salesOrderCancel", "errors { path }", id=order["id"], version=order["version"]),
            do("couponRedeem", "errors { path }", input={"orderId": order["id"], "code": "TEN"}),
        )
    ]
    ended = await asyncio.gather(*attempts)
    assert {error["code"] for payload in ended for error in payload["errors"]} <= {"COUPON_FOR_NO_ORDER"}
    assert [used for order in orders if (used := await uses(counter, order)) not in ([], ["-TEN", "TEN"])] == []


async def test_a_draft_that_is_thrown_away_has_used_none(counter: Counter) -> None:
    await helped(counter, usesMax=1)
    order = await counter.draft(couponCodes=["TEN"])
    await counter.office.done("salesOrderDelete", "salesOrder { id }", id=order["id"], version=order["version"])
    assert (await placed(counter, "TEN"))["errors"] == []


async def test_refuses_another_use_than_may_be_where_it_stands(counter: Counter) -> None:
    await helped(counter, usesMax=1)
    await placed(counter, "TEN")
    said = counter.order_of(counter.line(), couponCodes=["TEN"])
    assert await refused(counter, input=said) == [("COUPON_REFUSED", ["input", "couponCodes", "0"])]
    assert [(error["code"], error["path"]) for error in (await placed(counter, "TEN"))["errors"]] == [
        ("COUPON_REFUSED", ["input", "couponCodes", "0"])
    ]


async def test_refuses_to_confirm_what_names_a_coupon_that_others_have_used_up(counter: Counter) -> None:
    await helped(counter, usesMax=1)
    order = await counter.draft(couponCodes=["TEN"])
    await placed(counter, "TEN")
    which = {"id": order["id"], "version": order["version"], "idempotencyKey": str(uuid7())}
    assert await refused(counter, "salesOrderConfirm", **which) == [("COUPON_REFUSED", ["id"])]


async def test_refuses_what_is_unknown_or_named_twice(counter: Counter) -> None:
    await helped(counter)
    unknown = counter.order_of(counter.line(unitPrice="3"), couponCodes=["TEN", "ELEVEN"])
    twice = counter.order_of(counter.line(), couponCodes=["TEN", "TEN"])
    blank = counter.order_of(counter.line(), couponCodes=[" "])
    at = ["input", "couponCodes"]
    assert await refused(counter, input=unknown) == [("COUPON_REFUSED", [*at, "1"])]
    assert await refused(counter, input=twice) == [("COUPON_USED_ALREADY", [*at, "1"])]
    assert await refused(counter, input=blank) == [("VALUE_REQUIRED", [*at, "0"])]


async def test_a_change_of_the_coupons_prices_the_draft_again(counter: Counter) -> None:
    await helped(counter)
    order = await counter.draft(couponCodes=["TEN"])
    given: Answer = {"id": order["id"], "version": order["version"], "couponCodes": []}
    changed = await counter.office.done("salesOrderUpdate", TOLD, input=given)
    assert (changed["couponCodes"], changed["total"]["amount"]) == ([], "20.00")
    wrong = {"id": order["id"], "version": changed["version"], "couponCodes": ["NONE"]}
    assert await refused(counter, "salesOrderUpdate", input=wrong) == [
        ("COUPON_REFUSED", ["input", "couponCodes", "0"])
    ]


async def test_a_sales_rep_names_coupons(counter: Counter) -> None:
    await helped(counter)
    said = counter.order_of(counter.line(), couponCodes=["TEN"])
    order = await counter.office.done("salesOrderCreate", ORDER, RoleCode.SALES_REP, input=said)
    assert order["total"]["amount"] == "18.00"


async def test_of_many_at_once_no_more_get_it_than_may(counter: Counter) -> None:
    await helped(counter, usesMax=3)
    payloads = await asyncio.gather(*[placed(counter, "TEN") for _ in range(12)])
    codes = sorted("".join(error["code"] for error in each["errors"]) for each in payloads)
    assert codes == [""] * 3 + ["COUPON_REFUSED"] * 9


async def test_the_database_promises_no_order_whose_coupons_are_not_used(counter: Counter) -> None:
    await helped(counter)
    order = await counter.draft(couponCodes=["TEN"])
    with pytest.raises(asyncpg.CheckViolationError, match="without the use of a coupon"):
        await counter.office.shop.owner.execute(
            "update sales_order set state = 'CONFIRMED', number = 'SO-9' where id = $1", order["id"].split(":")[1]
        )
