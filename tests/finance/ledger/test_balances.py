"""Balances are what the lines add up to, whatever was posted and undone, before and after folding."""

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from server.database import Database, create_engine
from services.finance.balances import fold
from services.finance.posting import post
from services.finance.posting_reversal import reverse
from tests.finance.books import Books, books_of, working

Said: TypeAlias = str | int | tuple[str, str, int, int, int, str]
CODES = ("1410", "4010", "5010", "6110", "3010")
DIFFERENCES = """
with added as (
  select line.account_id, line.period_id, place.value_id, line.currency, entry.is_closing,
    sum(greatest(line.company_amount, 0)) as debit, sum(greatest(-line.company_amount, 0)) as credit,
    sum(line.debit - line.credit) as amount, count(*) as lines
  from journal_line as line join journal_entry as entry on entry.id = line.entry_id
  cross join unnest(array[null]::uuid[] || line.value_ids) as place (value_id)
  where line.company_id = $1 group by 1, 2, 3, 4, 5
), kept as (
  select account_id, period_id, value_id, currency, is_closing, debit, credit, amount, lines
  from period_balance_now where company_id = $1
)
select count(*) from ((table added except table kept) union all (table kept except table added)) as difference
"""
POST = st.tuples(
    st.sampled_from(CODES), st.sampled_from(CODES), st.integers(1, 99_999), st.integers(1, 12), st.integers(0, 2),
    st.sampled_from(["EUR", "USD"]),
)  # fmt: skip
STEPS = st.lists(st.one_of(POST, st.integers(0, 20), st.just("check")), min_size=1, max_size=12)


async def step(books: Books, values: list[UUID], done: list[UUID], said: Said) -> None:
    """Post, undo, or let the database check what it checks at the end."""
    if isinstance(said, str):
        await books.check()
    elif isinstance(said, int):
        if done:
            await reverse(books.work, done.pop(said % len(done)), date(2026, 12, 31), "Undone")
    else:
        one, other, cents, month, dimensions, currency = said
        amount = f"{Decimal(cents) / 100:.2f}"
        legs = [books.leg(one, amount, values[:dimensions]), books.leg(other, f"-{amount}")]
        rate = Decimal("0.9137") if currency == "USD" else None
        done += await post(books.work, [books.entry(*legs, on=date(2026, month, 10), currency=currency, rate=rate)])


async def test_balances_are_the_sum_of_lines(engine: AsyncEngine) -> None:
    loop = asyncio.get_running_loop()

    async def run(steps: list[Said]) -> None:
        async with working(engine) as work:
            books = await books_of(work)
            values = [await books.value("COST_CENTRE", "NORTH"), await books.value("PROJECT", "BRIDGE")]
            done: list[UUID] = []
            for said in steps:
                await step(books, values, done, said)
            await books.check()
            assert await books.raw.fetchval(DIFFERENCES, books.company) == 0

    @settings(
        max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(STEPS)
    def drawn(steps: list[Said]) -> None:
        asyncio.run_coroutine_threadsafe(run(steps), loop).result()

    await asyncio.to_thread(drawn)


async def test_folding_changes_no_balance(fresh_database: Database) -> None:
    engine = create_engine(fresh_database)
    async with working(engine, keep=True) as work:
        books = await books_of(work)
        north = await books.value("COST_CENTRE", "NORTH")
        for month in (1, 2, 2, 3):
            legs = [books.leg("6110", "5.00", [north]), books.leg("1410", "-5.00")]
            await post(work, [books.entry(*legs, on=date(2026, month, 10))])
    async with working(engine, keep=True) as work:
        assert await fold(work.raw) == 12
        assert await fold(work.raw) == 0
    async with working(engine, keep=True) as work:
        await replace(books, work=work).post(("6110", "1.00"), ("1410", "-1.00"))
        assert await work.raw.fetchval(DIFFERENCES, books.company) == 0
        assert await fold(work.raw) == 2 or await work.raw.fetchval("select count(*) from period_balance_delta") == 0
    async with working(engine) as work:
        assert await work.raw.fetchval("select count(*) from period_balance_delta") == 0
        assert await work.raw.fetchval(DIFFERENCES, books.company) == 0
        assert await replace(books, work=work).balance("6110") == 21
    await engine.dispose()
