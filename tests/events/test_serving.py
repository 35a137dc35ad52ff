"""Whoever serves moves on what happens, also what others have committed."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from events.advancing import Advancer
from models.platform.event import CHANNEL
from server.settings import Settings
from server.telemetry.logs import logger
from tests.events.conftest import Happenings
from tests.events.test_feed_reader import advancing
from tests.server.site import running

PATIENCE_SECONDS = 30


async def test_a_server_moves_events_into_the_feed(happenings: Happenings, run_directory: Path) -> None:
    told = asyncio.Event()

    def hear(*_said: object) -> None:
        told.set()

    await happenings.owner.add_listener(CHANNEL, hear)
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=2, write_pool_size=1)
    async with running(settings, happenings.database):
        job = await happenings.job()
        await asyncio.wait_for(told.wait(), PATIENCE_SECONDS)
        assert await happenings.told() == [(job, 1)]


async def test_moving_goes_on_after_a_connection_that_was_ended_a_moment_ago(
    happenings: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance, ended = Advancer.advance, iter([asyncpg.InternalClientError("another operation (2) is in progress")])

    async def not_at_first(advancer: Advancer) -> None:
        for error in ended:
            raise error
        await advance(advancer)

    monkeypatch.setattr(Advancer, "advance", not_at_first)
    job = await happenings.job()
    async with advancing(happenings.database), asyncio.timeout(PATIENCE_SECONDS):
        while await happenings.told() != [(job, 1)]:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("rounds", range(6))
async def test_moving_ends_when_it_is_told_to_just_as_it_is_woken(happenings: Happenings, rounds: int) -> None:
    async with asyncpg.create_pool(happenings.database.app_url, min_size=0, max_size=1) as pool:
        advancer = Advancer(pool, logger())
        moving = asyncio.create_task(advancer.run())
        await asyncio.sleep(0.05)
        advancer.wake()
        for _ in range(rounds):
            await asyncio.sleep(0)
        moving.cancel()
        done, _ = await asyncio.wait({moving}, timeout=PATIENCE_SECONDS)
        assert done
