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
