"""Exceptions of orders: what was called off with a shipment, or credited without coming back, is done again or ignored."""

from typing import Any

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.sales.orders.till import INVOICE, Till

EXCEPTION = """salesOrder { version state deliveryState billingState
  lines { isDeliveryException isBillingException cancelledQuantity { value } waivedQuantity { value }
    resolutions(first: 9) { nodes { resolution quantity { value } } } }
  shipments(first: 9) { nodes { state } } invoices(first: 9) { nodes { id version kind state } } }"""


async def look(till: Till, order: Answer) -> Answer:
    """Look at an order and its exceptions."""
    selection = EXCEPTION.removeprefix("salesOrder ")
    return (await till.office.ask(f'{{ salesOrder(id: "{order["id"]}") {selection} }}'))["data"]["salesOrder"]


async def resolve(
    till: Till, what: str, order: Answer, line: str, resolution: str, role: RoleCode = RoleCode.ADMIN
) -> Answer:
    """Decide about a line, and give the payload."""
    said: dict[str, Any] = {"lineIds": [line], "resolution": Word(resolution), "idempotencyKey": str(uuid7())}
    version = (await look(till, order))["version"]
    return await till.office.do(f"salesOrderResolve{what}", EXCEPTION, role, id=order["id"], version=version, **said)


async def called_off(till: Till, **said: Any) -> tuple[Answer, str]:
    """Call a shipment of four of six pieces off; give the order and the line of the shipment."""
    order = await till.dock.ordered(6, **said)
    shipment = await till.dock.shipment(order, lines=[{"lineId": order["lines"][0]["id"], "quantity": "4"}])
    await till.dock.done("Cancel", shipment)
    return order, shipment["lines"][0]["id"]


async def credited(till: Till) -> tuple[Answer, str]:
    """Deliver and bill an order of four pieces, and credit the invoice; give the order and the line of the note."""
    order = await till.dock.ordered(4)
    await till.deliver(order)
    invoice = await till.bill(order)
    shown = f"{INVOICE[:-1]} lines {{ id }} }}"
    which: Answer = {"id": invoice["id"], "idempotencyKey": str(uuid7())}
    note = await till.office.done("invoiceCredit", shown, invoiceOn="2026-03-02", **which)
    await till.post(note)
    return order, note["lines"][0]["id"]


async def test_a_shipment_that_was_called_off_is_an_exception_until_it_is_made_again(till: Till) -> None:
    order, line = await called_off(till)
    before = await look(till, order)
    after = (await resolve(till, "Shipping", order, line, "RECREATE"))["salesOrder"]
    assert (before["deliveryState"], before["lines"][0]["isDeliveryException"]) == ("EXCEPTION", True)
    assert (after["deliveryState"], after["lines"][0]["isDeliveryException"]) == ("NOT_DELIVERED", False)
    assert sorted(each["state"] for each in after["shipments"]["nodes"]) == ["CANCELLED", "READY"]
    decided = {"resolution": "RECREATE", "quantity": {"value": "4.000000"}}
    assert after["lines"][0]["resolutions"]["nodes"] == [decided]


async def test_goods_that_are_ignored_are_wanted_no_more(till: Till) -> None:
    order = await till.dock.ordered(5)
    await till.deliver(order, 2)
    shipment = await till.dock.shipment(order)
    await till.dock.done("Cancel", shipment)
    seen = (await resolve(till, "Shipping", order, shipment["lines"][0]["id"], "IGNORE"))["salesOrder"]
    await till.pay(await till.bill(order))
    assert seen["lines"][0]["cancelledQuantity"]["value"] == "3.000000"
    assert await till.dock.level() == (8, 0)
    assert await till.state(order) == "CLOSED_SHORT"


async def test_what_two_shipments_had_of_one_reservation_is_free_again(till: Till) -> None:
    order = await till.dock.ordered(8)
    lines: list[str] = []
    for quantity in ("4", "2"):
        shipment = await till.dock.shipment(order, lines=[{"lineId": order["lines"][0]["id"], "quantity": quantity}])
        lines.append(shipment["lines"][0]["id"])
        await till.dock.done("Cancel", shipment)
    said: dict[str, Any] = {
        "lineIds": lines,
        "resolution": Word("IGNORE"),
        "version": (await look(till, order))["version"],
    }
    await till.office.done("salesOrderResolveShipping", EXCEPTION, id=order["id"], idempotencyKey=str(uuid7()), **said)
    assert await till.dock.level() == (10, 2)


async def test_a_note_without_a_return_is_an_exception_until_it_is_billed_again(till: Till) -> None:
    order, line = await credited(till)
    before = await look(till, order)
    after = (await resolve(till, "Billing", order, line, "RECREATE"))["salesOrder"]
    assert (before["state"], before["billingState"], before["lines"][0]["isBillingException"]) == (
        "CONFIRMED", "EXCEPTION", True,
    )  # fmt: skip
    assert (after["billingState"], after["lines"][0]["isBillingException"]) == ("NOT_BILLED", False)
    assert [each["state"] for each in after["invoices"]["nodes"]].count("DRAFT") == 1


async def test_what_is_credited_and_ignored_is_not_billed_again(till: Till) -> None:
    order, line = await credited(till)
    seen = (await resolve(till, "Billing", order, line, "IGNORE"))["salesOrder"]
    again = await till.office.do("salesOrderBill", INVOICE, ids=[order["id"]])
    assert seen["lines"][0]["waivedQuantity"]["value"] == "4.000000"
    assert [error["code"] for error in again["errors"]] == ["NOTHING_TO_BILL"]


async def test_a_line_is_decided_once_and_of_its_own_order(till: Till) -> None:
    (order, line), other = await called_off(till), await till.dock.ordered(1)
    await resolve(till, "Shipping", order, line, "IGNORE")
    for each in (order, other):
        (error,) = (await resolve(till, "Shipping", each, line, "IGNORE"))["errors"]
        assert (error["code"], error["path"]) == ("EXCEPTION_UNKNOWN", ["lineIds", "0"])


async def test_refuses_to_ignore_goods_that_are_billed(till: Till) -> None:
    order, line = await called_off(till)
    await till.bill(order)
    (error,) = (await resolve(till, "Shipping", order, line, "IGNORE"))["errors"]
    assert (error["code"], error["path"]) == ("ORDER_BILLED", ["lineIds"])


async def test_an_exception_is_none_once_its_goods_are_in_another_shipment(till: Till) -> None:
    order, line = await called_off(till)
    await till.dock.shipment(order)
    assert (await look(till, order))["deliveryState"] == "NOT_DELIVERED"
    (error,) = (await resolve(till, "Shipping", order, line, "IGNORE"))["errors"]
    assert error["code"] == "EXCEPTION_UNKNOWN"


@pytest.mark.parametrize(("what", "role"), [("Shipping", RoleCode.ACCOUNTANT), ("Billing", RoleCode.WAREHOUSE_CLERK)])
async def test_deciding_needs_the_right_to_it(till: Till, what: str, role: RoleCode) -> None:
    order, line = await called_off(till) if what == "Shipping" else await credited(till)
    (error,) = (await resolve(till, what, order, line, "IGNORE", role))["errors"]
    assert error["code"] == "FORBIDDEN"


@pytest.mark.parametrize("quantity", [3, 5])
async def test_the_database_takes_decisions_about_exceptions_alone(till: Till, quantity: int) -> None:
    order, line = await called_off(till)
    statement = """insert into sales_order_resolution (company_id, order_line_id, shipment_line_id, resolution, quantity)
      values ($1, $2, $3, 'IGNORE', $4)"""
    keys = [each.partition(":")[2] for each in (order["lines"][0]["id"], line)]
    with pytest.raises(asyncpg.CheckViolationError, match="no exception"):
        await till.office.shop.owner.execute(statement, till.office.company, *keys, quantity)
