"""Coupons are used for orders, never more often than they may be, and given back."""

import asyncio
from typing import Any

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.sales.pricing.pricer import GIVE_BACK, REDEEM, Pricer
from tests.schema import builders


async def given_back(pricer: Pricer, use: str, role: RoleCode = RoleCode.SALES_REP) -> dict[str, Any]:
    return (await pricer.ask(GIVE_BACK, role, id=use))["data"]["couponRedemptionReverse"]


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["errors"]]


async def test_a_coupon_is_used_once_for_an_order(pricer: Pricer) -> None:
    await pricer.coupon()
    order = await pricer.order()
    first, second = await pricer.redeem(order), await pricer.redeem(order)
    assert first["errors"] == []
    used = first["couponRedemption"]
    assert used == {"id": used["id"], "coupon": {"code": "SPRING"}, "order": {"id": order}, "reverses": None}
    assert codes(second) == ["COUPON_USED_ALREADY"]


async def test_a_use_that_is_given_back_may_be_used_again(pricer: Pricer) -> None:
    await pricer.coupon(usesMax=1)
    order = await pricer.order()
    use = (await pricer.redeem(order))["couponRedemption"]["id"]
    assert codes(await pricer.redeem(await pricer.order())) == ["COUPON_REFUSED"]
    assert (await given_back(pricer, use))["couponRedemption"] == {"reverses": {"id": use}}
    assert codes(await given_back(pricer, use)) == ["GIVEN_BACK_ALREADY"]
    assert codes(await pricer.redeem(order)) == []


async def test_prices_know_how_often_a_coupon_was_used(pricer: Pricer) -> None:
    await pricer.coupon(usesPerCustomerMax=1)
    customer = f"Party:{pricer.customer}"
    use = (await pricer.redeem(await pricer.order()))["couponRedemption"]["id"]
    for verdict in ("USED_UP", "COUNTS"):
        found = await pricer.explained(couponCodes=["SPRING"], customerId=customer)
        assert [each["verdict"] for each in found["explanation"]["coupons"]] == [verdict]
        await given_back(pricer, use)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [({"validUntil": "2020-01-01"}, "NOT_VALID"), ({"validFrom": "2999-01-01"}, "NOT_VALID")],
)
async def test_refuses_a_coupon_that_does_not_count(pricer: Pricer, said: dict[str, Any], verdict: str) -> None:
    await pricer.coupon(**said)
    (error,) = (await pricer.redeem(await pricer.order()))["errors"]
    assert (error["code"], error["path"], error["verdict"]) == ("COUPON_REFUSED", ["input", "code"], verdict)


async def test_refuses_a_coupon_of_somebody_else_and_one_that_is_not_there(pricer: Pricer) -> None:
    other = await builders.party(pricer.shop.owner, pricer.company, "P-2")
    await pricer.coupon(customerId=f"Party:{other}")
    refused = [await pricer.redeem(await pricer.order(), code) for code in ("SPRING", "NONE")]
    assert [each["errors"][0]["verdict"] for each in refused] == ["OF_SOMEBODY_ELSE", "UNKNOWN"]


@pytest.mark.parametrize("state", ["CANCELLED", "MIGRATED"])
async def test_refuses_coupons_for_orders_that_are_over(pricer: Pricer, state: str) -> None:
    await pricer.coupon()
    (error,) = (await pricer.redeem(await pricer.order(state)))["errors"]
    assert (error["code"], error["path"], error["state"]) == ("COUPON_FOR_NO_ORDER", ["input", "orderId"], state)


async def test_refuses_what_is_not_there_or_not_to_be_done(pricer: Pricer) -> None:
    assert codes(await pricer.redeem(f"SalesOrder:{uuid7()}")) == ["NOT_FOUND"]
    assert codes(await given_back(pricer, f"CouponRedemption:{uuid7()}")) == ["NOT_FOUND"]
    given = {"orderId": f"SalesOrder:{uuid7()}", "code": "SPRING"}
    for document, variables in ((REDEEM, {"input": given}), (GIVE_BACK, {"id": f"CouponRedemption:{uuid7()}"})):
        denied = await pricer.ask(document, RoleCode.WAREHOUSE_CLERK, **variables)
        assert [error["extensions"]["code"] for error in denied["errors"]] == ["FORBIDDEN"]


async def test_of_64_who_want_the_last_uses_exactly_as_many_get_them(pricer: Pricer) -> None:
    await pricer.coupon(usesMax=5)
    orders = [await pricer.order() for _ in range(64)]
    answers = await asyncio.gather(*(pricer.redeem(order) for order in orders))
    assert sorted(codes(answer) for answer in answers) == [[]] * 5 + [["COUPON_REFUSED"]] * 59
    assert await pricer.shop.owner.fetchval(
        "select count(*) from coupon_redemption where company_id = $1", pricer.company
    ) == 5  # fmt: skip


async def test_the_database_counts_uses_itself_and_keeps_them_as_they_were(pricer: Pricer) -> None:
    await pricer.coupon(usesMax=1)
    order = await pricer.order()
    await pricer.redeem(order)
    owner = pricer.shop.owner
    again = """insert into coupon_redemption (company_id, coupon_id, order_id, customer_id)
      select company_id, coupon_id, $1, customer_id from coupon_redemption where company_id = $2"""
    with pytest.raises(asyncpg.CheckViolationError, match="uses_within_max"):
        await owner.execute(again, key_of(await pricer.order()), pricer.company)
    for statement in ("update coupon_redemption set order_id = order_id", "delete from coupon_redemption"):
        with pytest.raises(asyncpg.PostgresError):
            await owner.execute(statement)


def key_of(node: str) -> str:
    return node.partition(":")[2]
