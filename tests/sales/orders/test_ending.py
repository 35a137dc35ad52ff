"""Orders end by themselves: whichever comes last of delivery, billing and payment closes an order."""

import asyncio
from itertools import permutations

import asyncpg
import pytest

from auth.roles import RoleCode
from tests.finance.office import Answer, Word
from tests.sales.orders.till import Till


async def take(till: Till, order: Answer, steps: tuple[str, ...]) -> list[str]:
    """Deliver, bill and pay an order in some order, and tell its state after each; what is paid is billed before."""
    states: list[str] = []
    invoice: Answer = {}
    for step in steps:
        if step == "deliver":
            await till.deliver(order)
        elif step == "bill":
            invoice = await till.bill(order)
        else:
            await till.pay(invoice)
        states.append(await till.state(order))
    return states


@pytest.mark.parametrize(
    "steps", [each for each in permutations(("deliver", "bill", "pay")) if each.index("bill") < each.index("pay")]
)
async def test_an_order_is_closed_by_what_comes_last(till: Till, steps: tuple[str, ...]) -> None:
    order = await till.dock.ordered(4)
    assert await take(till, order, steps) == ["CONFIRMED", "CONFIRMED", "CLOSED"]
    assert (await till.counter.order(order["id"]))["closedAt"] is not None


async def test_an_order_stays_open_while_a_part_is_missing(till: Till) -> None:
    order = await till.dock.ordered(4)
    invoice = await till.bill(order)
    await till.deliver(order, 3)
    await till.pay(invoice, "30.00")
    await till.deliver(order)
    assert await till.state(order) == "CONFIRMED"
    await till.pay(invoice)
    assert await till.state(order) == "CLOSED"


async def test_a_payment_that_is_undone_opens_an_order_again(till: Till) -> None:
    order = await till.dock.ordered(4)
    await till.deliver(order)
    payment = await till.pay(await till.bill(order))
    await till.undo(payment)
    seen = await till.counter.order(order["id"])
    assert (seen["state"], seen["closedAt"]) == ("CONFIRMED", None)


async def test_an_order_on_hold_is_closed_when_it_is_released(till: Till) -> None:
    order = await till.dock.ordered(4)
    await till.deliver(order)
    invoice = await till.bill(order)
    held = await till.counter.step("Hold", order)
    await till.pay(invoice)
    assert await till.state(order) == "ON_HOLD"
    assert (await till.counter.step("Release", held))["state"] == "CLOSED"


async def test_an_order_at_no_price_ends_with_its_delivery(till: Till) -> None:
    order = await till.counter.confirmed(till.counter.line(2, unitPrice="0"), shipmentPolicy=Word("ON_CONFIRM"))
    await till.deliver(order)
    assert await till.state(order) == "CLOSED"


async def test_who_does_the_last_things_at_once_closes_the_order(till: Till) -> None:
    orders = [await till.dock.ordered(1) for _ in range(5)]
    invoices = [await till.bill(order) for order in orders]
    pairs = zip(orders, invoices, strict=True)
    await asyncio.gather(*(step for order, bill in pairs for step in (till.deliver(order), till.pay(bill))))
    assert [await till.state(order) for order in orders] == ["CLOSED"] * 5


async def test_closing_by_hand_is_short_unless_all_is_done(till: Till) -> None:
    order = await till.dock.ordered(4)
    await till.deliver(order)
    await till.bill(order)
    assert (await till.counter.step("Close", order))["state"] == "CLOSED_SHORT"


async def test_what_has_not_left_is_called_off_and_the_order_ends(till: Till) -> None:
    order = await till.dock.ordered(12, invoicePolicy=Word("ON_DELIVERY"))
    await till.deliver(order)
    await till.pay(await till.bill(order))
    ended = await till.counter.step("CancelRest", order)
    assert ended["state"] == "CLOSED_SHORT"
    asked = f'{{ salesOrder(id: "{order["id"]}") {{ deliveryState billingState lines {{ cancelledQuantity {{ value }} }} }} }}'
    seen = (await till.office.ask(asked))["data"]["salesOrder"]
    assert seen == {
        "deliveryState": "SHIPPED", "billingState": "BILLED", "lines": [{"cancelledQuantity": {"value": "2.000000"}}]
    }  # fmt: skip


async def test_an_order_whose_rest_is_called_off_ends_with_its_payment(till: Till) -> None:
    order = await till.dock.ordered(5)
    await till.deliver(order, 3)
    assert (await till.counter.step("CancelRest", order))["state"] == "CONFIRMED"
    assert await till.dock.level() == (7, 0)
    invoice = await till.bill(order)
    assert invoice["total"]["amount"] == "30.00"
    await till.pay(invoice)
    assert await till.state(order) == "CLOSED_SHORT"


async def test_refuses_to_call_off_what_is_no_rest(till: Till) -> None:
    untouched, billed, gone = [await till.dock.ordered(2) for _ in range(3)]
    await till.bill(billed)
    await till.deliver(gone)
    refused = [await till.counter.refused_step("CancelRest", order) for order in (untouched, billed, gone)]
    assert refused == [["ORDER_UNTOUCHED"], ["ORDER_BILLED"], ["NOTHING_LEFT"]]
    assert await till.counter.refused_step("CancelRest", untouched, RoleCode.WAREHOUSE_CLERK) == ["FORBIDDEN"]


@pytest.mark.parametrize("quantity", [0, 3])
async def test_the_database_keeps_what_was_called_off_within_the_rest(till: Till, quantity: int) -> None:
    order = await till.dock.ordered(5)
    await till.deliver(order, 3)
    await till.counter.step("CancelRest", order)
    statement = "update sales_order_line set cancelled_quantity = $2 where order_id = $1"
    with pytest.raises(asyncpg.CheckViolationError, match="would be called off"):
        await till.office.shop.owner.execute(statement, order["id"].partition(":")[2], quantity)
