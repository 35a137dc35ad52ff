"""Prepayment: an advance asks for money of an order first, and what bills the order takes it off."""

from typing import Any

import asyncpg
import pytest

from auth.roles import RoleCode
from tests.finance.office import Answer, Word
from tests.sales.orders.till import INVOICE, Till


async def advance(till: Till, order: Answer, amount: str | None = None) -> Answer:
    """Post an advance for an order."""
    said: Answer = {"amount": amount} if amount else {}
    return await till.post(
        await till.office.done("salesOrderPrepay", INVOICE, id=order["id"], invoiceOn="2026-03-01", **said)
    )


async def paid(till: Till, order: Answer) -> str:
    """Tell how far an order is paid."""
    return (await till.counter.order(order["id"]))["paymentState"]


async def refused(
    till: Till, order: Answer, role: RoleCode = RoleCode.ADMIN, **said: Any
) -> list[tuple[str, list[str]]]:
    """Try to ask for money, and give codes and paths."""
    errors = (await till.office.do("salesOrderPrepay", INVOICE, role, id=order["id"], **said))["errors"]
    return [(error["code"], error.get("path", [])) for error in errors]


async def test_an_order_is_paid_in_advance_then_billed_and_ends(till: Till) -> None:
    order = await till.dock.ordered(4)
    first = await advance(till, order, "12.00")
    assert (first["isAdvance"], first["total"]["amount"], await paid(till, order)) == (True, "12.00", "NOT_PAID")
    await till.pay(first)
    assert await paid(till, order) == "PARTLY_PAID"
    await till.deliver(order)
    final = await till.bill(order)
    assert (final["total"]["amount"], final["deducted"]["amount"]) == ("28.00", "12.00")
    await till.pay(final)
    assert (await paid(till, order), await till.state(order)) == ("PAID", "CLOSED")


async def test_what_is_paid_in_advance_may_leave(till: Till) -> None:
    order = await till.dock.ordered(4, shipmentPolicy=Word("ON_PAYMENT"))
    half, rest = await advance(till, order, "20.00"), await advance(till, order)
    await till.pay(half)
    assert [error["code"] for error in (await till.dock.make(order))["errors"]] == ["ORDER_UNPAID"]
    await till.pay(rest)
    assert await paid(till, order) == "PAID"
    await till.deliver(order)
    await till.bill(order)
    assert await till.state(order) == "CLOSED"


async def test_what_is_billed_and_paid_may_leave(till: Till) -> None:
    order = await till.dock.ordered(4, shipmentPolicy=Word("ON_PAYMENT"))
    await till.pay(await till.bill(order))
    await till.deliver(order)
    assert await till.state(order) == "CLOSED"


async def test_an_advance_is_taken_off_by_the_invoice_that_is_large_enough(till: Till) -> None:
    order = await till.dock.ordered(4, invoicePolicy=Word("ON_DELIVERY"))
    await advance(till, order, "25.00")
    await till.deliver(order, 1)
    first = await till.bill(order)
    await till.deliver(order)
    second = await till.bill(order)
    assert [each["deducted"]["amount"] for each in (first, second)] == ["0.00", "25.00"]


async def test_an_order_with_an_unpaid_advance_is_not_over(till: Till) -> None:
    order = await till.dock.ordered(4)
    first = await advance(till, order, "12.00")
    await till.deliver(order)
    await till.pay(await till.bill(order))
    assert (await till.state(order), await paid(till, order)) == ("CONFIRMED", "PARTLY_PAID")
    await till.pay(first)
    assert await till.state(order) == "CLOSED"


async def test_refuses_to_ask_for_more_than_is_left(till: Till) -> None:
    order = await till.dock.ordered(4)
    await advance(till, order, "30.00")
    assert await refused(till, order, amount="10.01") == [("PREPAID_ABOVE", ["amount"])]
    await advance(till, order)
    assert await refused(till, order) == [("PREPAID_ABOVE", ["id"])]
    assert await refused(till, order, RoleCode.WAREHOUSE_CLERK) == [("FORBIDDEN", [])]


async def test_refuses_to_call_off_what_is_asked_for_in_advance(till: Till) -> None:
    order = await till.dock.ordered(4)
    await advance(till, order)
    assert await till.counter.refused_step("Cancel", order) == ["ORDER_PREPAID"]


@pytest.mark.parametrize("kind", ["is_advance = false", "kind = 'CREDIT_NOTE', is_advance = false"])
async def test_only_an_advance_is_for_an_order(till: Till, kind: str) -> None:
    order = await till.dock.ordered(4)
    draft = await till.office.done("salesOrderPrepay", INVOICE, id=order["id"])
    with pytest.raises(asyncpg.CheckViolationError, match="advance_is_for_an_order"):
        await till.office.shop.owner.execute(f"update invoice set {kind} where id = $1", draft["id"].partition(":")[2])
