"""What is counted, missing or withheld is so, whoever it was promised to: reservations lose it, and their demand is open again."""

import asyncio
from datetime import date
from decimal import Decimal

import asyncpg
import pytest

from auth.roles import RoleCode
from models import StockStatus
from services.inventory import status
from tests.inventory.reservations.counter import Keeper
from tests.inventory.reservations.stores import ACTOR, PARTIAL, Stores, want


async def test_who_was_promised_last_loses_first_what_a_count_did_not_find(keeper: Keeper) -> None:
    first, last = await keeper.order(6), await keeper.order(3)
    counted = await keeper.adjust(countedQuantity="7")
    assert counted["errors"] == []
    (lost,) = counted["reservationsLost"]
    assert (lost["quantity"], lost["demand"]["id"], lost["sku"]["code"]) == ("2.000000", last["id"], "BOLT")
    assert lost["reservation"]["releaseCause"] == "LOST"
    assert (await keeper.of(first))["held"]["value"] == "6.000000"
    assert (await keeper.of(last))["held"]["value"] == "1.000000"


async def test_who_is_least_important_loses_first(keeper: Keeper) -> None:
    first, last = await keeper.order(6), await keeper.order(3)
    await keeper.do("Prioritise", await keeper.of(last), priority=1)
    lost = (await keeper.adjust(difference="-4"))["reservationsLost"]
    assert [(each["demand"]["id"], each["quantity"]) for each in lost] == [(first["id"], "3.000000")]


async def test_nothing_is_lost_while_enough_is_there(keeper: Keeper) -> None:
    await keeper.order(6)
    assert (await keeper.adjust(countedQuantity="6"))["reservationsLost"] == []


async def test_no_more_is_taken_than_is_there_and_then_nothing_is_lost(keeper: Keeper) -> None:
    line = await keeper.order(6)
    refused = await keeper.adjust(difference="-11")
    assert [error["code"] for error in refused["errors"]] == ["INSUFFICIENT_STOCK"]
    assert refused["reservationsLost"] is None
    assert (await keeper.of(line))["held"]["value"] == "6.000000"


@pytest.mark.parametrize("said", ["QUARANTINE", "BLOCKED", "DAMAGED"])
async def test_goods_that_are_withheld_are_reserved_no_more(keeper: Keeper, said: str) -> None:
    line = await keeper.order(6)
    withheld = await keeper.set_status(said)
    assert withheld["location"]["stockStatus"] == said
    assert [(each["demand"]["id"], each["quantity"]) for each in withheld["reservationsLost"]] == [
        (line["id"], "6.000000")
    ]
    assert await keeper.all_of(await keeper.order(1)) == []


async def test_goods_that_are_available_again_are_promised_again(keeper: Keeper) -> None:
    await keeper.set_status("BLOCKED")
    await keeper.set_status("AVAILABLE")
    assert (await keeper.of(await keeper.order(1)))["held"]["value"] == "1.000000"


async def test_who_may_not_withhold_goods_cannot(keeper: Keeper) -> None:
    refused = await keeper.set_status("BLOCKED", RoleCode.SALES_REP)
    assert [error["code"] for error in refused["errors"]] == ["FORBIDDEN"]


async def test_a_place_without_stock_has_no_status(keeper: Keeper) -> None:
    keeper.shelf = await keeper.office.shop.owner.fetchval(
        "select id from location where kind = 'SUPPLIER' and company_id = $1", keeper.office.company
    )
    (error,) = (await keeper.set_status("BLOCKED"))["errors"]
    assert (error["code"], error["path"]) == ("NO_STOCK_THERE", ["id"])


async def test_a_room_withholds_what_is_on_its_shelves_and_what_is_moved_there(stores: Stores) -> None:
    room = await stores.shelf()
    sku, shelf = await stores.sku(), await stores.shelf(room)
    await stores.put(sku, shelf, "5")
    await stores.want(want(sku, "2"))
    async with stores.transactions.begin_as(ACTOR) as work:
        (lost,) = await status.set_at_location(work, room, 1, StockStatus.QUARANTINE)
    assert lost.quantity == 2
    assert await stores.level(sku) == (5, 0)
    assert [each.available for each in (await stores.want(want(sku, "1"))).shortages] == [Decimal(0)]


async def test_a_lot_is_withheld_wherever_it_lies(stores: Stores) -> None:
    sku = await stores.sku()
    recalled, other = await stores.lot(sku, "A", date(2027, 1, 1)), await stores.lot(sku, "B")
    for lot in (recalled, other):
        await stores.put(sku, await stores.shelf(), "3", lot)
    await stores.want(want(sku, "2"))
    async with stores.transactions.begin_as(ACTOR) as work:
        (lost,) = await status.set_of_lot(work, recalled, 1, StockStatus.BLOCKED)
    assert lost.quantity == 2
    assert [each.lot_id for each in (await stores.want(want(sku, "9"), policy=PARTIAL)).reserved] == [other]


async def test_the_database_promises_nothing_that_is_withheld(stores: Stores) -> None:
    sku, shelf = await stores.stocked("5")
    await stores.owner.execute("update location set stock_status = 'BLOCKED' where id = $1", shelf)
    with pytest.raises(asyncpg.SerializationError):
        await stores.owner.execute(
            "insert into reservation (company_id, demand_type, demand_id, sku_id, location_id, quantity) "
            "values ($1, 'SalesOrderLine', uuidv7(), $2, $3, 1)",
            stores.company, sku, shelf,
        )  # fmt: skip


async def test_whoever_promises_while_goods_are_withheld_keeps_nothing(keeper: Keeper) -> None:
    orders = asyncio.gather(*(keeper.order(1) for _ in range(12)))
    withheld = await keeper.set_status("BLOCKED")
    await orders
    assert withheld["errors"] == []
    held = await keeper.office.shop.owner.fetchval(
        "select coalesce(sum(held), 0) from reservation where location_id = $1", keeper.shelf
    )
    assert held == 0
