"""A worker is killed at a bulk operation: another does it, the file is whole and of one moment, and nothing is done twice."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import Any

from tests.bulk import worker_process
from tests.bulk.conftest import PARTIES, Bulk
from tests.bulk.test_mutations import CREATE, codes, made, party
from tests.forked import Forked, forked
from tests.schema import builders

WAIT_SECONDS = 60


async def until(bulk: Bulk, asked: dict[str, Any], **wanted: object) -> dict[str, Any]:
    """Wait until something holds of a bulk operation, and give what is told of it."""
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            told = await bulk.told(asked)
            if all(told[name] == value for name, value in wanted.items()):
                return told
            await asyncio.sleep(0.1)


@contextmanager
def started(bulk: Bulk, *, slow: bool) -> Generator[Forked]:
    """Start a worker, and kill it in the end."""
    worker = forked(partial(worker_process.run, slow=slow), bulk.shop.database.app_url, bulk.settings.home)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


async def test_another_worker_begins_anew_with_a_moment_of_its_own(bulk: Bulk) -> None:
    asked = await bulk.ask()
    with started(bulk, slow=True):
        first = await until(bulk, asked, state="RUNNING", rowCount=100)
    await builders.party(bulk.shop.owner, bulk.company, "P-0000")
    with started(bulk, slow=False):
        told = await until(bulk, asked, state="COMPLETED")
    assert [line["number"] for line in await bulk.lines(told)] == [f"P-{n:04}" for n in range(PARTIES + 1)]
    assert told["snapshotAt"] > first["snapshotAt"]


async def test_another_worker_does_the_lines_that_are_left(bulk: Bulk) -> None:
    asked = await bulk.ask_to_do(CREATE, [party(bulk, f"N-{n}") for n in range(6)])
    with started(bulk, slow=True):
        async with asyncio.timeout(WAIT_SECONDS):
            while len(await made(bulk)) < worker_process.SLOW_LINE:
                await asyncio.sleep(0.1)
    with started(bulk, slow=False):
        told = await until(bulk, asked, state="COMPLETED")
    assert await made(bulk) == [f"N-{n}" for n in range(6)]
    assert (codes(await bulk.lines(told)), told["failedCount"]) == ([[]] * 6, 0)
