"""Several workers: everybody is told everything, at whichever they are; one that ends sends its clients to the others."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg

from server.database import Database
from tests.interruptions.business import business_of, going_on
from tests.interruptions.conftest import Programs
from tests.interruptions.programs import PATIENCE_SECONDS, Program, listening
from tests.server.process import Running, running
from tests.server.test_cli_up import children

WORKERS = 2
BETWEEN = 60
SENT_ELSEWHERE = [[1012], ["ended"]]
READERS = "select count(*) from pg_stat_activity where application_name = 'torso-feed-reader' and datname = current_database()"


async def test_whoever_was_at_a_worker_that_ends_goes_on_at_another_one(
    fresh_database: Database, run_directory: Path, programs: Programs
) -> None:
    business, home = await business_of(fresh_database), run_directory / "home"
    async with running(fresh_database.app_url, fresh_database, home, PATIENCE_SECONDS, workers=WORKERS) as server:
        one, other = await _workers(server, fresh_database)
        at_one, at_other = programs(server.address), programs(server.address)
        async with _listening_without(other, at_one), _listening_without(one, at_other):
            async with going_on(business):
                await _are_told_more(at_one + at_other)
                os.kill(one, signal.SIGTERM)
                for each in at_one:
                    await each.until(lambda program: program.connections == 2)
                await _are_told_more(at_one + at_other)
            expected = await business.everything()
            for each in at_one + at_other:
                await each.until(lambda program: len(program.told) >= len(expected))
                assert (each.told, each.skipped) == (expected, 0)
            assert [each.endings for each in at_one] == SENT_ELSEWHERE * (len(at_one) // 2)
            assert [each.endings for each in at_other] == [[]] * len(at_other)
            os.kill(other, signal.SIGTERM)
            for each in at_other:
                await each.until(lambda program: program.endings)
            assert [each.endings for each in at_other] == SENT_ELSEWHERE * (len(at_other) // 2)


async def _workers(server: Running, database: Database) -> list[int]:
    """Wait until all workers serve, and give their numbers."""
    app = await asyncpg.connect(database.app_url)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await app.fetchval(READERS) < WORKERS:
            await asyncio.sleep(0.1)
    await app.close()
    named = {number: Path(f"/proc/{number}/cmdline").read_bytes() for number in children(server.process.pid)}
    return [number for number, command in named.items() if b"spawn_main" in command]


@asynccontextmanager
async def _listening_without(other: int, programs: list[Program]) -> AsyncGenerator[None]:
    """Let programs connect to another worker than one, which stands still meanwhile."""
    async with AsyncExitStack() as open_:
        os.kill(other, signal.SIGSTOP)
        try:
            await open_.enter_async_context(listening(*programs))
        finally:
            os.kill(other, signal.SIGCONT)
        yield


async def _are_told_more(programs: list[Program]) -> None:
    for each in programs:
        enough = len(each.told) + BETWEEN
        await each.until(lambda program, enough=enough: len(program.told) >= enough)
