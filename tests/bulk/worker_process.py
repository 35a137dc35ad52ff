"""A worker of the tests: the real one, which may be so slow at the second page, or after the third line, that it can be killed there."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

from server.bulk.reading import Reading, Snapshot
from server.bulk.writing import Doing, Line, Told
from server.database import Database
from server.jobs.worker import work
from server.settings import Settings
from server.telemetry import logs
from server.wiring import HANDLERS

HEARTBEAT = timedelta(seconds=2)
SLOW_LINE = 3


def run(url: str, home: Path, *, slow: bool) -> None:
    """Work until told to end, or killed."""
    logs.configure("json")
    if slow:
        _slow_down()
    asyncio.run(work(Settings(home=home), Database(url, url, embedded=True), HANDLERS, {}, heartbeat=HEARTBEAT))


def _slow_down() -> None:
    pages = Reading.pages

    async def slowly(self: Reading, reader: Snapshot) -> AsyncGenerator[list[bytes]]:
        async for lines in pages(self, reader):
            yield lines
            await asyncio.sleep(600)

    Reading.pages = slowly  # type: ignore[method-assign]
    each = Doing.each

    async def slow_to_tell(self: Doing, line: Line) -> Told:
        told = await each(self, line)
        if line.number == SLOW_LINE:
            await asyncio.sleep(600)
        return told

    Doing.each = slow_to_tell  # type: ignore[method-assign]
