"""What is kept for somebody can be let go, given to somebody else, tied to a lot, put first or last, and ends by the clock."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from kernel.errors import DomainError
from kernel.ids import NodeId
from services.inventory import reservation
from services.inventory.reservation import Open
from services.work import Work
from tests.inventory.reservations.stores import ACTOR, NOW, Stores, want


async def _kept(stores: Stores, quantity: str = "4", **more: Any) -> tuple[UUID, UUID]:
    """Keep some of ten pieces, and give the SKU and the reservation."""
    sku, _ = await stores.stocked("10")
    (made,) = (await stores.want(want(sku, quantity), **more)).reserved
    return sku, made.reservation_id


async def _row(stores: Stores, key: UUID) -> asyncpg.Record:
    found = await stores.owner.fetchrow("select * from reservation where id = $1", key)
    assert found is not None
    return found


@pytest.fixture
async def working(stores: Stores) -> AsyncGenerator[Work]:
    """A transaction of somebody."""
    async with stores.transactions.begin_as(ACTOR) as work:
        yield work


async def test_what_is_let_go_is_free_at_once(stores: Stores) -> None:
    sku, key = await _kept(stores)
    async with stores.transactions.begin_as(ACTOR) as work:
        await reservation.release(work, key, 1, Decimal(1))
        await reservation.release(work, key, 2)
    assert (await _row(stores, key))["state"] == "RELEASED"
    assert await stores.level(sku) == (10, 0)


@pytest.mark.parametrize("quantity", ["0", "-1", "4.000001"])
async def test_refuses_to_let_more_go_than_is_held(stores: Stores, working: Work, quantity: str) -> None:
    _, key = await _kept(stores)
    with pytest.raises(reservation.ReservationHoldsLess) as refusal:
        await reservation.release(working, key, 1, Decimal(quantity))
    assert (refusal.value.held, refusal.value.path) == (4, ("quantity",))


async def test_refuses_what_is_based_on_an_older_version(stores: Stores, working: Work) -> None:
    _, key = await _kept(stores)
    await reservation.prioritise(working, key, 1, 5, None)
    with pytest.raises(DomainError) as refusal:
        await reservation.release(working, key, 1)
    assert refusal.value.code == "STALE_VERSION"


async def test_goods_go_to_another_line_that_wants_them(stores: Stores) -> None:
    sku, key = await _kept(stores)
    line = NodeId("SalesOrderLine", key)

    async def wants_three(_: Work, __: UUID) -> Open:
        return Open(stores.company, sku, Decimal(3))

    async with stores.transactions.begin_as(ACTOR) as work:
        with pytest.raises(reservation.DemandWantsLess):
            await reservation.reassign(work, key, 1, line, wants_three)
        made = await reservation.reassign(work, key, 1, line, wants_three, Decimal(3), 9)
    assert (await _row(stores, key))["held"] == 1
    given = await _row(stores, made)
    assert (given["demand_id"], given["held"], given["priority"], given["replaces_id"]) == (key, 3, 9, key)
    assert await stores.level(sku) == (10, 4)


async def test_refuses_to_give_goods_to_who_wants_something_else(stores: Stores, working: Work) -> None:
    other, _ = await stores.stocked("1")
    _, key = await _kept(stores)

    async def wants_other(_: Work, __: UUID) -> Open:
        return Open(stores.company, other, Decimal(9))

    with pytest.raises(reservation.DemandOfOtherGoods):
        await reservation.reassign(working, key, 1, NodeId("SalesOrderLine", key), wants_other)


async def test_tying_to_another_lot_takes_goods_of_that_lot(stores: Stores) -> None:
    sku, shelf = await stores.sku(), await stores.shelf()
    first, second = await stores.lot(sku, "A"), await stores.lot(sku, "B")
    await stores.put(sku, shelf, "5", first)
    await stores.put(sku, await stores.shelf(), "3", second)
    (made,) = (await stores.want(want(sku, "3"))).reserved
    async with stores.transactions.begin_as(ACTOR) as work:
        (key,) = await reservation.pin(work, made.reservation_id, 1, second)
    pinned = await _row(stores, key)
    assert (pinned["lot_id"], pinned["held"], pinned["pinned"]) == (second, 3, True)
    assert (await _row(stores, made.reservation_id))["release_cause"] == "REASSIGNED"
    assert await stores.level(sku) == (8, 3)


async def test_refuses_a_lot_of_which_there_is_not_enough(stores: Stores, working: Work) -> None:
    sku, shelf = await stores.sku(), await stores.shelf()
    first, second = await stores.lot(sku, "A"), await stores.lot(sku, "B")
    await stores.put(sku, shelf, "5", first)
    (made,) = (await stores.want(want(sku, "3"))).reserved
    with pytest.raises(DomainError) as refusal:
        await reservation.pin(working, made.reservation_id, 1, second)
    assert (refusal.value.code, refusal.value.path) == ("STOCK_SHORT", ("lotId",))


async def test_a_reservation_ends_when_its_time_is_over(stores: Stores) -> None:
    soon, late = NOW + timedelta(minutes=1), NOW + timedelta(minutes=3)
    sku, ending = await _kept(stores, expires_at=soon)
    other, staying = await _kept(stores, expires_at=late)
    stores.clock.advance(timedelta(minutes=2))
    async with stores.transactions.begin_as(ACTOR) as work:
        await reservation.expire(work)
    stores.clock.advance(timedelta(minutes=-2))
    assert [(await _row(stores, key))["state"] for key in (ending, staying)] == ["EXPIRED", "ACTIVE"]
    assert (await stores.level(sku), await stores.level(other)) == ((10, 0), (10, 4))
