"""The allocator promises what is there, once, and says what is short."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kernel.ids import uuid7
from models import AllocationStrategy
from services.inventory.allocate import From
from tests.inventory.reservations.stores import NOW, PARTIAL, Stores, taken, want
from tests.schema import builders


async def test_reserves_what_is_wanted(stores: Stores) -> None:
    sku, shelf = await stores.stocked("10")
    line = want(sku, "4", priority=7)
    allocation = await stores.want(line)
    assert (taken(allocation), allocation.shortages) == ([(shelf, "4.000000")], [])
    assert await stores.level(sku) == (10, 4)
    written = await stores.owner.fetchrow("select * from reservation where demand_id = $1", line.line_id)
    assert written is not None
    assert (written["demand_type"], written["priority"], written["state"]) == ("SalesOrderLine", 7, "ACTIVE")


async def test_takes_from_several_places_where_one_has_not_enough(stores: Stores) -> None:
    sku, first = await stores.stocked("3")
    second = await stores.shelf()
    await stores.put(sku, second, "5")
    assert taken(await stores.want(want(sku, "7"))) == [(first, "3.000000"), (second, "4.000000")]


async def test_reserves_nothing_where_all_is_wanted_and_anything_is_short(stores: Stores) -> None:
    sku, _ = await stores.stocked("10")
    scarce, _ = await stores.stocked("1")
    short = want(scarce, "2")
    allocation = await stores.want(want(sku, "1"), short)
    (shortage,) = allocation.shortages
    assert (shortage.line.key, shortage.sku.key) == (short.line_id, scarce)
    assert (shortage.wanted, shortage.available, allocation.reserved) == (2, 1, [])
    assert await stores.level(sku) == (10, 0)


async def test_reserves_what_there_is_where_a_part_will_do(stores: Stores) -> None:
    sku, _ = await stores.stocked("5")
    first, second, third = want(sku, "3"), want(sku, "3"), want(sku, "3")
    allocation = await stores.want(first, second, third, policy=PARTIAL)
    assert [(each.line_id, each.quantity) for each in allocation.reserved] == [(first.line_id, 3), (second.line_id, 2)]
    assert [(each.line.key, each.available) for each in allocation.shortages] == [
        (second.line_id, 2),
        (third.line_id, 0),
    ]


async def test_who_has_priority_goes_first(stores: Stores) -> None:
    sku, _ = await stores.stocked("5")
    later, sooner = want(sku, "5"), want(sku, "5", priority=1)
    (reserved,) = (await stores.want(later, sooner, policy=PARTIAL)).reserved
    assert reserved.line_id == sooner.line_id


async def test_of_a_sku_that_was_never_there_all_is_short(stores: Stores) -> None:
    allocation = await stores.want(want(await stores.sku(), "2"), policy=PARTIAL)
    assert [(each.wanted, each.available) for each in allocation.shortages] == [(2, 0)]


async def test_first_expired_goes_first_and_nothing_that_has_expired(stores: Stores) -> None:
    sku, shelf = await stores.sku(), await stores.shelf()
    days = {"old": date(2026, 3, 14), "soon": date(2026, 3, 15), "late": date(2026, 6, 1), "ever": None}
    lots = {name: await stores.lot(sku, name, day) for name, day in days.items()}
    for lot in reversed(lots.values()):
        await stores.put(sku, shelf, "1", lot)
    allocation = await stores.want(want(sku, "4"), policy=PARTIAL)
    assert [each.lot_id for each in allocation.reserved] == [lots["soon"], lots["late"], lots["ever"]]
    assert [each.available for each in allocation.shortages] == [3]


async def test_first_in_goes_by_the_day_on_which_a_lot_came(stores: Stores) -> None:
    sku, shelf = await stores.sku(), await stores.shelf()
    entered_first, came_first = await stores.lot(sku, "A", date(2026, 4, 1)), await stores.lot(sku, "B")
    await stores.put(sku, shelf, "1", entered_first)
    await stores.put(sku, shelf, "1", came_first, NOW - timedelta(days=3))
    (reserved,) = (await stores.want(want(sku, "1"), source=From(strategy=AllocationStrategy.FIRST_IN))).reserved
    assert reserved.lot_id == came_first


async def test_closest_goes_by_the_steps_between_places(stores: Stores) -> None:
    near_aisle, far_aisle = await stores.shelf(), await stores.shelf()
    packing, near, far = [await stores.shelf(aisle) for aisle in (near_aisle, near_aisle, far_aisle)]
    sku = await stores.sku()
    await stores.put(sku, far, "1")
    await stores.put(sku, near, "1")
    source = From(strategy=AllocationStrategy.CLOSEST, near_id=packing)
    assert taken(await stores.want(want(sku, "1"), source=source)) == [(near, "1.000000")]


async def test_closest_goes_by_the_way_through_the_warehouse(stores: Stores) -> None:
    places, sku = [await stores.shelf() for _ in range(3)], await stores.sku()
    for place, sequence in zip(places, (None, 20, 10), strict=True):
        await stores.owner.execute("update location set pick_sequence = $2 where id = $1", place, sequence)
        await stores.put(sku, place, "1")
    source = From(strategy=AllocationStrategy.CLOSEST)
    found = taken(await stores.want(want(sku, "3"), source=source))
    assert [place for place, _ in found] == [places[2], places[1], places[0]]


@pytest.mark.parametrize(("strategy", "first"), [("FIRST_EXPIRED", "soon"), ("FIRST_IN", "old"), ("CLOSEST", "soon")])
async def test_a_warehouse_says_what_is_taken_first_where_nobody_else_does(
    stores: Stores, strategy: str, first: str
) -> None:
    site = await builders.insert(
        stores.owner, "warehouse", company_id=stores.company, code=uuid7().hex, name="Site", picking_strategy=strategy
    )
    sku, shelf = await stores.sku(), await stores.shelf(warehouse=site)
    days = {"old": (date(2026, 9, 1), 3), "soon": (date(2026, 4, 1), 1)}
    lots = {name: await stores.lot(sku, name, day) for name, (day, _) in days.items()}
    for name, (_, age) in days.items():
        await stores.put(sku, shelf, "1", lots[name], NOW - timedelta(days=age))
    (reserved,) = (await stores.want(want(sku, "1"), source=From(site))).reserved
    assert reserved.lot_id == lots[first]


@pytest.mark.parametrize("strategy", list(AllocationStrategy))
async def test_no_strategy_takes_what_has_expired(stores: Stores, strategy: AllocationStrategy) -> None:
    sku, shelf = await stores.sku(), await stores.shelf()
    await stores.put(sku, shelf, "1", await stores.lot(sku, "A", date(2026, 3, 14)))
    found = await stores.want(want(sku, "1"), policy=PARTIAL, source=From(strategy=strategy))
    assert (found.reserved, len(found.shortages)) == ([], 1)


async def test_a_pinned_line_gets_its_lot_and_others_get_what_it_leaves(stores: Stores) -> None:
    sku, shelf = await stores.sku(), await stores.shelf()
    wanted, other = await stores.lot(sku, "A", date(2027, 1, 1)), await stores.lot(sku, "B")
    await stores.put(sku, shelf, "2", wanted)
    await stores.put(sku, shelf, "2", other)
    any_lot, pinned, too_much = want(sku, "2"), want(sku, "1", lot_id=wanted), want(sku, "2", lot_id=wanted)
    allocation = await stores.want(any_lot, pinned, too_much, policy=PARTIAL)
    assert {(each.line_id, each.lot_id, each.quantity) for each in allocation.reserved} == {
        (pinned.line_id, wanted, 1), (too_much.line_id, wanted, 1), (any_lot.line_id, other, 2)
    }  # fmt: skip
    assert [(each.line.key, each.available) for each in allocation.shortages] == [(too_much.line_id, 1)]


async def test_takes_from_the_warehouse_and_place_that_are_named(stores: Stores) -> None:
    other = await builders.insert(stores.owner, "warehouse", company_id=stores.company, code="X", name="Other")
    sku, here = await stores.stocked("1")
    aisle = await stores.shelf(warehouse=other)
    bin_ = await stores.shelf(aisle, warehouse=other)
    await stores.put(sku, bin_, "1")
    assert taken(await stores.want(want(sku, "1"), source=From(warehouse_id=other))) == [(bin_, "1.000000")]
    assert (await stores.want(want(sku, "1"), source=From(within_id=aisle))).reserved == []
    assert taken(await stores.want(want(sku, "1"), source=From(within_id=here))) == [(here, "1.000000")]


async def test_promises_nothing_that_is_on_the_way_or_in_a_place_out_of_use(stores: Stores) -> None:
    sku, shelf = await stores.stocked("1")
    await stores.owner.execute("update location set archived_at = now() where id = $1", shelf)
    await stores.put(sku, await builders.location(stores.owner, stores.company, "TRUCK", "TRANSIT"), "1")
    assert [each.available for each in (await stores.want(want(sku, "2"))).shortages] == [Decimal(0)]
