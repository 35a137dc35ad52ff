"""Goods come back: they lie in quarantine, worth what they were worth when they left."""

from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.sales.returns.desk import ReturnDesk, booked
from tests.schema import builders


def place_of(desk: ReturnDesk) -> dict[str, str]:
    """Say that it is put into the corner."""
    return {"locationId": f"Location:{desk.corner}"}


def came(back: Answer, quantity: object) -> dict[str, Any]:
    """Say how much of the first line came back."""
    return {"lines": [{"lineId": back["lines"][0]["id"], "quantity": str(quantity)}]}


async def test_what_comes_back_lies_in_quarantine_and_is_no_cost_of_the_sale_any_more(desk: ReturnDesk) -> None:
    back = await desk.received(await desk.shipped(4), 3)
    assert (back["state"], back["location"]["code"]) == ("RECEIVED", "CORNER")
    (line,) = back["lines"]
    assert line["receivedQuantity"]["value"] == line["salesOrderLine"]["returnedQuantity"]["value"] == "3.000000"
    assert booked(back) == {("1110", "18.00", "0.00"), ("5010", "0.00", "18.00")}
    assert (await desk.on_hand(desk.corner), await desk.on_hand(desk.dock.shelf)) == (3, 6)
    (move,) = back["moves"]["nodes"]
    assert move["reverses"] is not None


async def test_it_is_worth_what_it_was_worth_when_it_left(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    await desk.office.shop.owner.execute(
        "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, unit_cost, moved_at) "
        "select company_id, sku_id, from_location_id, to_location_id, 6, 100, now() from stock_move where to_location_id = $1",
        desk.dock.shelf,
    )
    assert booked(await desk.received(order, 1)) == {("1110", "6.00", "0.00"), ("5010", "0.00", "6.00")}


async def test_what_did_not_come_may_be_asked_for_again(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    back = await desk.approved(order)
    assert (await desk.done("Receive", back, **place_of(desk), **came(back, 1)))["lines"][0]["receivedQuantity"] == {
        "value": "1.000000"
    }
    assert (await desk.asked(order))["lines"][0]["quantity"]["value"] == "3.000000"


async def test_goods_that_left_twice_come_back_twice(desk: ReturnDesk) -> None:
    back = await desk.received(await desk.shipped(4, 1, 3))
    assert sorted(move["quantity"]["value"] for move in back["moves"]["nodes"]) == ["1.000000", "3.000000"]
    assert booked(back) == {("1110", "24.00", "0.00"), ("5010", "0.00", "24.00")}


@pytest.mark.parametrize("quantity", ["-1", "5"])
async def test_refuses_more_than_was_approved(desk: ReturnDesk, quantity: str) -> None:
    back = await desk.approved(await desk.shipped(4))
    refused = await desk.refused("Receive", back, **place_of(desk), **came(back, quantity))
    assert refused == [("RECEIVED_MORE", ["lines", "0", "quantity"])]


async def test_refuses_to_receive_nothing(desk: ReturnDesk) -> None:
    back = await desk.approved(await desk.shipped(4))
    refused = await desk.refused("Receive", back, **place_of(desk), **came(back, 0))
    assert refused == [("NOTHING_TO_RETURN", ["lines"])]


async def test_refuses_a_place_whose_stock_is_promised(desk: ReturnDesk) -> None:
    back = await desk.approved(await desk.shipped(4))
    refused = await desk.refused("Receive", back, locationId=f"Location:{desk.dock.shelf}")
    assert refused == [("RETURN_PLACE_UNFIT", ["locationId"])]


async def test_refuses_a_line_of_another_return(desk: ReturnDesk) -> None:
    back, other = await desk.approved(await desk.shipped(2)), await desk.asked(await desk.shipped(2))
    refused = await desk.refused("Receive", back, **place_of(desk), **came(other, 1))
    assert refused == [("NOT_FOUND", ["lines", "0", "lineId"])]


async def test_the_database_keeps_what_came_back_as_it_is(desk: ReturnDesk) -> None:
    back = await desk.received(await desk.shipped(4), 3)
    with pytest.raises(asyncpg.CheckViolationError):
        await desk.office.shop.owner.execute(
            "update return_authorization_line set received_quantity = 1 where id = $1",
            back["lines"][0]["id"].partition(":")[2],
        )


async def test_val_09_through_the_api(desk: ReturnDesk) -> None:
    office, counter = desk.office, desk.dock.counter
    owner = office.shop.owner
    sku = await builders.sku(owner, office.company, "VAL-09", list_price=Decimal(40))
    await builders.location(owner, office.company, "COUNTS", "ADJUSTMENT")
    for cost in ("10", "20"):
        line = {"skuId": f"Sku:{sku}", "locationId": f"Location:{desk.dock.shelf}", "difference": "1", "unitCost": cost}
        said = {"companyId": counter.company, "reason": "Found", "lines": [line]}
        await office.done("stockAdjustmentCreate", "stockAdjustment { id }", input=said, idempotencyKey=str(uuid7()))
    order = await counter.confirmed({"skuId": f"Sku:{sku}", "quantity": "1"}, shipmentPolicy=Word("ON_CONFIRM"))
    await desk.dock.done("Ship", await desk.dock.shipment(order))
    assert booked(await desk.received(order, 1)) == {("1110", "15.00", "0.00"), ("5010", "0.00", "15.00")}
    worth = await owner.fetchrow("select quantity, value, unit_cost from stock_value where sku_id = $1", sku)
    assert worth is not None
    assert tuple(worth) == (2, 30, 15)
