"""In whatever order it is entered: with its corrections, everything is worth what it would be in the order of its days."""

import asyncio
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from asyncpg import Connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.ids import uuid7
from tests.inventory.valuation.store import Store, store_of

_MOVE: Final = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, unit_cost, moved_at, document_type, document_id)
values ($1, $2, $3, $4, $5, $6, $7::date + interval '12 hours', 'GoodsReceipt', $8)
"""
_WORTH: Final = """
select entry.posted_on, entry.quantity, entry.value + coalesce((select sum(value) from stock_value_entry where corrects_id = entry.id), 0)
  as value
from stock_value_entry as entry where sku_id = $1 and corrects_id is null order by 1
"""
_HELD: Final = """
select quantity, value, (select sum(value) from stock_value_entry where sku_id = $1) as entered,
  (select sum(remaining_value) from cost_layer where sku_id = $1) as layers,
  (select min(remaining_value) from cost_layer where sku_id = $1) as least
from stock_value where sku_id = $1
"""


@dataclass(frozen=True)
class Event:
    """What comes at a cost or, below zero, goes on a day of its own."""

    day: int
    quantity: int
    cost: int


async def _enter(store: Store, sku: UUID, event: Event) -> None:
    key = uuid7()
    ends = (store.supplier, store.shelf) if event.quantity > 0 else (store.shelf, store.customer)
    await store.raw.execute(
        _MOVE, store.company, sku, *ends, Decimal(abs(event.quantity)), Decimal(event.cost) / 100 if event.quantity > 0 else None,
        date(2026, 3, event.day), key,
    )  # fmt: skip
    assert await store.raw.fetch("select * from stock_correct($1)", key) == []


def possible(events: list[Event]) -> bool:
    """Tell whether there is enough on every day."""
    there = 0
    for event in sorted(events, key=lambda each: each.day):
        there += event.quantity
        if there < 0:
            return False
    return True


async def _run(store: Store, method: str, events: list[Event]) -> None:
    late, ordered = await store.sku(method), await store.sku(method)
    entered: list[Event] = []
    for event in events:
        if possible([*entered, event]):
            entered.append(event)
            await _enter(store, late, event)
    for event in sorted(entered, key=lambda each: each.day):
        await _enter(store, ordered, event)
    assert await store.raw.fetch(_WORTH, late) == await store.raw.fetch(_WORTH, ordered)
    if entered:
        held = await store.raw.fetchrow(_HELD, late)
        assert held is not None
        assert held["value"] == held["entered"]
        assert method != "FIFO" or (held["layers"] == held["value"] and held["least"] >= 0)


EVENTS: Final = st.lists(
    st.builds(Event, st.integers(1, 28), st.integers(-9, 12).filter(bool), st.integers(0, 999)),
    max_size=9,
    unique_by=lambda event: event.day,
)


async def test_the_order_of_entering_makes_no_difference(app: Connection) -> None:
    loop, store = asyncio.get_running_loop(), await store_of(app)

    @settings(
        max_examples=80, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(st.sampled_from(["MOVING_AVERAGE", "FIFO", "STANDARD"]), EVENTS)
    def drawn(method: str, events: list[Event]) -> None:
        asyncio.run_coroutine_threadsafe(_run(store, method, events), loop).result()

    await asyncio.to_thread(drawn)
