"""Goods of an order leave: from what is reserved for it to the cost of the sale."""

import asyncio

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.logistics.shipments.dock import Dock, line_of


async def test_an_order_is_picked_packed_and_leaves(dock: Dock) -> None:
    order = await dock.ordered(4)
    ready = await dock.shipment(order)
    assert (ready["state"], ready["availableTransitions"]) == ("READY", ["SPLIT", "PICK", "SHIP", "CANCEL"])
    picked = await dock.done("Pick", ready)
    assert picked["lines"][0]["pickedQuantity"]["value"] == "4.000000"
    parcels = [{"contents": [line_of(picked, 3)], "weightKg": "1.5"}, {"contents": [line_of(picked, 1)]}]
    packed = await dock.done("Pack", picked, packages=parcels)
    assert [each["contents"][0]["quantity"]["value"] for each in packed["packages"]] == ["3.000000", "1.000000"]
    shipped = await dock.done("Ship", packed)
    assert (shipped["state"], shipped["shippedAt"] is not None) == ("SHIPPED", True)
    assert await dock.delivery_of(order) == ("SHIPPED", "4.000000", "0.000000")


async def test_goods_that_leave_are_stock_no_more_and_a_cost_of_the_sale(dock: Dock) -> None:
    order = await dock.ordered(4)
    shipped = await dock.done("Ship", await dock.shipment(order), role=RoleCode.ADMIN)
    assert [(move["quantity"]["value"], move["toLocation"]["kind"]) for move in shipped["moves"]["nodes"]] == [
        ("4.000000", "CUSTOMER")
    ]
    (entry,) = shipped["entries"]["nodes"]
    assert {(each["account"]["code"], each["debit"]["amount"], each["credit"]["amount"]) for each in entry["lines"]} == {
        ("5010", "24.00", "0.00"), ("1110", "0.00", "24.00")
    }  # fmt: skip
    assert shipped["lines"][0]["reservation"] == {"held": {"value": "0.000000"}, "consumed": {"value": "4.000000"}}
    assert await dock.level() == (6, 0)


async def test_a_part_leaves_and_the_rest_follows(dock: Dock) -> None:
    order = await dock.ordered(4)
    line = order["lines"][0]["id"]
    first = await dock.done("Ship", await dock.shipment(order, lines=[{"lineId": line, "quantity": "1"}]))
    assert await dock.delivery_of(order) == ("PARTLY_SHIPPED", "1.000000", "3.000000")
    rest = await dock.shipment(order)
    assert (rest["lines"][0]["quantity"]["value"], rest["backorderOf"]["id"]) == ("3.000000", first["id"])
    await dock.done("Ship", rest)
    assert await dock.delivery_of(order) == ("SHIPPED", "4.000000", "0.000000")


async def test_what_was_not_found_stays_for_a_later_shipment(dock: Dock) -> None:
    order = await dock.ordered(4)
    shipment = await dock.shipment(order)
    picked = await dock.done("Pick", shipment, lines=[line_of(shipment, 3)])
    await dock.done("Ship", picked)
    assert await dock.delivery_of(order) == ("PARTLY_SHIPPED", "3.000000", "1.000000")
    assert (await dock.shipment(order))["lines"][0]["quantity"]["value"] == "1.000000"


async def test_what_comes_in_later_is_reserved_when_the_next_shipment_is_made(dock: Dock) -> None:
    order = await dock.ordered(12)
    await dock.done("Ship", await dock.shipment(order))
    assert [error["code"] for error in (await dock.make(order))["errors"]] == ["NOTHING_TO_SHIP"]
    await dock.office.shop.owner.execute(
        "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at) "
        "select company_id, sku_id, from_location_id, to_location_id, 5, now() from stock_move where to_location_id = $1",
        dock.shelf,
    )
    assert (await dock.shipment(order))["lines"][0]["quantity"]["value"] == "2.000000"


async def test_a_shipment_that_is_called_off_leaves_its_goods_to_the_order(dock: Dock) -> None:
    order = await dock.ordered(4)
    cancelled = await dock.done("Cancel", await dock.shipment(order))
    assert cancelled["state"] == "CANCELLED"
    assert await dock.refused("Ship", cancelled) == [("TRANSITION_UNAVAILABLE", ["id"])]
    assert (await dock.shipment(order))["lines"][0]["quantity"]["value"] == "4.000000"


async def test_what_is_in_a_shipment_is_in_no_other(dock: Dock) -> None:
    order = await dock.ordered(4)
    answers = await asyncio.gather(*(dock.make(order) for _ in range(8)))
    assert sorted(len(answer["shipments"] or ()) for answer in answers) == [0] * 7 + [1]
    assert {error["code"] for answer in answers for error in answer["errors"]} == {"NOTHING_TO_SHIP"}


async def test_of_all_who_let_a_shipment_leave_at_once_one_does(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    answers = await asyncio.gather(*(dock.do("Ship", shipment) for _ in range(16)))
    assert sum(answer["errors"] == [] for answer in answers) == 1
    assert await dock.level() == (6, 0)


async def test_a_simulation_shows_what_would_leave_and_leaves_it(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    simulated = await dock.do("Ship", shipment, RoleCode.ADMIN, simulate=True)
    assert (simulated["shipment"]["state"], len(simulated["shipment"]["entries"]["nodes"])) == ("SHIPPED", 1)
    assert await dock.level() == (10, 4)


async def test_refuses_to_ship_what_the_order_has_lost(dock: Dock) -> None:
    order = await dock.ordered(4)
    shipment = await dock.shipment(order)
    key = await dock.office.shop.owner.fetchrow(
        "select id, version from reservation where sku_id = $1", dock.counter.sku_id
    )
    assert key is not None
    said: Answer = {"id": f"Reservation:{key['id']}", "version": key["version"], "quantity": "1"}
    await dock.office.done("reservationRelease", "reservation { id }", **said)
    assert await dock.refused("Ship", shipment) == [("STOCK_SHORT", ["id"])]
    assert await dock.level() == (10, 3)


async def test_refuses_to_ship_for_an_order_on_hold(dock: Dock) -> None:
    order = await dock.ordered(4)
    shipment = await dock.shipment(order)
    held = await dock.counter.step("Hold", order)
    assert await dock.refused("Ship", shipment) == [("ORDER_HELD", ["id"])]
    assert [error["code"] for error in (await dock.make(held))["errors"]] == ["ORDER_HELD"]


async def test_goods_of_an_order_that_is_paid_first_wait_for_the_money(dock: Dock) -> None:
    order = await dock.ordered(4, shipmentPolicy=Word("ON_PAYMENT"))
    (error,) = (await dock.make(order))["errors"]
    assert (error["code"], error["path"]) == ("ORDER_UNPAID", ["input", "salesOrderId"])


async def test_what_leaves_at_once_only_is_not_shipped_in_parts(dock: Dock) -> None:
    order = await dock.ordered(4, deliveryPolicy=Word("COMPLETE_ONLY"))
    lines = [{"lineId": order["lines"][0]["id"], "quantity": "1"}]
    assert [error["code"] for error in (await dock.make(order, lines=lines))["errors"]] == ["LEAVES_WHOLE"]
    assert (await dock.shipment(order))["lines"][0]["quantity"]["value"] == "4.000000"


@pytest.mark.parametrize("quantity", ["0", "-1", "5"])
async def test_refuses_to_ship_more_of_a_line_than_is_reserved(dock: Dock, quantity: str) -> None:
    order = await dock.ordered(4)
    lines = [{"lineId": order["lines"][0]["id"], "quantity": quantity}]
    (error,) = (await dock.make(order, lines=lines))["errors"]
    assert (error["code"], error["path"]) == ("STOCK_SHORT", ["input", "lines", "0", "quantity"])


@pytest.mark.parametrize("quantity", ["-1", "5"])
async def test_refuses_to_pick_more_than_is_to_leave(dock: Dock, quantity: str) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    refused = await dock.refused("Pick", shipment, lines=[line_of(shipment, quantity)])
    assert refused == [("PICKED_MORE", ["lines", "0", "quantity"])]


@pytest.mark.parametrize("quantity", ["3", "5"])
async def test_refuses_to_pack_other_than_was_picked(dock: Dock, quantity: str) -> None:
    picked = await dock.done("Pick", await dock.shipment(await dock.ordered(4)))
    refused = await dock.refused("Pack", picked, packages=[{"contents": [line_of(picked, quantity)]}])
    assert refused == [("PACKED_OTHERWISE", ["packages"])]


async def test_refuses_to_ship_nothing(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    picked = await dock.done("Pick", shipment, lines=[line_of(shipment, 0)])
    assert await dock.refused("Ship", picked) == [("NOTHING_TO_SHIP", ["id"])]


async def test_who_may_not_ship_cannot(dock: Dock) -> None:
    order = await dock.ordered(4)
    assert [error["code"] for error in (await dock.make(order, RoleCode.SALES_REP))["errors"]] == ["FORBIDDEN"]
    shipment = await dock.shipment(order)
    for step in ("Pick", "Ship", "Cancel"):
        assert [code for code, _ in await dock.refused(step, shipment, role=RoleCode.SALES_REP)] == ["FORBIDDEN"]


async def test_an_order_of_which_something_has_left_is_not_called_off(dock: Dock) -> None:
    order = await dock.ordered(4)
    await dock.done("Ship", await dock.shipment(order))
    assert await dock.counter.refused_step("Cancel", order) == ["ORDER_SHIPPED"]


async def test_calling_an_order_off_calls_its_shipments_off(dock: Dock) -> None:
    order = await dock.ordered(4)
    shipment = await dock.shipment(order)
    await dock.counter.step("Cancel", order)
    assert await dock.office.shop.owner.fetchval(
        "select state from shipment where id = $1", shipment["id"].partition(":")[2]
    ) == "CANCELLED"  # fmt: skip
    assert await dock.level() == (10, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "update shipment set planned_on = planned_on + 1 where id = $1",
        "update shipment set state = 'READY', shipped_at = null where id = $1",
        "update shipment_line set quantity = 9 where shipment_id = $1",
        "delete from shipment_line where shipment_id = $1",
        "delete from shipment where id = $1",
    ],
)
async def test_the_database_keeps_what_has_left_as_it_is(dock: Dock, statement: str) -> None:
    shipped = await dock.done("Ship", await dock.shipment(await dock.ordered(4)))
    with pytest.raises(asyncpg.CheckViolationError):
        await dock.office.shop.owner.execute(statement, shipped["id"].partition(":")[2])


async def test_the_same_request_ships_once(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    said: Answer = {"id": shipment["id"], "version": shipment["version"], "idempotencyKey": str(uuid7())}
    for _ in range(2):
        again = await dock.office.done("shipmentShip", "shipment { state }", **said)
        assert again["state"] == "SHIPPED"
    assert await dock.level() == (6, 0)


async def test_sal_06_one_of_two_units_is_there(dock: Dock) -> None:
    """SAL-06: of two lines of one unit, and one unit in stock, one line is shipped and the other waits."""
    await dock.ordered(9)
    counter = dock.counter
    order = await counter.confirmed(counter.line(1), counter.line(1), shipmentPolicy=Word("ON_CONFIRM"))
    asked = f'{{ salesOrder(id: "{order["id"]}") {{ lines {{ reservedQuantity {{ value }} }} }} }}'
    lines = (await dock.office.ask(asked))["data"]["salesOrder"]["lines"]
    assert sorted(line["reservedQuantity"]["value"] for line in lines) == ["0.000000", "1.000000"]
    shipment = await dock.shipment(order)
    picked = await dock.done("Pick", shipment)
    packed = await dock.done("Pack", picked, packages=[{"contents": [line_of(picked, 1)]}])
    shipped = await dock.done("Ship", packed, role=RoleCode.ADMIN)
    assert [(line["quantity"]["value"], line["pickedQuantity"]["value"]) for line in shipped["lines"]] == [
        ("1.000000", "1.000000")
    ]
    assert [move["quantity"]["value"] for move in shipped["moves"]["nodes"]] == ["1.000000"]
