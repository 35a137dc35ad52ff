"""Goods arrive: as somebody says it, or as the carrier tells of the last parcel."""

import asyncio
import datetime as dt

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.logistics.shipments.dock import Dock, line_of

ARRIVED = "state deliveredAt receivedBy trackingEvents(first: 9) { nodes { kind } }"


async def sent(dock: Dock, *numbers: str | None) -> Answer:
    """Let four pieces leave in parcels with these numbers."""
    picked = await dock.done("Pick", await dock.shipment(await dock.ordered(4)))
    each = line_of(picked, 4 // len(numbers))
    parcels = [{"contents": [each], "trackingNumber": number} for number in numbers]
    return await dock.done("Ship", await dock.done("Pack", picked, packages=parcels))


async def carrier_of(dock: Dock) -> str:
    """Make a carrier, and give its id."""
    said: Answer = {"companyId": f"Company:{dock.office.company}", "code": f"K-{uuid7().hex[-10:]}", "name": "Post"}
    made = await dock.office.done("carrierCreate", "carrier { id }", RoleCode.WAREHOUSE_MANAGER, input=said)
    return made["id"]


async def told(dock: Dock, carrier: str, number: str, kind: str = "DELIVERED", **said: object) -> Answer:
    """Record what a carrier tells, and give the payload."""
    now = dt.datetime.now(dt.UTC).isoformat()
    given = {"carrierId": carrier, "trackingNumber": number, "kind": Word(kind), "happenedAt": now, **said}
    event = "trackingEvent { document { id } receivedBy }"
    return await dock.office.do("trackingEventRecord", event, RoleCode.WAREHOUSE_CLERK, input=given)


async def found(dock: Dock, shipment: Answer) -> Answer:
    """Look at a shipment."""
    answer = await dock.office.ask(f'{{ shipment(id: "{shipment["id"]}") {{ {ARRIVED} }} }}', RoleCode.WAREHOUSE_CLERK)
    return answer["data"]["shipment"]


async def test_what_has_arrived_is_delivered(dock: Dock) -> None:
    order = await dock.ordered(4)
    shipped = await dock.done("Ship", await dock.shipment(order))
    assert shipped["availableTransitions"] == ["DELIVER"]
    arrived = await dock.done("Deliver", shipped, receivedBy="Mrs Gray")
    assert (arrived["state"], arrived["receivedBy"], arrived["availableTransitions"]) == ("DELIVERED", "Mrs Gray", [])
    assert arrived["deliveredAt"] >= arrived["shippedAt"]
    assert await dock.arrival_of(order) == ("DELIVERED", "4.000000")


async def test_an_order_tells_what_has_left_and_what_has_arrived(dock: Dock) -> None:
    order = await dock.ordered(4)
    line = {"lineId": order["lines"][0]["id"], "quantity": "1"}
    first = await dock.done("Ship", await dock.shipment(order, lines=[line]))
    assert await dock.arrival_of(order) == ("PARTLY_SHIPPED", "0.000000")
    await dock.done("Deliver", first)
    assert await dock.arrival_of(order) == ("PARTLY_DELIVERED", "1.000000")
    rest = await dock.done("Ship", await dock.shipment(order))
    assert await dock.arrival_of(order) == ("SHIPPED", "1.000000")
    await dock.done("Deliver", rest)
    assert await dock.arrival_of(order) == ("DELIVERED", "4.000000")


async def test_a_shipment_arrives_with_the_last_of_its_parcels(dock: Dock) -> None:
    one, two = uuid7().hex, uuid7().hex
    shipment, carrier = await sent(dock, one, two), await carrier_of(dock)
    event = (await told(dock, carrier, one))["trackingEvent"]
    assert event["document"]["id"] == shipment["id"]
    assert (await found(dock, shipment))["state"] == "SHIPPED"
    await told(dock, carrier, two, receivedBy="The neighbour")
    arrived = await found(dock, shipment)
    assert (arrived["state"], arrived["receivedBy"]) == ("DELIVERED", "The neighbour")
    assert [each["kind"] for each in arrived["trackingEvents"]["nodes"]] == ["DELIVERED"] * 2


async def test_of_parcels_that_arrive_at_once_the_last_is_not_missed(dock: Dock) -> None:
    numbers = [uuid7().hex for _ in range(4)]
    shipment, carrier = await sent(dock, *numbers), await carrier_of(dock)
    await asyncio.gather(*(told(dock, carrier, number) for number in numbers))
    assert (await found(dock, shipment))["state"] == "DELIVERED"


@pytest.mark.parametrize("kind", ["OUT_FOR_DELIVERY", "NOT_DELIVERED", "LOST"])
async def test_a_parcel_that_is_still_on_its_way_has_not_arrived(dock: Dock, kind: str) -> None:
    number = uuid7().hex
    shipment = await sent(dock, number)
    await told(dock, await carrier_of(dock), number, kind)
    assert (await found(dock, shipment))["state"] == "SHIPPED"


async def test_a_parcel_without_a_number_arrives_when_somebody_says_so(dock: Dock) -> None:
    number = uuid7().hex
    shipment = await sent(dock, number, None)
    await told(dock, await carrier_of(dock), number)
    assert (await found(dock, shipment))["state"] == "SHIPPED"
    assert (await dock.done("Deliver", shipment))["state"] == "DELIVERED"


async def test_a_parcel_that_was_not_packed_here_arrives_for_the_shipment_that_is_named(dock: Dock) -> None:
    shipment = await dock.done("Ship", await dock.shipment(await dock.ordered(4)))
    await told(dock, await carrier_of(dock), uuid7().hex, documentId=shipment["id"])
    assert (await found(dock, shipment))["state"] == "DELIVERED"


async def test_refuses_an_arrival_that_cannot_be(dock: Dock) -> None:
    shipped = await dock.done("Ship", await dock.shipment(await dock.ordered(4)))
    now = dt.datetime.now(dt.UTC)
    tomorrow, yesterday = ((now + dt.timedelta(days=days)).isoformat() for days in (1, -1))
    assert await dock.refused("Deliver", shipped, deliveredAt=tomorrow) == [("EVENT_IN_FUTURE", ["deliveredAt"])]
    assert await dock.refused("Deliver", shipped, deliveredAt=yesterday) == [("ARRIVED_BEFORE", ["deliveredAt"])]
    assert await dock.refused("Deliver", shipped, receivedBy=" ") == [("VALUE_REQUIRED", ["receivedBy"])]


async def test_only_what_has_left_arrives_and_only_once(dock: Dock) -> None:
    ready = await dock.shipment(await dock.ordered(4))
    assert await dock.refused("Deliver", ready) == [("TRANSITION_UNAVAILABLE", ["id"])]
    arrived = await dock.done("Deliver", await dock.done("Ship", ready))
    assert await dock.refused("Deliver", arrived) == [("TRANSITION_UNAVAILABLE", ["id"])]


async def test_who_may_not_say_that_goods_have_arrived_cannot(dock: Dock) -> None:
    shipped = await dock.done("Ship", await dock.shipment(await dock.ordered(4)))
    assert [code for code, _ in await dock.refused("Deliver", shipped, role=RoleCode.SALES_REP)] == ["FORBIDDEN"]


@pytest.mark.parametrize(
    "statement",
    [
        "update shipment set received_by = 'Somebody' where id = $1",
        "update shipment set delivered_at = delivered_at + interval '1 day' where id = $1",
        "update shipment set state = 'SHIPPED', delivered_at = null, received_by = null where id = $1",
        "update shipment_line set quantity = 9 where shipment_id = $1",
        "delete from shipment where id = $1",
    ],
)
async def test_the_database_keeps_what_has_arrived_as_it_is(dock: Dock, statement: str) -> None:
    shipped = await dock.done("Ship", await dock.shipment(await dock.ordered(4)))
    arrived = await dock.done("Deliver", shipped)
    with pytest.raises(asyncpg.CheckViolationError):
        await dock.office.shop.owner.execute(statement, arrived["id"].partition(":")[2])


async def test_arriving_changes_nothing_else(dock: Dock) -> None:
    shipped = await dock.done("Ship", await dock.shipment(await dock.ordered(4)))
    statement = (
        "update shipment set state = 'DELIVERED', delivered_at = now(), planned_on = planned_on + 1 where id = $1"
    )
    with pytest.raises(asyncpg.CheckViolationError):
        await dock.office.shop.owner.execute(statement, shipped["id"].partition(":")[2])
