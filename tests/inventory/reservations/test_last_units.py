"""Many want the last units at once: exactly what is there is promised, and the others are told what is short."""

import asyncio
import random
from decimal import Decimal
from uuid import UUID

from services.inventory.allocate import Allocation, Demand
from tests.inventory.reservations.stores import PARTIAL, WHOLE, Stores, want

CLIENTS, PRODUCTS, UNITS = 64, 20, 7
LEVELS = """
select sku_id, on_hand, reserved, (select coalesce(sum(held), 0) from reservation
  where (reservation.sku_id, reservation.location_id) = (level.sku_id, level.location_id)) as held
from stock_level as level where sku_id = any($1::uuid[])
"""


async def _shelved(stores: Stores) -> list[UUID]:
    """Put so many units of each product on two shelves."""
    shelves = [await stores.shelf(), await stores.shelf()]
    skus = [await stores.sku() for _ in range(PRODUCTS)]
    for sku in skus:
        await stores.put(sku, shelves[0], "3")
        await stores.put(sku, shelves[1], str(UNITS - 3))
    return skus


def _baskets(skus: list[UUID], seed: int) -> list[list[Demand]]:
    """Make up what each client wants: one unit of five products, in any order."""
    chance = random.Random(seed)
    return [[want(sku, "1") for sku in chance.sample(skus, 5)] for _ in range(CLIENTS)]


async def _all_at_once(stores: Stores, baskets: list[list[Demand]], **how: object) -> list[Allocation]:
    return await asyncio.gather(*(stores.want(*basket, **how) for basket in baskets))  # pyright: ignore[reportArgumentType] - what a test says


async def test_64_clients_who_take_what_there_is_get_exactly_what_is_there(stores: Stores) -> None:
    skus = await _shelved(stores)
    baskets = _baskets(skus, 1)
    got = await _all_at_once(stores, baskets, policy=PARTIAL)
    for sku in skus:
        wanted = sum(demand.sku_id == sku for basket in baskets for demand in basket)
        sold = sum(reserved.quantity for each in got for reserved in each.reserved if reserved.sku_id == sku)
        short = sum(1 for each in got for shortage in each.shortages if shortage.sku.key == sku)
        assert (sold, short) == (min(wanted, UNITS), max(wanted - UNITS, 0))
    levels = await stores.owner.fetch(LEVELS, skus)
    assert all(0 <= level["reserved"] <= level["on_hand"] and level["reserved"] == level["held"] for level in levels)


async def test_64_clients_who_want_all_or_nothing_get_whole_baskets_or_are_told_what_is_short(stores: Stores) -> None:
    skus = await _shelved(stores)
    got = await _all_at_once(stores, _baskets(skus, 2), policy=WHOLE)
    assert {len(each.reserved) for each in got} == {0, 5}
    assert all(bool(each.reserved) != bool(each.shortages) for each in got)
    levels = await stores.owner.fetch(LEVELS, skus)
    assert all(level["reserved"] == level["held"] <= level["on_hand"] for level in levels)
    # Nobody who was refused could be served now: each of them lacked something that is gone.
    gone = {sku for sku in skus if (await stores.level(sku))[1] == UNITS}
    assert all({shortage.sku.key for shortage in each.shortages} & gone for each in got if each.shortages)


async def test_of_64_clients_who_want_the_last_unit_one_gets_it(stores: Stores) -> None:
    sku, _ = await stores.stocked("1")
    got = await _all_at_once(stores, [[want(sku, "1")] for _ in range(CLIENTS)])
    assert sum(len(each.reserved) for each in got) == 1
    assert [each.shortages[0].available for each in got if each.shortages] == [Decimal(0)] * (CLIENTS - 1)
