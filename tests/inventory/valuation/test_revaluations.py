"""Goods at standard cost are held at another, and the difference is in the books the same moment."""

from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.inventory.valuation.yard import ENTRIES, VALUES, Yard, journal


async def revalue(
    yard: Yard,
    *costs: tuple[str, str],
    role: RoleCode = RoleCode.CONTROLLER,
    reason: str = "Costs of 2026",
    simulate: bool = False,
) -> dict[str, Any]:
    """Say what some SKUs cost, and give the payload."""
    lines = [{"skuId": f"Sku:{yard.skus[code]}", "unitCost": cost} for code, cost in costs]
    return await yard.office.do(
        "stockRevaluationPost", f"stockRevaluation {{ id number revaluedOn {ENTRIES} {VALUES} }}", role, simulate=simulate,
        input={"companyId": yard.company, "reason": reason, "lines": lines}, idempotencyKey=str(uuid7()),
    )  # fmt: skip


async def test_what_is_there_is_worth_the_new_cost_and_posted(yard: Yard) -> None:
    for code, cost in (("BOLT", "5"), ("NUT", "2"), ("SAW", "40")):
        await yard.sku(code, "STANDARD", standard_cost=int(cost))
        await yard.received({"code": code, "quantity": "3", "unitPrice": cost})
    payload = await revalue(yard, ("BOLT", "6.50"), ("NUT", "1.333333"), ("SAW", "40"))
    assert payload["errors"] == []
    assert journal(payload["stockRevaluation"]) == [
        "STK 1110 4.50 Dr", "STK 5050 4.50 Cr", "STK 1110 2.00 Cr", "STK 5050 2.00 Dr",
    ]  # fmt: skip
    assert [await yard.worth(code) for code in ("BOLT", "NUT")] == [
        ("3", "19.50", "6.500000"),
        ("3", "4.00", "1.333333"),
    ]
    assert await yard.check("STOCK_VALUES_ARE_STOCK_ACCOUNTS") == []


async def test_what_comes_and_goes_afterwards_is_worth_the_new_cost(yard: Yard) -> None:
    await yard.sku("BOLT", "STANDARD", standard_cost=5)
    await yard.received({"code": "BOLT", "quantity": "3", "unitPrice": "5"})
    await revalue(yard, ("BOLT", "6"))
    less = await yard.adjust("BOLT", "-3")
    assert journal(less["stockAdjustment"]) == ["STK 1110 18.00 Cr", "STK 5030 18.00 Dr"]
    more = await yard.received({"code": "BOLT", "quantity": "1", "unitPrice": "5"})
    assert sorted(journal(more)) == ["STK 1110 6.00 Dr", "STK 2030 5.00 Cr", "STK 5050 1.00 Cr"]


async def test_where_nothing_is_there_nothing_is_posted(yard: Yard) -> None:
    await yard.sku("BOLT", "STANDARD", standard_cost=5)
    payload = await revalue(yard, ("BOLT", "6"))
    assert (payload["errors"], journal(payload["stockRevaluation"])) == ([], [])
    await yard.received({"code": "BOLT", "quantity": "1"})
    assert await yard.worth("BOLT") == ("1", "6.00", "6.000000")


@pytest.mark.parametrize("method", ["MOVING_AVERAGE", "FIFO"])
async def test_refuses_what_costs_what_was_paid_for_it(yard: Yard, method: str) -> None:
    await yard.sku("BOLT", method)
    (error,) = (await revalue(yard, ("BOLT", "6")))["errors"]
    assert (error["code"], error["path"]) == ("NOT_AT_STANDARD_COST", ["input", "lines", "0", "skuId"])


async def test_refuses_costs_below_nothing_and_goods_named_twice(yard: Yard) -> None:
    await yard.sku("BOLT", "STANDARD", standard_cost=5)
    (below,) = (await revalue(yard, ("BOLT", "-1")))["errors"]
    (twice,) = (await revalue(yard, ("BOLT", "1"), ("BOLT", "2")))["errors"]
    (silent,) = (await revalue(yard, ("BOLT", "1"), reason=" "))["errors"]
    assert [(each["code"], each["path"]) for each in (below, twice, silent)] == [
        ("STANDARD_COST_UNFIT", ["input", "lines", "0", "unitCost"]), ("LINE_REPEATED", ["input", "lines", "1"]),
        ("VALUE_REQUIRED", ["input", "reason"]),
    ]  # fmt: skip


async def test_nobody_revalues_without_the_right_to_costs(yard: Yard) -> None:
    await yard.sku("BOLT", "STANDARD", standard_cost=5)
    refused = await revalue(yard, ("BOLT", "6"), role=RoleCode.WAREHOUSE_MANAGER)
    assert [error["code"] for error in refused["errors"]] == ["FORBIDDEN"]


async def test_a_simulation_takes_no_number_and_leaves_the_cost(yard: Yard) -> None:
    await yard.sku("BOLT", "STANDARD", standard_cost=5)
    await yard.received({"code": "BOLT", "quantity": "2", "unitPrice": "5"})
    payload = await revalue(yard, ("BOLT", "6"), simulate=True)
    assert (payload["stockRevaluation"]["number"], journal(payload["stockRevaluation"])) == (
        None, ["STK 1110 2.00 Dr", "STK 5050 2.00 Cr"],
    )  # fmt: skip
    assert await yard.worth("BOLT") == ("2", "10.00", "5.000000")
