"""Bundles come back by their components, and are credited when all of one is back."""

import pytest

from tests.finance.office import Answer, Word
from tests.sales.orders.test_bundles import kit, of, placed, seen, shipped, told
from tests.sales.returns.desk import ReturnDesk


@pytest.fixture
async def order(desk: ReturnDesk) -> Answer:
    """An order of three kits of two bolts and a nut each, at 30, that has left."""
    owner, counter = desk.office.shop.owner, desk.dock.counter
    sku = await kit(counter)
    await owner.execute(
        "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at) "
        "select company_id, (select id from sku where company_id = $2 and code = 'NUT'), from_location_id, to_location_id, 9, now() "
        "from stock_move where to_location_id = $1",
        desk.dock.shelf, desk.office.company,
    )  # fmt: skip
    order = (await placed(counter, of(sku)))["salesOrder"]
    await shipped(counter, order)
    return order


async def back(desk: ReturnDesk, order: Answer, bolts: int, nuts: int) -> Answer:
    """Let bolts and nuts of an order come back, to be refunded; give the return."""
    parts = [
        {"orderLineId": line["id"], "quantity": str(quantity)}
        for line, quantity in zip(order["lines"][1:], (bolts, nuts), strict=True) if quantity
    ]  # fmt: skip
    payload = await desk.ask(order, *parts)
    assert payload["errors"] == [], payload
    asked = await desk.done("Approve", payload["returnAuthorization"])
    there = await desk.done("Receive", asked, locationId=f"Location:{desk.corner}")
    findings = [
        {
            "lineId": line["id"], "quantity": line["quantity"]["value"], "goods": Word("RESTOCK"), "remedy": Word("REFUND"),
            "locationId": f"Location:{desk.dock.shelf}",
        }
        for line in there["lines"]
    ]  # fmt: skip
    return await desk.done("Inspect", there, findings=findings)


async def credited(desk: ReturnDesk, returned: Answer) -> list[tuple[str, str]]:
    """Draft the notes of a return, and tell how much of what they give back, and what that comes to."""
    notes = (await desk.done("Credit", returned))["creditNotes"]["nodes"]
    return [(line["quantity"], note["total"]["amount"]) for note in notes for line in note["lines"]]


async def test_whole_ones_are_credited_at_the_price_of_the_bundle(desk: ReturnDesk, order: Answer) -> None:
    await desk.dock.counter.billed(order, 3, price="30")
    assert await credited(desk, await back(desk, order, 5, 2)) == [("2.000000", "60.00")]


async def test_a_bundle_that_comes_back_in_two_returns_is_credited_with_the_second(
    desk: ReturnDesk, order: Answer
) -> None:
    await desk.dock.counter.billed(order, 3, price="30")
    first = await back(desk, order, 2, 0)
    assert await desk.refused("Credit", first) == [("NOTHING_TO_CREDIT", ["id"])]
    await desk.done("Close", first)
    second = await back(desk, order, 0, 1)
    assert await desk.refused("Close", second) == [("REMEDY_OWED", ["id"])]
    assert await credited(desk, second) == [("1.000000", "30.00")]


async def test_what_came_back_is_not_credited_twice(desk: ReturnDesk, order: Answer) -> None:
    await desk.dock.counter.billed(order, 3, price="30")
    await credited(desk, await back(desk, order, 2, 1))
    assert await credited(desk, await back(desk, order, 4, 2)) == [("2.000000", "60.00")]


async def test_what_came_back_before_it_was_billed_is_billed_no_more(desk: ReturnDesk, order: Answer) -> None:
    await back(desk, order, 2, 1)
    shown = "invoice { lines { quantity } total { amount } }"
    rest = await desk.office.done("salesOrderBill", shown, ids=[order["id"]])
    assert rest == {"lines": [{"quantity": "2.000000"}], "total": {"amount": "60.00"}}


async def test_a_bundle_has_come_back_in_whole_ones(desk: ReturnDesk, order: Answer) -> None:
    await back(desk, order, 3, 3)
    asked = f'{{ salesOrder(id: "{order["id"]}") {{ lines {{ kind returnedQuantity {{ value }} }} }} }}'
    found = (await desk.office.ask(asked))["data"]["salesOrder"]
    assert told(found, "returnedQuantity") == [("BUNDLE", "1"), ("COMPONENT", "3"), ("COMPONENT", "3")]


async def test_an_order_whose_bundles_all_came_back_is_over(desk: ReturnDesk, order: Answer) -> None:
    await back(desk, order, 6, 3)
    assert (await seen(desk.dock.counter, order))["state"] == "CLOSED"
