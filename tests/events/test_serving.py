"""Whoever serves moves on what happens, also what others have committed."""

import asyncio
from pathlib import Path

from models.platform.event import CHANNEL
from server.settings import Settings
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
