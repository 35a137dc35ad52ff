"""Two people go on with the same document at once: one of them does, and the other is told why not."""

import asyncio
from collections import Counter
from collections.abc import Awaitable

import pytest

from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.sales.returns.desk import ReturnDesk

LATE = {"STALE_VERSION", "TRANSITION_UNAVAILABLE"}


async def outcomes(*attempts: Awaitable[Answer]) -> Counter[str]:
    """Count how attempts at once end: OK, or the code of what they are refused for."""
    payloads = await asyncio.gather(*attempts)
    return Counter(payload["errors"][0]["code"] if payload["errors"] else "OK" for payload in payloads)


async def of_order(desk: ReturnDesk, step: str, order: Answer) -> Answer:
    """Take a step with an order, and give the payload."""
    key: Answer = {"idempotencyKey": str(uuid7())} if step == "Confirm" else {}
    said = {"id": order["id"], "version": order["version"], **key}
    return await desk.office.do(f"salesOrder{step}", "salesOrder { state }", **said)


async def bill(desk: ReturnDesk, order: Answer) -> Answer:
    """Bill an order, and give the payload."""
    return await desk.office.do(
        "salesOrderBill", "invoice { id version }", ids=[order["id"]], idempotencyKey=str(uuid7())
    )


@pytest.mark.parametrize("steps", [("Hold", "Cancel"), ("Cancel", "Close"), ("Close", "Hold"), ("Cancel", "Cancel")])
async def test_one_of_two_goes_on_with_an_order(desk: ReturnDesk, steps: tuple[str, str]) -> None:
    order = await desk.dock.ordered(4)
    ended = await outcomes(*(of_order(desk, step, order) for step in steps))
    assert ended.pop("OK") == 1
    assert set(ended) <= LATE


@pytest.mark.parametrize("steps", [("Confirm", "Confirm"), ("Confirm", "Delete"), ("Submit", "Confirm")])
async def test_one_of_two_goes_on_with_a_draft(desk: ReturnDesk, steps: tuple[str, str]) -> None:
    order = await desk.dock.counter.draft()
    ended = await outcomes(*(of_order(desk, step, order) for step in steps))
    assert ended.pop("OK") == 1
    assert set(ended) <= LATE | {"NOT_FOUND"}


@pytest.mark.parametrize("step", ["Cancel", "Close", "Hold"])
async def test_goods_leave_or_the_order_ends_before(desk: ReturnDesk, step: str) -> None:
    order = await desk.dock.ordered(4)
    shipment = await desk.dock.shipment(order)
    ended = await outcomes(desk.dock.do("Ship", shipment), of_order(desk, step, order))
    assert set(ended) - {"OK"} <= LATE | {"ORDER_HELD", "ORDER_SHIPPED"}
    state, on_hand = await _state(desk, order), (await desk.dock.level())[0]
    assert on_hand == (6 if await _has_left(desk, order) else 10)
    assert (state, on_hand) != ("CANCELLED", 6)


async def test_what_is_released_does_not_leave_and_what_left_is_not_released(desk: ReturnDesk) -> None:
    order = await desk.dock.ordered(4)
    shipment = await desk.dock.shipment(order)
    asked = (
        f'{{ salesOrder(id: "{order["id"]}") {{ lines {{ reservations(first: 2) {{ nodes {{ id version }} }} }} }} }}'
    )
    (line,) = (await desk.office.ask(asked))["data"]["salesOrder"]["lines"]
    (kept,) = line["reservations"]["nodes"]
    release = desk.office.do("reservationRelease", "reservation { id }", id=kept["id"], version=kept["version"])
    ended = await outcomes(desk.dock.do("Ship", shipment), release)
    assert ended.pop("OK") == 1
    assert set(ended) <= LATE | {"STOCK_SHORT", "RESERVATION_HOLDS_LESS"}
    assert await desk.dock.level() == ((6, 0) if await _has_left(desk, order) else (10, 0))


async def test_what_two_bill_at_once_is_billed_once(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    assert await outcomes(bill(desk, order), bill(desk, order)) == {"OK": 1, "NOTHING_TO_BILL": 1}


@pytest.mark.parametrize("steps", [("Approve", "Reject"), ("Approve", "Cancel")])
async def test_one_of_two_decides_on_a_return(desk: ReturnDesk, steps: tuple[str, str]) -> None:
    back = await desk.asked(await desk.shipped(4))
    said: dict[str, Answer] = {"Reject": {"rejectReason": "Too late"}}
    ended = await outcomes(*(desk.do(step, back, **said.get(step, {})) for step in steps))
    assert ended.pop("OK") == 1
    assert set(ended) <= LATE


async def test_what_two_receive_and_inspect_at_once_comes_back_once(desk: ReturnDesk) -> None:
    back = await desk.approved(await desk.shipped(4), 3)
    corner = f"Location:{desk.corner}"
    received = await outcomes(*(desk.do("Receive", back, locationId=corner) for _ in range(2)))
    assert (received.pop("OK"), set(received) <= LATE, await desk.on_hand(desk.corner)) == (1, True, 3)
    back = {**back, "version": await desk.office.shop.owner.fetchval(_VERSION, back["id"].partition(":")[2])}
    findings = [desk.finding(back, 3)]
    inspected = await outcomes(*(desk.do("Inspect", back, findings=findings) for _ in range(2)))
    assert (inspected.pop("OK"), set(inspected) <= LATE, await desk.on_hand(desk.dock.shelf)) == (1, True, 9)


@pytest.mark.parametrize(("step", "remedy"), [("Credit", "REFUND"), ("Replace", "REPLACE")])
async def test_what_two_give_for_a_return_at_once_is_given_once(desk: ReturnDesk, step: str, remedy: str) -> None:
    order = await desk.shipped(4)
    await _billed(desk, order)
    back = await desk.inspected(order, 3, remedy)
    ended = await outcomes(*(desk.do(step, back) for _ in range(2)))
    assert ended.pop("OK") == 1
    assert set(ended) <= LATE | {f"NOTHING_TO_{step.upper()}"}


_VERSION = "select version from return_authorization where id = $1"


async def _billed(desk: ReturnDesk, order: Answer) -> None:
    drafted = (await bill(desk, order))["invoice"]
    which = {"id": drafted["id"], "version": drafted["version"]}
    valid = await desk.office.done("invoiceValidate", "invoice { id version }", **which)
    said: Answer = {"id": valid["id"], "version": valid["version"], "idempotencyKey": str(uuid7())}
    await desk.office.done("invoicePost", "invoice { id }", **said)


async def _state(desk: ReturnDesk, order: Answer) -> str:
    answer = await desk.office.ask(f'{{ salesOrder(id: "{order["id"]}") {{ state }} }}')
    return answer["data"]["salesOrder"]["state"]


async def _has_left(desk: ReturnDesk, order: Answer) -> bool:
    return (await desk.dock.delivery_of(order))[1] == "4.000000"
