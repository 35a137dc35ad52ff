"""Who ties goods of a transfer to another lot says which goods leave."""

import asyncpg
import pytest

from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.inventory.transfers.depot import Depot, part_of
from tests.schema import builders

LINES = "id version state lines { id quantity { value } lot { number } location { code } reservation { id version } }"


async def look(depot: Depot, transfer: Answer) -> Answer:
    """Look at a transfer."""
    return (await depot.office.ask(f'{{ stockTransfer(id: "{transfer["id"]}") {{ {LINES} }} }}'))["data"][
        "stockTransfer"
    ]


async def pinned(depot: Depot, transfer: Answer, number: str) -> Answer:
    """Tie what the first line of a transfer has reserved to a lot, and give the transfer."""
    kept = (await look(depot, transfer))["lines"][0]["reservation"]
    said: Answer = {"id": kept["id"], "version": kept["version"], "lotId": await depot.lot(number)}
    await depot.office.done("reservationPin", "reservations { id }", **said)
    return await look(depot, transfer)


def told(transfer: Answer) -> list[tuple[str, str, str]]:
    """Give lot, place and quantity of the lines of a transfer."""
    return [
        (line["lot"]["number"], line["location"]["code"], line["quantity"]["value"].partition(".")[0])
        for line in transfer["lines"]
    ]


async def one_of_each(depot: Depot) -> Answer:
    """Make a transfer of a lot, beside which there is another one."""
    await depot.lots("FIRST", "OTHER")
    line = {"skuId": depot.counter.sku, "quantity": "2", "lotId": await depot.lot("FIRST")}
    return await depot.made(2, lines=[line])


async def test_goods_of_the_lot_leave_instead(depot: Depot) -> None:
    transfer = await one_of_each(depot)
    changed = await pinned(depot, transfer, "OTHER")
    assert told(changed) == [("OTHER", "SHELF", "2")]
    left = await depot.done("Dispatch", changed)
    moved = "select lot.number, quantity from stock_move as move join lot on lot.id = lot_id where document_id = $1"
    rows = await depot.office.shop.owner.fetch(moved, transfer["id"].partition(":")[2])
    assert (left["state"], [tuple(row) for row in rows]) == ("DISPATCHED", [("OTHER", 2)])
    assert await depot.reserved() == 0
    assert (await depot.done("Receive", left))["state"] == "CLOSED"


async def test_a_line_becomes_as_many_as_there_are_places_of_the_lot(depot: Depot) -> None:
    transfer = await one_of_each(depot)
    row = await depot.office.shop.owner.fetchrow(
        "select company_id, warehouse_id from location where id = $1", depot.shelf
    )
    assert row is not None
    back = await builders.insert(depot.office.shop.owner, "location", **row, code="BACK", name="Back", kind="INTERNAL")
    key = await builders.insert(
        depot.office.shop.owner, "lot", company_id=depot.office.company, sku_id=depot.counter.sku_id, number="APART"
    )
    for place in (back, depot.shelf):
        await depot.put(1, key, place)
    changed = await pinned(depot, transfer, "APART")
    assert sorted(told(changed)) == [("APART", "BACK", "1"), ("APART", "SHELF", "1")]
    assert (await depot.done("Dispatch", changed))["state"] == "DISPATCHED"


async def test_what_was_lost_before_stays_lost(depot: Depot) -> None:
    transfer = await one_of_each(depot)
    lot, place = await depot.lot("FIRST"), f"Location:{depot.shelf}"
    line = {"skuId": depot.counter.sku, "locationId": place, "lotId": lot, "countedQuantity": "1"}
    said = {"companyId": depot.counter.company, "reason": "Counted", "lines": [line]}
    await depot.office.done("stockAdjustmentCreate", "stockAdjustment { id }", input=said, idempotencyKey=str(uuid7()))
    changed = await pinned(depot, transfer, "OTHER")
    assert told(changed) == [("FIRST", "SHELF", "1"), ("OTHER", "SHELF", "1")]
    assert await depot.available(depot.elsewhere) == ("0", "1", "1")
    assert await depot.refused("Dispatch", changed) == [("STOCK_SHORT", ["id"])]
    assert (await depot.done("Dispatch", changed, lines=[part_of(changed, 0)]))["state"] == "DISPATCHED"


async def test_whoever_saw_the_goods_that_were_to_leave_is_told_that_it_has_changed(depot: Depot) -> None:
    transfer = await one_of_each(depot)
    await pinned(depot, transfer, "OTHER")
    assert await depot.refused("Dispatch", transfer) == [("STALE_VERSION", ["version"])]


@pytest.mark.parametrize(
    "change",
    [
        "quantity = line.quantity + 1",
        "location_id = (select to_location_id from stock_transfer where id = line.transfer_id)",
        "lot_id = (select id from lot where sku_id = line.sku_id and number = 'OTHER')",
        "reservation_id = (select id from reservation where demand_type = 'SalesOrderLine' order by id desc limit 1)",
    ],
)
async def test_a_line_is_of_what_is_reserved_for_the_transfer_and_nothing_else(depot: Depot, change: str) -> None:
    transfer = await one_of_each(depot)
    await depot.counter.confirmed(depot.counter.line(1), shipmentPolicy=Word("ON_CONFIRM"))
    app = await asyncpg.connect(depot.office.shop.database.app_url)
    try:
        with pytest.raises(asyncpg.CheckViolationError, match="what was said of a transfer stays so"):
            await app.execute(
                f"update stock_transfer_line as line set {change} where transfer_id = $1",
                transfer["id"].partition(":")[2],
            )
    finally:
        await app.close()
