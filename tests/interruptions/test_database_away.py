"""The database ends connections, hangs or is started again: everybody stays connected, and is told everything once it is back."""

import asyncio
import os
import signal
from pathlib import Path

import asyncpg
import pytest

from server.database import Database
from server.postgres import embedded_server
from tests.interruptions.business import Business, business_of, going_on
from tests.interruptions.conftest import Programs, Serve, own_database
from tests.interruptions.programs import PATIENCE_SECONDS, Program, listening

BETWEEN = 60
TIMES = 2
ENDS = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"


@pytest.mark.parametrize(
    "which", ["application_name = 'torso-feed-reader'", "usename = current_user"], ids=["listener", "all"]
)
async def test_connections_end(fresh_database: Database, serve: Serve, programs: Programs, which: str) -> None:
    business = await business_of(fresh_database)
    async with serve(fresh_database) as server:
        everybody = programs(server.address)
        async with listening(*everybody):
            async with going_on(business):
                for _ in range(TIMES):
                    await _are_told_more(everybody)
                    app = await asyncpg.connect(fresh_database.app_url)
                    await app.execute(f"{ENDS} and {which}")
                    await app.close()
                await _are_told_more(everybody)
            await _were_told_everything(business, everybody)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL], ids=["fast", "immediate", "killed"])
async def test_it_is_started_again(own_home: Path, serve: Serve, programs: Programs, how: signal.Signals) -> None:
    with embedded_server(own_home) as postgres:
        database = own_database(postgres)
        business = await business_of(database)
        async with serve(database) as server:
            everybody = programs(server.address)
            async with listening(*everybody):
                async with going_on(business):
                    await _are_told_more(everybody)
                    await _end_database(own_home, how)
                    with embedded_server(own_home):
                        await _are_told_more(everybody)
                with embedded_server(own_home):
                    await _were_told_everything(business, everybody)


async def _are_told_more(programs: list[Program]) -> None:
    for each in programs:
        enough = len(each.told) + BETWEEN
        await each.until(lambda program, enough=enough: len(program.told) >= enough)


async def _were_told_everything(business: Business, programs: list[Program]) -> None:
    expected = await business.everything()
    for each in programs:
        await each.until(lambda program: len(program.told) >= len(expected))
        assert (each.told, each.skipped) == (expected, 0)
        # They have noticed nothing of it.
        assert (each.connections, each.endings) == (1, [])


async def _end_database(home: Path, how: signal.Signals) -> None:
    """End a PostgreSQL, and wait until it has gone."""
    number = int((home / "postgres/data/postmaster.pid").read_text().splitlines()[0])
    os.kill(number, how)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while Path(f"/proc/{number}/fd/0").exists():
            await asyncio.sleep(0.02)
