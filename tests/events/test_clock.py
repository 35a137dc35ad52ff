"""The clock of the database jumps: events stay in the order in which they were committed, and none is passed over."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

import pytest

from events.feed import read_after
from events.position import ResyncRequired, opened, sealed
from tests.events.conftest import MAKE, Happenings
from tests.events.test_feed_reader import KEY, advancing, reading, until

KEPT = dt.timedelta(days=30)
NOW = "current_date"

Set: TypeAlias = Callable[[int], Awaitable[None]]


@pytest.fixture
async def set_clock(happenings: Happenings) -> Set:
    """Let events get their positions so many days from now."""
    definition = await happenings.owner.fetchval("select pg_get_functiondef('feed_advance(integer)'::regprocedure)")
    assert definition.count(NOW) == 2

    async def set_to(days: int) -> None:
        await happenings.owner.execute(definition.replace(NOW, f"({NOW} + {days})"))

    return set_to


async def _happens(happenings: Happenings, count: int = 2) -> list[UUID]:
    jobs = [await happenings.job() for _ in range(count)]
    await happenings.advance()
    return jobs


async def test_nothing_is_lost_or_told_twice(happenings: Happenings, set_clock: Set) -> None:
    jobs: list[UUID] = []
    async with reading(happenings.database) as feed, advancing(happenings.database):
        with feed.subscribed() as subscription:
            for days in (0, 40, -40, 3, 0):
                await set_clock(days)
                jobs += await _happens(happenings)
            assert await until(subscription, jobs[-1]) == [(job, 1) for job in jobs]
    events = await read_after(happenings.app, 0)
    assert [(event.position, event.entity_id) for event in events] == list(enumerate(jobs, 1))


@pytest.mark.parametrize("days", [(0, -40, 0), (40, -40, 0)], ids=["back for a while", "forward, then back"])
async def test_what_came_before_something_forgotten_is_not_gone_on_from(
    happenings: Happenings, set_clock: Set, days: tuple[int, int, int]
) -> None:
    for each in days:
        await set_clock(each)
        await _happens(happenings)
    cursors = [await sealed(happenings.app, KEY, position) for position in range(7)]
    assert await happenings.app.fetchval("select feed_forget($1)", KEPT) == 1
    for cursor in cursors[:4]:
        with pytest.raises(ResyncRequired):
            await opened(happenings.app, KEY, cursor)
    assert [await opened(happenings.app, KEY, cursor) for cursor in cursors[4:]] == [4, 5, 6]


async def test_a_reader_does_not_pass_over_what_is_forgotten_before_it_is_read(
    happenings: Happenings, set_clock: Set
) -> None:
    async with reading(happenings.database) as feed:
        with feed.subscribed() as subscription:
            async with happenings.owner.transaction():
                for days in (0, -40, 0):
                    await set_clock(days)
                    await happenings.owner.fetchval(MAKE)
                    await happenings.owner.execute("select feed_advance(10)")
                await happenings.owner.execute("select feed_forget($1)", KEPT)
            with pytest.raises(ResyncRequired):
                await subscription.take()
