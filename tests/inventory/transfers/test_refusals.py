"""What transfers refuse, and where they say so."""

from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.inventory.transfers.depot import Depot, part_of


def told(payload: Answer) -> list[tuple[str, list[str]]]:
    """Give codes and paths."""
    return [(error["code"], error.get("path", [])) for error in payload["errors"]]


async def test_refuses_to_transfer_what_is_promised_to_others(depot: Depot) -> None:
    await depot.made(7)
    assert told(await depot.make(4)) == [("STOCK_SHORT", ["input", "lines"])]


@pytest.mark.parametrize("quantity", ["0", "-1"])
async def test_refuses_to_transfer_nothing_of_a_sku(depot: Depot, quantity: str) -> None:
    assert told(await depot.make(quantity)) == [("NOTHING_TO_TRANSFER", ["input", "lines", "0", "quantity"])]


async def test_refuses_a_transfer_without_lines(depot: Depot) -> None:
    assert told(await depot.make(0, lines=[])) == [("NOTHING_TO_TRANSFER", ["input", "lines"])]


async def test_refuses_more_lines_than_one_request_may_write(depot: Depot) -> None:
    lines = [{"skuId": depot.counter.sku, "quantity": "1"}] * 201
    assert told(await depot.make(0, lines=lines)) == [("TOO_MANY_ROWS", ["input", "lines"])]


async def test_refuses_to_transfer_within_one_warehouse_or_out_of_all(depot: Depot) -> None:
    for place in (depot.shelf, depot.lorry):
        refused = told(await depot.make(1, toLocationId=f"Location:{place}"))
        assert refused == [("TRANSFER_PLACE_UNFIT", ["input", "toLocationId"])]


async def test_refuses_to_take_goods_from_a_place_of_another_warehouse(depot: Depot) -> None:
    refused = told(await depot.make(1, fromLocationId=f"Location:{depot.elsewhere}"))
    assert refused == [("TRANSFER_PLACE_UNFIT", ["input", "fromLocationId"])]


async def test_refuses_to_go_to_a_place_that_is_out_of_use(depot: Depot) -> None:
    await depot.office.shop.owner.execute("update location set archived_at = now() where id = $1", depot.elsewhere)
    assert told(await depot.make(1)) == [("TRANSFER_PLACE_UNFIT", ["input", "toLocationId"])]


@pytest.mark.parametrize(
    ("name", "key", "path"),
    [
        ("fromWarehouseId", "Warehouse", ["input", "fromWarehouseId"]),
        ("toLocationId", "Location", ["input", "toLocationId"]),
        ("fromLocationId", "Location", ["input", "fromLocationId"]),
    ],
)
async def test_refuses_places_that_are_not_there(depot: Depot, name: str, key: str, path: list[str]) -> None:
    said: Answer = {name: f"{key}:{uuid7()}"}
    assert told(await depot.make(1, **said)) == [("NOT_FOUND", path)]


async def test_refuses_goods_and_lots_that_are_not_there(depot: Depot) -> None:
    nothing = {"skuId": f"Sku:{uuid7()}", "quantity": "1"}
    assert told(await depot.make(1, lines=[nothing])) == [("NOT_FOUND", ["input", "lines", "0", "skuId"])]
    no_lot = {"skuId": depot.counter.sku, "lotId": f"Lot:{uuid7()}", "quantity": "1"}
    assert told(await depot.make(1, lines=[no_lot])) == [("NOT_FOUND", ["input", "lines", "0", "lotId"])]


async def test_refuses_to_transfer_services(depot: Depot) -> None:
    await depot.office.shop.owner.execute(
        "update product set kind = 'SERVICE' where id = (select product_id from sku where id = $1)",
        depot.counter.sku_id,
    )
    assert told(await depot.make(1)) == [("NO_STOCK_KEPT", ["input", "lines", "0"])]


async def test_refuses_to_transfer_where_nothing_can_be_on_the_way(depot: Depot) -> None:
    await depot.office.shop.owner.execute("update location set archived_at = now() where id = $1", depot.lorry)
    assert told(await depot.make(1)) == [("TRANSIT_PLACE_MISSING", ["input", "companyId"])]


@pytest.mark.parametrize("step", ["Dispatch", "Receive", "Return", "WriteOff"])
async def test_refuses_more_than_there_is_and_less_than_nothing(depot: Depot, step: str) -> None:
    transfer = await depot.made(4) if step == "Dispatch" else await depot.dispatched(4)
    more: Answer = {"Return": {"locationId": f"Location:{depot.shelf}"}, "WriteOff": {"writeOffReason": "Lost"}}.get(
        step, {}
    )
    for quantity in ("5", "-1"):
        refused = await depot.refused(step, transfer, lines=[part_of(transfer, quantity)], **more)
        assert refused == [("TRANSFERRED_MORE", ["lines", "0", "quantity"])]
    assert await depot.refused(step, transfer, lines=[part_of(transfer, 0)], **more) == [
        ("NOTHING_TO_TRANSFER", ["lines"])
    ]


async def test_refuses_lines_of_others_and_lines_that_come_twice(depot: Depot) -> None:
    transfer = await depot.dispatched(4)
    other = {"lineId": f"StockTransferLine:{uuid7()}", "quantity": "1"}
    assert await depot.refused("Receive", transfer, lines=[other]) == [("NOT_FOUND", ["lines", "0", "lineId"])]
    twice = [part_of(transfer, 1), part_of(transfer, 1)]
    assert await depot.refused("Receive", transfer, lines=twice) == [("ID_REPEATED", ["lines", "1", "lineId"])]


async def test_refuses_to_put_goods_where_they_do_not_go(depot: Depot) -> None:
    transfer = await depot.dispatched(4)
    for step, place in (("Receive", depot.shelf), ("Return", depot.elsewhere)):
        refused = await depot.refused(step, transfer, locationId=f"Location:{place}")
        assert refused == [("TRANSFER_PLACE_UNFIT", ["locationId"])]
        refused = await depot.refused(step, transfer, locationId=f"Location:{uuid7()}")
        assert refused == [("NOT_FOUND", ["locationId"])]


async def test_refuses_to_receive_what_was_found_to_be_missing_on_the_way(depot: Depot) -> None:
    transfer = await depot.dispatched(4)
    line = {"skuId": depot.counter.sku, "locationId": f"Location:{depot.lorry}", "countedQuantity": "3"}
    said = {"companyId": depot.counter.company, "reason": "Counted", "lines": [line]}
    await depot.office.done("stockAdjustmentCreate", "stockAdjustment { id }", input=said, idempotencyKey=str(uuid7()))
    assert await depot.refused("Receive", transfer) == [("INSUFFICIENT_STOCK", ["id"])]
    assert (await depot.done("Receive", transfer, lines=[part_of(transfer, 3)]))["state"] == "DISPATCHED"


@pytest.mark.parametrize(
    ("step", "said"),
    [("Receive", {}), ("WriteOff", {"writeOffReason": "Lost"}), ("Return", {"locationId": "Location:SHELF"})],
)
async def test_refuses_steps_before_it_has_left(depot: Depot, step: str, said: Any) -> None:  # noqa: ANN401 - arguments differ
    made = await depot.made(4)
    given = {name: value.replace("SHELF", str(depot.shelf)) for name, value in said.items()}
    assert await depot.refused(step, made, **given) == [("TRANSITION_UNAVAILABLE", ["id"])]


async def test_refuses_to_call_off_or_send_again_what_has_left(depot: Depot) -> None:
    left = await depot.dispatched(4)
    for step in ("Cancel", "Dispatch"):
        assert await depot.refused(step, left) == [("TRANSITION_UNAVAILABLE", ["id"])]
    await depot.done("Receive", left)
    assert await depot.refused("Receive", left) == [("STALE_VERSION", ["version"])]


async def test_refuses_to_write_off_without_a_reason(depot: Depot) -> None:
    assert await depot.refused("WriteOff", await depot.dispatched(1), writeOffReason=" ") == [
        ("VALUE_REQUIRED", ["writeOffReason"])
    ]


async def test_who_may_not_transfer_cannot(depot: Depot) -> None:
    assert [code for code, _ in told(await depot.make(1, RoleCode.SALES_REP))] == ["FORBIDDEN"]
    left = await depot.dispatched(4)
    for step, role in (("Receive", RoleCode.ACCOUNTANT), ("WriteOff", RoleCode.WAREHOUSE_CLERK)):
        said: Answer = {"writeOffReason": "Lost"} if step == "WriteOff" else {}
        assert [code for code, _ in await depot.refused(step, left, role=role, **said)] == ["FORBIDDEN"]
