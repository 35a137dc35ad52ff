"""Picking line by line, and what becomes of what is not found."""

import asyncio

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.logistics.shipments.dock import Dock
from tests.logistics.shipments.floor import confirm, confirmed, found, level_of, place
from tests.schema import builders

NOT_FOUND: Answer = {"reason": Word("NOT_FOUND")}
DAMAGED: Answer = {"reason": Word("DAMAGED")}


@pytest.fixture(autouse=True)
async def adjustments(dock: Dock) -> None:
    """Stock is put right against a place of its own."""
    await builders.location(dock.office.shop.owner, dock.office.company, "ADJUSTMENTS", "ADJUSTMENT")


async def count(dock: Dock, discrepancy: Answer, quantity: object) -> Answer:
    """Count where somebody had doubts."""
    return await dock.office.do(
        "stockDiscrepancyCount", "stockAdjustment { id } reservationsLost { quantity }", RoleCode.WAREHOUSE_CLERK,
        id=discrepancy["id"], version=discrepancy["version"], countedQuantity=str(quantity), reason="Counted",
        idempotencyKey=str(uuid7()),
    )  # fmt: skip


async def state_of(dock: Dock, discrepancy: Answer) -> str:
    """Tell what became of a discrepancy."""
    asked = f'{{ stockDiscrepancy(id: "{discrepancy["id"]}") {{ state }} }}'
    return (await dock.office.ask(asked))["data"]["stockDiscrepancy"]["state"]


async def test_a_shipment_is_picked_once_all_of_it_was_taken(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    some = (await confirmed(dock, shipment, found(shipment, 1)))["shipment"]
    assert (some["state"], some["lines"][0]["pickedQuantity"]["value"]) == ("READY", "1.000000")
    assert (await confirmed(dock, some, found(some, 4)))["shipment"]["state"] == "PICKED"


async def test_what_is_not_found_is_taken_elsewhere_in_the_warehouse(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    await place(dock, "BACK", 9)
    came = await confirmed(dock, shipment, found(shipment, 1, **NOT_FOUND))
    assert [(each["location"]["code"], each["quantity"]["value"]) for each in came["replacements"]] == [
        ("BACK", "3.000000")
    ]
    assert (came["shortages"], came["shipment"]["state"]) == ([], "READY")
    assert [line["quantity"]["value"] for line in came["shipment"]["lines"]] == ["1.000000", "3.000000"]
    done = await confirmed(dock, came["shipment"], found(came["shipment"], 3, at=1))
    assert (await dock.done("Ship", done["shipment"]))["state"] == "SHIPPED"


async def test_what_lies_nowhere_else_is_short_and_stays_open_on_the_order(dock: Dock) -> None:
    order = await dock.ordered(4)
    shipment = await dock.shipment(order)
    await place(dock, "BACK", 1)
    came = await confirmed(dock, shipment, found(shipment, 1, **NOT_FOUND))
    line = order["lines"][0]["id"]
    assert came["shortages"] == [{"wanted": "3.000000", "available": "1.000000", "line": {"id": line}}]
    picked = (await confirmed(dock, came["shipment"], found(came["shipment"], 1, at=1)))["shipment"]
    await dock.done("Ship", picked)
    assert await dock.delivery_of(order) == ("PARTLY_SHIPPED", "2.000000", "0.000000")


async def test_what_is_in_doubt_is_promised_to_nobody_until_it_is_counted(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    came = await confirmed(dock, shipment, found(shipment, 1, **NOT_FOUND))
    assert await dock.level() == (10, 10)
    (doubt,) = came["discrepancies"]
    assert (doubt["state"], doubt["quantity"]["value"], doubt["location"]["code"]) == ("TO_COUNT", "3.000000", "SHELF")
    assert doubt["document"] == {"id": shipment["id"]}
    assert (await count(dock, doubt, 1))["reservationsLost"] == []
    assert (await dock.level(), await state_of(dock, doubt)) == ((1, 1), "COUNTED")


async def test_a_count_by_an_adjustment_settles_doubts_as_well(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    (doubt,) = (await confirmed(dock, shipment, found(shipment, 1, **NOT_FOUND)))["discrepancies"]
    line = {"skuId": dock.counter.sku, "locationId": f"Location:{dock.shelf}", "countedQuantity": "6"}
    said = {"companyId": dock.counter.company, "reason": "Monthly", "lines": [line]}
    await dock.office.done("stockAdjustmentCreate", "stockAdjustment { id }", input=said, idempotencyKey=str(uuid7()))
    assert (await dock.level(), await state_of(dock, doubt)) == ((6, 1), "COUNTED")


async def test_a_count_takes_from_whom_it_was_promised_last(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    await dock.ordered(2)
    (doubt,) = (await confirmed(dock, shipment, found(shipment, 1, **NOT_FOUND)))["discrepancies"]
    assert (await count(dock, doubt, 2))["reservationsLost"] == [{"quantity": "1.000000"}]
    assert await dock.level() == (2, 2)


async def test_doubts_that_are_dismissed_leave_goods_free(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    (doubt,) = (await confirmed(dock, shipment, found(shipment, 1, **NOT_FOUND)))["discrepancies"]
    said = {"id": doubt["id"], "version": doubt["version"]}
    dismissed = await dock.office.done("stockDiscrepancyDismiss", "stockDiscrepancy { state version }", **said)
    assert (dismissed["state"], await dock.level()) == ("DISMISSED", (10, 1))
    again = await dock.office.do("stockDiscrepancyDismiss", "stockDiscrepancy { state }", id=doubt["id"], version=2)
    assert [(error["code"], error["path"]) for error in again["errors"]] == [("DISCREPANCY_SETTLED", ["id"])]


async def test_damaged_goods_are_put_aside_and_the_rest_is_taken_from_the_same_place(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    aside = await place(dock, "SCRATCHED", stock_status="DAMAGED")
    came = await confirmed(dock, shipment, found(shipment, 1, movedToId=f"Location:{aside}", **DAMAGED))
    (doubt,) = came["discrepancies"]
    assert (doubt["state"], doubt["movedTo"]) == ("MOVED", {"code": "SCRATCHED"})
    assert [each["location"]["code"] for each in came["replacements"]] == ["SHELF"]
    assert (await dock.level(), await level_of(dock, aside)) == ((7, 4), (3, 0))


async def test_only_damaged_goods_themselves_are_in_doubt(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    came = await confirmed(dock, shipment, found(shipment, 0, **DAMAGED))
    assert ([each["location"]["code"] for each in came["replacements"]], await dock.level()) == (["SHELF"], (10, 8))
    assert len(came["shipment"]["lines"]) == 1


async def test_a_shipment_of_which_nothing_is_there_is_called_off(dock: Dock) -> None:
    order = await dock.ordered(4)
    shipment = await dock.shipment(order)
    came = await confirmed(dock, shipment, found(shipment, 0, **NOT_FOUND))
    assert (came["shipment"]["state"], came["shipment"]["lines"]) == ("CANCELLED", [])
    assert await dock.delivery_of(order) == ("NOT_DELIVERED", "0.000000", "0.000000")


async def test_two_lines_of_one_place_are_in_doubt_together(dock: Dock) -> None:
    counter = dock.counter
    order = await counter.confirmed(counter.line(2), counter.line(3), shipmentPolicy=Word("ON_CONFIRM"))
    shipment = await dock.shipment(order)
    lines = [found(shipment, 0, **DAMAGED), found(shipment, 1, at=1, **NOT_FOUND)]
    came = await confirmed(dock, shipment, *lines)
    assert ([each["wanted"] for each in came["shortages"]], await dock.level()) == (["2.000000", "2.000000"], (10, 10))


async def test_simulating_a_short_pick_shows_what_would_take_its_place_and_keeps_nothing(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    back = await place(dock, "BACK", 9)
    shown = await confirm(dock, shipment, found(shipment, 1, **NOT_FOUND), simulate=True)
    assert [each["location"]["code"] for each in shown["replacements"]] == ["BACK"]
    assert (await dock.level(), await level_of(dock, back)) == ((10, 4), (9, 0))
    assert (
        await dock.office.shop.owner.fetchval(
            "select count(*) from stock_discrepancy where location_id = $1", dock.shelf
        )
        == 0
    )


@pytest.mark.parametrize(
    ("quantity", "said", "refused"),
    [
        (5, {}, ("PICKED_MORE", ["lines", "0", "quantity"])),
        (-1, {}, ("PICKED_MORE", ["lines", "0", "quantity"])),
        (4, NOT_FOUND, ("NOTHING_MISSING", ["lines", "0", "reason"])),
        (2, {"remark": "Torn"}, ("REASON_MISSING", ["lines", "0", "reason"])),
        (2, {"remark": "", **NOT_FOUND}, ("VALUE_REQUIRED", ["lines", "0", "remark"])),
        (2, {"movedToId": f"Location:{uuid7()}", **DAMAGED}, ("NOT_FOUND", ["lines", "0", "movedToId"])),
    ],
)
async def test_refuses_what_cannot_be(dock: Dock, quantity: int, said: Answer, refused: tuple[str, list[str]]) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    payload = await confirm(dock, shipment, found(shipment, quantity, **said))
    assert [(error["code"], error["path"]) for error in payload["errors"]] == [refused]


async def test_refuses_to_put_goods_aside_where_goods_are_sold(dock: Dock) -> None:
    shipment, back = await dock.shipment(await dock.ordered(4)), await place(dock, "BACK")
    aside = await place(dock, "SCRATCHED", stock_status="DAMAGED")
    for to, why in ((back, DAMAGED), (aside, NOT_FOUND)):
        payload = await confirm(dock, shipment, found(shipment, 1, movedToId=f"Location:{to}", **why))
        assert [(error["code"], error["path"]) for error in payload["errors"]] == [
            ("PUT_ASIDE_UNFIT", ["lines", "0", "movedToId"])
        ]


async def test_whoever_may_not_write_shipments_confirms_nothing(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    payload = await confirm(dock, shipment, found(shipment, 1), role=RoleCode.SALES_REP)
    assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]


async def test_of_many_who_miss_the_same_goods_each_is_done_once_and_nothing_is_promised_twice(dock: Dock) -> None:
    back = await place(dock, "BACK", 3)
    orders = [await dock.counter.confirmed(dock.counter.line(2), shipmentPolicy=Word("ON_CONFIRM")) for _ in range(5)]
    shipments = [await dock.shipment(order) for order in orders]
    came = await asyncio.gather(
        *(confirm(dock, each, found(each, 0, **NOT_FOUND)) for each in shipments for _ in range(2))
    )
    done = [each for each in came if not each["errors"]]
    assert {error["code"] for each in came for error in each["errors"]} <= {
        "STALE_VERSION",
        "TRANSITION_UNAVAILABLE",
        "BUSY",
    }
    assert len(done) == len(shipments)
    for location in (dock.shelf, back):
        on_hand, reserved = await level_of(dock, location)
        assert reserved <= on_hand
    assert sum(len(each["replacements"]) for each in done) > 0


async def test_what_leaves_at_once_only_waits_for_what_is_short(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4, deliveryPolicy=Word("COMPLETE_ONLY")))
    came = await confirmed(dock, shipment, found(shipment, 1, **NOT_FOUND))
    assert (came["shipment"]["state"], len(came["shortages"])) == ("PICKED", 1)
    assert await dock.refused("Ship", came["shipment"]) == [("LEAVES_WHOLE", ["id"])]


async def test_goods_in_doubt_are_given_to_nobody(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    await confirmed(dock, shipment, found(shipment, 1, **NOT_FOUND))
    kept = await dock.office.shop.owner.fetchval(
        "select id from reservation where company_id = $1 and demand_type = 'StockDiscrepancy'", dock.office.company
    )
    said: Answer = {"id": f"Reservation:{kept}", "version": 1}
    steps: list[tuple[str, Answer]] = [("Release", {}), ("Prioritise", {"priority": 9}), ("Pin", {})]
    for name, more in steps:
        shown = "reservations { id }" if name == "Pin" else "reservation { id }"
        payload = await dock.office.do(f"reservation{name}", shown, **said, **more)
        assert [(error["code"], error["path"]) for error in payload["errors"]] == [("GOODS_IN_DOUBT", ["id"])]


async def test_of_two_counts_at_once_one_settles_the_doubt(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    (doubt,) = (await confirmed(dock, shipment, found(shipment, 1, **NOT_FOUND)))["discrepancies"]
    came = await asyncio.gather(*(count(dock, doubt, quantity) for quantity in (3, 5, 7)))
    assert sorted(len(each["errors"]) for each in came) == [0, 1, 1]
    assert {error["code"] for each in came for error in each["errors"]} <= {"STALE_VERSION", "DISCREPANCY_SETTLED"}
    on_hand, reserved = await dock.level()
    assert (on_hand in (3, 5, 7), reserved) == (True, 1)


async def test_the_application_does_not_bend_what_was_found(dock: Dock) -> None:
    shipment = await dock.shipment(await dock.ordered(4))
    (doubt,) = (await confirmed(dock, shipment, found(shipment, 1, **NOT_FOUND)))["discrepancies"]
    key = doubt["id"].split(":")[1]
    shop = dock.office.shop
    application = await asyncpg.connect(shop.database.app_url)
    try:
        for statement in ("update stock_discrepancy set quantity = 1", "delete from stock_discrepancy"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await application.execute(f"{statement} where id = $1::text::uuid", key)
        with pytest.raises(asyncpg.CheckViolationError, match="kept for a discrepancy"):
            await application.execute("update stock_discrepancy set state = 'DISMISSED' where id = $1::text::uuid", key)
    finally:
        await application.close()
