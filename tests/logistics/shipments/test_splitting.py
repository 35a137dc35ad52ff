"""A shipment goes in parts: what leaves later is a shipment of its own, or waits, or is let go."""

import asyncio

import pytest

from auth.roles import RoleCode
from tests.finance.office import Answer, Word
from tests.logistics.shipments.dock import Dock, line_of

WHOLE = Word("COMPLETE_ONLY")


def quantities(shipment: Answer) -> list[str]:
    """Tell how much of each line is in a shipment."""
    return [each["quantity"]["value"] for each in shipment["lines"]]


async def found(dock: Dock, shipment: Answer) -> Answer:
    """Look at a shipment, and at what was left out of it."""
    asked = "id version state lines { id quantity { value } } backorders { id }"
    answer = await dock.office.ask(f'{{ shipment(id: "{shipment["id"]}") {{ {asked} }} }}', RoleCode.WAREHOUSE_CLERK)
    return answer["data"]["shipment"]


async def test_what_leaves_later_goes_into_a_shipment_of_its_own_with_its_reservation(dock: Dock) -> None:
    order = await dock.ordered(4)
    first = await dock.shipment(order)
    later = await dock.done("Split", first, lines=[line_of(first, 1)], plannedOn="2099-01-31")
    assert (quantities(later), later["backorderOf"]["id"], later["plannedOn"]) == (
        ["1.000000"],
        first["id"],
        "2099-01-31",
    )
    rest = await found(dock, first)
    assert (quantities(rest), rest["backorders"]) == (["3.000000"], [{"id": later["id"]}])
    for each in (rest, later):
        await dock.done("Ship", each)
    assert await dock.delivery_of(order) == ("SHIPPED", "4.000000", "0.000000")
    assert await dock.level() == (6, 0)


async def test_a_line_that_goes_as_a_whole_is_the_same_line(dock: Dock) -> None:
    counter = dock.counter
    order = await counter.confirmed(counter.line(2), counter.line(3), shipmentPolicy=Word("ON_CONFIRM"))
    first = await dock.shipment(order)
    later = await dock.done("Split", first, lines=[{"lineId": first["lines"][1]["id"], "quantity": "3"}])
    assert [each["id"] for each in later["lines"]] == [first["lines"][1]["id"]]
    assert quantities(await found(dock, first)) == ["2.000000"]


@pytest.mark.parametrize("quantity", ["0", "-1", "5"])
async def test_refuses_to_split_off_more_than_there_is(dock: Dock, quantity: str) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    refused = await dock.refused("Split", shipment, lines=[line_of(shipment, quantity)])
    assert refused == [("SPLIT_MORE", ["lines", "0", "quantity"])]


@pytest.mark.parametrize("quantities", [[], ["4"]])
async def test_refuses_to_split_into_nothing_and_all(dock: Dock, quantities: list[str]) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    lines = [line_of(shipment, quantity) for quantity in quantities]
    assert await dock.refused("Split", shipment, lines=lines) == [("NOTHING_TO_SHIP", ["lines"])]


async def test_refuses_to_split_what_was_picked_or_is_another_s(dock: Dock) -> None:
    shipment, other = await dock.shipment(await dock.ordered(4)), await dock.shipment(await dock.ordered(2))
    refused = await dock.refused("Split", shipment, lines=[line_of(other, 1)])
    assert refused == [("NOT_FOUND", ["lines", "0", "lineId"])]
    twice = [line_of(shipment, 1)] * 2
    assert await dock.refused("Split", shipment, lines=twice) == [("ID_REPEATED", ["lines", "1", "lineId"])]
    picked = await dock.done("Pick", shipment)
    refused = await dock.refused("Split", picked, lines=[line_of(picked, 1)])
    assert refused == [("TRANSITION_UNAVAILABLE", ["id"])]


async def test_of_all_who_split_a_shipment_at_once_one_does(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    answers = await asyncio.gather(*(dock.do("Split", shipment, lines=[line_of(shipment, 3)]) for _ in range(6)))
    assert sum(answer["errors"] == [] for answer in answers) == 1
    assert quantities(await found(dock, shipment)) == ["1.000000"]


async def test_what_was_not_found_is_a_shipment_at_once_where_it_is_wanted(dock: Dock) -> None:
    order = await dock.ordered(4)
    picked = await dock.done("Pick", shipment := await dock.shipment(order), lines=[line_of(shipment, 3)])
    shipped = await dock.done("Ship", picked, backOrder=True)
    (later,) = (await found(dock, shipped))["backorders"]
    rest = await found(dock, later)
    assert (rest["state"], quantities(rest)) == ("READY", ["1.000000"])
    assert await dock.delivery_of(order) == ("PARTLY_SHIPPED", "3.000000", "1.000000")


async def test_where_all_was_found_there_is_no_rest(dock: Dock) -> None:
    shipped = await dock.done("Ship", await dock.shipment(await dock.ordered(4)), backOrder=True)
    assert (await found(dock, shipped))["backorders"] == []


async def test_what_is_called_off_is_free_again_where_it_is_let_go_and_waits_for_a_decision(dock: Dock) -> None:
    order = await dock.ordered(4)
    await dock.done("Cancel", await dock.shipment(order), release=True)
    assert await dock.level() == (10, 0)
    assert await dock.delivery_of(order) == ("EXCEPTION", "0.000000", "0.000000")
    assert quantities(await dock.shipment(order)) == ["4.000000"]


async def test_letting_go_of_a_part_leaves_the_other_part_its_goods(dock: Dock) -> None:
    first = await dock.shipment(await dock.ordered(4))
    later = await dock.done("Split", first, lines=[line_of(first, 1)])
    await dock.done("Cancel", later, release=True)
    assert await dock.level() == (10, 3)
    await dock.done("Ship", await found(dock, first))
    assert await dock.level() == (7, 0)


async def test_what_leaves_at_once_only_is_neither_split_nor_shipped_short(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4, deliveryPolicy=WHOLE))
    assert await dock.refused("Split", shipment, lines=[line_of(shipment, 1)]) == [("LEAVES_WHOLE", ["id"])]
    picked = await dock.done("Pick", shipment, lines=[line_of(shipment, 3)])
    assert await dock.refused("Ship", picked) == [("LEAVES_WHOLE", ["id"])]
    whole = await dock.done("Pick", picked)
    assert (await dock.done("Ship", whole))["state"] == "SHIPPED"


async def test_who_may_not_split_a_shipment_cannot(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    refused = await dock.refused("Split", shipment, role=RoleCode.SALES_REP, lines=[line_of(shipment, 1)])
    assert [code for code, _ in refused] == ["FORBIDDEN"]
