"""Whatever is moved, closed and opened again: what is told of a day is what all moves up to it add up to."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg
import orjson
from asyncpg import Connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.finance.integrity import IntegrityCheckKind, found_by
from services.inventory.valuation.report import VALUATION
from tests.inventory.valuation.store import Store, store_of
from tests.schema import builders

_PERIOD: Final = """
insert into accounting_period (company_id, fiscal_year_id, number, starts_on, ends_on, state)
values ($1, $2, $3, $4, $5, 'OPEN') returning id
"""
_MOVE: Final = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, unit_cost, moved_at)
values ($1, $2, $3, $4, $5, 3.333333, $6::date + interval '12 hours')
"""
_MOVED: Final = """
select location.code, sum(side.quantity) as quantity
from stock_move as move cross join lateral (values (from_location_id, -quantity), (to_location_id, quantity)) as side (place, quantity)
join location on location.id = side.place and location.holds_stock
where sku_id = $1 and (move.moved_at at time zone 'Europe/Vienna')::date <= $2 group by 1 having sum(side.quantity) <> 0
"""
_VALUED: Final = "select coalesce(sum(value), 0) from stock_value_entry where sku_id = $1 and posted_on <= $2"
_BOUND: Final = {
    "companies": "array[$1::uuid]", "day": "$2::date", "grouping": "$3::text", "first": "100", "after": "null::text",
}  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """What moves on a day of the first quarter between two of four places, or a month that is closed or opened again."""

    day: int
    quantity: int
    ends: tuple[int, int]
    month: int | None = None


TURNS: Final = st.lists(
    st.builds(
        Turn, st.integers(0, 89), st.integers(1, 9),
        st.sampled_from([(0, 1), (0, 2), (1, 2), (2, 1), (1, 3), (2, 3)]), st.sampled_from([None, None, 1, 2, 3]),
    ),
    min_size=4, max_size=24,
)  # fmt: skip
JANUARY: Final = date(2026, 1, 1)


@dataclass
class Quarter:
    """A store with three months, and two shelves."""

    store: Store
    sku: UUID
    months: list[UUID]
    places: list[UUID]

    async def take(self, turn: Turn) -> None:
        """Do what a turn says, as far as it may be done."""
        raw = self.store.raw
        if turn.month is not None:
            state = await raw.fetchval("select state from accounting_period where id = $1", self.months[turn.month - 1])
            steps = ("CLOSING", "CLOSED") if state == "OPEN" else ("OPEN",)
            for step in steps:
                await raw.execute(
                    "update accounting_period set state = $2 where id = $1", self.months[turn.month - 1], step
                )
            return
        source, target = (self.places[place] for place in turn.ends)
        try:
            async with raw.transaction():
                on = JANUARY + timedelta(days=turn.day)
                await raw.execute(_MOVE, self.store.company, self.sku, source, target, Decimal(turn.quantity), on)
        except asyncpg.CheckViolationError:
            return

    async def told(self, day: date, grouping: str) -> dict[str, Decimal]:
        """Tell by code what the statement says of a day: what was there was worth so much."""
        text = VALUATION
        for name, value in _BOUND.items():
            text = text.replace(f":{name}", value)
        facts = orjson.loads(await self.store.raw.fetchval(text, self.store.company, day, grouping))
        return {line["code"]: Decimal(line["value"]) for line in facts["lines"]}

    async def summed(self, day: date) -> tuple[Decimal, dict[str, Decimal]]:
        """Add up all entries of value, and the quantities of all moves by place."""
        worth = await self.store.raw.fetchval(_VALUED, self.sku, day)
        return worth, {row["code"]: row["quantity"] for row in await self.store.raw.fetch(_MOVED, self.sku, day)}


async def _quarter(raw: Connection) -> Quarter:
    store = await store_of(raw)
    other = await builders.location(raw, store.company, "OTHER", "INTERNAL")
    year = {"code": "2026", "starts_on": JANUARY, "ends_on": date(2026, 12, 31)}
    key = await builders.insert(raw, "fiscal_year", company_id=store.company, **year)
    days = [JANUARY, date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)]
    months = [
        await raw.fetchval(_PERIOD, store.company, key, number, days[number - 1], days[number] - timedelta(days=1))
        for number in (1, 2, 3)
    ]
    places = [store.supplier, store.shelf, other, store.customer]
    return Quarter(store, await store.sku("MOVING_AVERAGE"), months, places)


async def _run(raw: Connection, turns: list[Turn]) -> None:
    quarter = await _quarter(raw)
    for turn in turns:
        await quarter.take(turn)
    for day in (JANUARY, *(JANUARY + timedelta(days=days) for days in (15, 30, 31, 45, 58, 59, 75, 89, 120))):
        worth, places = await quarter.summed(day)
        by_sku, by_place = await quarter.told(day, "SKU"), await quarter.told(day, "WAREHOUSE")
        assert sum(by_sku.values()) == worth
        assert set(by_place) == set(places)
        assert not by_place or sum(by_place.values()) == worth
    for kind in (
        IntegrityCheckKind.STOCK_SNAPSHOTS_ARE_SUMS_OF_MOVES,
        IntegrityCheckKind.STOCK_VALUES_ARE_SUMS_OF_ENTRIES,
    ):
        assert (await found_by(raw, quarter.store.company, kind)).findings == []


async def test_a_snapshot_and_what_moved_since_are_all_moves(app: Connection) -> None:
    loop = asyncio.get_running_loop()

    @settings(
        max_examples=50, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(TURNS)
    def drawn(turns: list[Turn]) -> None:
        asyncio.run_coroutine_threadsafe(_run(app, turns), loop).result()

    await asyncio.to_thread(drawn)
