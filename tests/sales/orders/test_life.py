"""The life of a sales order: promised, held, called off, closed; what was agreed stays."""

from typing import Any

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Word
from tests.sales.orders.counter import ORDER, Counter


async def test_a_confirmed_order_has_a_number_and_a_rate(counter: Counter) -> None:
    order = await counter.confirmed()
    assert (order["state"], order["number"], order["exchangeRate"]) == ("CONFIRMED", "SO-000001", "1.0000000000")
    assert order["confirmedAt"] is not None


async def test_a_simulated_confirmation_takes_no_number(counter: Counter) -> None:
    order = await counter.draft()
    which: dict[str, Any] = {"id": order["id"], "version": order["version"], "idempotencyKey": str(uuid7())}
    simulated = await counter.office.do("salesOrderConfirm", ORDER, simulate=True, **which)
    assert simulated["errors"] == []
    assert (simulated["salesOrder"]["state"], simulated["salesOrder"]["number"]) == ("CONFIRMED", None)
    assert (await counter.order(order["id"]))["state"] == "DRAFT"


async def test_refuses_to_promise_nothing(counter: Counter) -> None:
    order = await counter.office.done("salesOrderCreate", ORDER, input=counter.order_of())
    assert await counter.refused_step("Confirm", order) == ["NOTHING_ORDERED"]


async def test_refuses_to_change_what_was_promised(counter: Counter) -> None:
    order = await counter.confirmed()
    said = {"id": order["id"], "version": order["version"], "note": "Later"}
    assert await counter.refused("salesOrderUpdate", input=said) == ["TRANSITION_UNAVAILABLE"]
    assert await counter.refused_step("Delete", order) == ["TRANSITION_UNAVAILABLE"]


async def test_refuses_what_is_based_on_something_older(counter: Counter) -> None:
    order = await counter.draft()
    await counter.step("Submit", order)
    assert await counter.refused_step("Confirm", order) == ["STALE_VERSION"]


async def test_an_order_waits_for_approval(counter: Counter) -> None:
    waiting = await counter.step("Submit", await counter.draft())
    assert (waiting["state"], waiting["number"]) == ("PENDING_APPROVAL", "SO-000001")

    draft = await counter.step("Revise", waiting)
    again = await counter.step("Submit", draft)
    approved = await counter.step("Approve", again, RoleCode.SALES_MANAGER)

    assert draft["state"] == "DRAFT"
    assert (approved["state"], approved["number"]) == ("CONFIRMED", "SO-000001")


async def test_a_sales_rep_confirms_and_does_not_approve(counter: Counter) -> None:
    waiting = await counter.step("Submit", await counter.draft())
    assert await counter.refused_step("Approve", waiting, RoleCode.SALES_REP) == ["FORBIDDEN"]
    assert (await counter.order(waiting["id"], RoleCode.SALES_REP))["availableTransitions"] == ["REVISE", "CANCEL"]


async def test_an_order_on_hold_goes_on_when_released(counter: Counter) -> None:
    held = await counter.step("Hold", await counter.confirmed())
    released = await counter.step("Release", held)
    assert (held["state"], released["state"]) == ("ON_HOLD", "CONFIRMED")


async def test_an_order_is_called_off_with_a_reason(counter: Counter) -> None:
    order = await counter.step("Cancel", await counter.confirmed(), cancelReason="Ordered twice")
    assert (order["state"], order["cancelReason"]) == ("CANCELLED", "Ordered twice")
    assert order["availableTransitions"] == []


async def test_refuses_to_call_off_what_is_billed(counter: Counter) -> None:
    order = await counter.confirmed(counter.line(4))
    await counter.billed(order, 1)
    assert await counter.refused_step("Cancel", order) == ["ORDER_BILLED"]


async def test_states_of_billing_and_payment_follow_from_invoices(counter: Counter) -> None:
    order = await counter.confirmed(counter.line(4))
    assert (order["billingState"], order["paymentState"]) == ("NOT_BILLED", "NOT_BILLED")
    await counter.billed(order, 1)
    partly = await counter.order(order["id"])
    await counter.billed(order, 3)
    whole = await counter.order(order["id"])
    assert (partly["billingState"], partly["paymentState"]) == ("PARTLY_BILLED", "NOT_PAID")
    assert (whole["billingState"], whole["paymentState"]) == ("BILLED", "NOT_PAID")


@pytest.mark.parametrize("billed", [4, 3])
async def test_an_order_that_is_billed_and_not_delivered_is_closed_short(counter: Counter, billed: int) -> None:
    order = await counter.confirmed(counter.line(4))
    await counter.billed(order, billed)
    closed = await counter.step("Close", order)
    assert closed["state"] == "CLOSED_SHORT"
    assert closed["closedAt"] is not None


@pytest.mark.parametrize(
    "statement",
    [
        "update sales_order set total_amount = 1.00, net_amount = 1.00 where id = $1",
        "update sales_order set number = 'OTHER' where id = $1",
        "update sales_order set state = 'DRAFT' where id = $1",
        "update sales_order set state = 'MIGRATED' where id = $1",
        "delete from sales_order where id = $1",
        "update sales_order_line set quantity = 1 where order_id = $1",
        "delete from sales_order_line where order_id = $1",
    ],
)
async def test_the_database_keeps_what_was_agreed(counter: Counter, statement: str) -> None:
    order = await counter.confirmed()
    with pytest.raises(asyncpg.CheckViolationError, match=r"the sales_order is|were agreed"):
        await counter.office.shop.owner.execute(statement, order["id"].partition(":")[2])


async def test_goods_that_are_there_are_promised_and_the_rest_stays_open(counter: Counter) -> None:
    await counter.stocked(3)
    order = await counter.confirmed(counter.line(5), shipmentPolicy=Word("ON_CONFIRM"))
    assert order["lines"][0]["reservedQuantity"] == {"value": "3.000000"}


async def test_refuses_to_promise_in_parts_what_leaves_at_once(counter: Counter) -> None:
    await counter.stocked(3)
    policies = {"shipmentPolicy": Word("ON_CONFIRM"), "deliveryPolicy": Word("COMPLETE_ONLY")}
    order = await counter.draft(counter.line(5), **policies)
    document = f"""mutation {{ salesOrderConfirm(id: "{order["id"]}", version: 1, idempotencyKey: "{uuid7()}") {{
      errors {{ code ... on StockShort {{ shortages {{ wanted available line {{ id }} sku {{ code }} }} }} }} }} }}"""
    answer = await counter.office.ask(document)
    line = {"id": order["lines"][0]["id"]}
    short = {"wanted": "5.000000", "available": "3.000000", "line": line, "sku": {"code": "BOLT"}}
    assert answer["data"]["salesOrderConfirm"]["errors"] == [{"code": "STOCK_SHORT", "shortages": [short]}]


@pytest.mark.parametrize("step", ["Cancel", "Close"])
async def test_goods_of_an_order_that_ends_are_free_again(counter: Counter, step: str) -> None:
    await counter.stocked(5)
    order = await counter.confirmed(counter.line(5), shipmentPolicy=Word("ON_CONFIRM"))
    ended = await counter.step(step, order)
    again = await counter.confirmed(counter.line(5), shipmentPolicy=Word("ON_CONFIRM"))
    assert ended["lines"][0]["reservedQuantity"] == {"value": "0.000000"}
    assert again["lines"][0]["reservedQuantity"] == {"value": "5.000000"}
