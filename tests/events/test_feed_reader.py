"""The reader of a process hands on everything that happens, whatever becomes of its connection, its peers and the database."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from events import advancing as moves
from events import feed as feeds
from events.advancing import Advancer
from events.feed import Feed, Heard, Subscription
from events.position import CursorInvalid, ResyncRequired, opened, place, sealed
from server.database import FEED, Database, create_feed_pool
from server.migration import upgrade
from server.postgres import embedded_server
from server.telemetry.logs import logger
from tests.events.conftest import MAKE, Happenings

PATIENCE_SECONDS = 30
KEY = b"key of a test"

COMMITS = """
import asyncio, sys, asyncpg
async def main():
    connection = await asyncpg.connect(sys.argv[1])
    print(await connection.fetchval(sys.argv[2]), flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


@asynccontextmanager
async def reading(database: Database, before: Mapping[str, Heard] | None = None) -> AsyncGenerator[Feed]:
    """Run a reader that has begun."""
    feed = Feed(database.app_url, logger(), before)
    task = asyncio.create_task(feed.run())
    try:
        await asyncio.wait_for(feed.began(), PATIENCE_SECONDS)
        yield feed
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def advancing(database: Database) -> AsyncGenerator[Advancer]:
    """Run a process' share in moving events on."""
    pool = await create_feed_pool(database)
    advancer = Advancer(pool, logger())
    task = asyncio.create_task(advancer.run())
    try:
        yield advancer
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        pool.terminate()


async def until(subscription: Subscription, job: UUID, version: int = 1) -> list[tuple[UUID, int]]:
    """Take batches until something is told, and give everything that was."""
    told: list[tuple[UUID, int]] = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (job, version) not in told:
            told += [(event.entity_id, event.version) for event in (await subscription.take()).events]
    return told


async def test_what_is_said_on_a_channel_is_heard_before_what_happens_after_it(happenings: Happenings) -> None:
    heard: list[str] = []
    before = {"rights": heard.append}
    async with reading(happenings.database, before) as feed, advancing(happenings.database) as advancer:
        with feed.subscribed() as subscription:
            for number in range(20):
                await happenings.owner.execute("select pg_notify('rights', $1)", str(number))
                job = await happenings.job()
                advancer.wake()
                await until(subscription, job)
                assert heard[-1] == str(number)


async def test_hands_on_what_happens_from_now_on(happenings: Happenings) -> None:
    before = await happenings.job()
    await happenings.advance()
    async with reading(happenings.database) as feed, advancing(happenings.database) as advancer:
        with feed.subscribed() as one, feed.subscribed() as other:
            job = await happenings.job()
            await happenings.work(job)
            advancer.wake()
            told = await until(one, job, 2)
            assert (before, 1) not in told
            assert told == [(job, 1), (job, 2)] == await until(other, job, 2)


async def test_moves_on_what_was_committed_by_a_process_that_was_killed(happenings: Happenings) -> None:
    async with reading(happenings.database) as feed:
        with feed.subscribed() as subscription:
            command = [sys.executable, "-c", COMMITS, happenings.database.app_url, MAKE]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as victim:
                assert victim.stdout is not None
                job = UUID((await asyncio.to_thread(victim.stdout.readline)).strip())
                victim.kill()
            # Nobody wakes it.
            async with advancing(happenings.database):
                assert await until(subscription, job) == [(job, 1)]


async def test_goes_on_without_a_gap_when_its_listener_is_ended(happenings: Happenings) -> None:
    async with reading(happenings.database) as feed:
        with feed.subscribed() as subscription:
            jobs: list[UUID] = []
            for _ in range(4):
                await happenings.owner.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where datname = current_database() and query ~ 'feed' and pid not in (pg_backend_pid(), $1)",
                    happenings.app.get_server_pid(),
                )
                jobs.append(await happenings.job())
                await happenings.advance()
            assert await until(subscription, jobs[-1]) == [(job, 1) for job in jobs]


@pytest.mark.parametrize("hangs", [feeds.READER, FEED], ids=["reader", "mover"])
async def test_goes_on_when_a_connection_hangs(
    happenings: Happenings, monkeypatch: pytest.MonkeyPatch, hangs: str
) -> None:
    for module in (feeds, moves):
        monkeypatch.setattr(module, "ANSWER_SECONDS", 3.0)
    async with reading(happenings.database) as feed, advancing(happenings.database):
        with feed.subscribed() as subscription:
            first = await happenings.job()
            await until(subscription, first)
            backend = await happenings.owner.fetchval(
                "select pid from pg_stat_activity where application_name = $1 and datname = current_database()", hangs
            )
            os.kill(backend, signal.SIGSTOP)
            try:
                second = await happenings.job()
                assert await until(subscription, second) == [(second, 1)]
            finally:
                os.kill(backend, signal.SIGCONT)


async def test_finds_what_nobody_told_it(happenings: Happenings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "CHANNEL", "nobody speaks here")
    monkeypatch.setattr(feeds, "LOOK_AGAIN_SECONDS", 0.05)
    async with reading(happenings.database) as feed:
        with feed.subscribed() as subscription:
            job = await happenings.job()
            await happenings.advance()
            assert await until(subscription, job) == [(job, 1)]


async def test_tells_a_slow_subscriber_how_much_it_has_missed(happenings: Happenings) -> None:
    async with reading(happenings.database) as feed:
        with feed.subscribed(buffered_max=3) as slow, feed.subscribed() as quick:
            jobs = [await happenings.job() for _ in range(10)]
            await happenings.advance()
            await until(quick, jobs[-1])
            batch = await slow.take()
            assert ([event.entity_id for event in batch.events], batch.skipped) == (jobs[-3:], 7)
            assert batch.position == quick.position


async def test_lets_subscribers_read_anew_in_another_epoch(happenings: Happenings) -> None:
    async with reading(happenings.database) as feed:
        with feed.subscribed() as subscription:
            await happenings.owner.execute("select feed_begin_epoch()")
            await happenings.job()
            await happenings.advance()
            with pytest.raises(ResyncRequired):
                await asyncio.wait_for(subscription.take(), PATIENCE_SECONDS)
        with feed.subscribed() as subscription:
            job = await happenings.job()
            await happenings.advance()
            assert (job, 1) in await until(subscription, job)


async def test_a_cursor_comes_back_to_its_place_alone(happenings: Happenings) -> None:
    await happenings.job()
    await happenings.advance()
    cursor = await sealed(happenings.app, KEY, 1)
    assert await opened(happenings.app, KEY, cursor) == 1
    for forged in ("", "x", "A" * 64, cursor[:-2] + "AA", cursor[1:] + "A", "💶" * 64):
        with pytest.raises(CursorInvalid):
            await opened(happenings.app, KEY, forged)
    with pytest.raises(CursorInvalid):
        await opened(happenings.app, b"another key", cursor)


async def test_a_cursor_of_another_epoch_is_told_to_read_anew(happenings: Happenings) -> None:
    await happenings.job()
    await happenings.advance()
    cursor = await sealed(happenings.app, KEY, 1)
    await happenings.owner.execute("select feed_begin_epoch()")
    with pytest.raises(ResyncRequired):
        await opened(happenings.app, KEY, cursor)


async def test_a_cursor_of_what_is_forgotten_is_told_to_read_anew(happenings: Happenings) -> None:
    for _ in range(3):
        await happenings.job()
    await happenings.advance()
    cursors = [await sealed(happenings.app, KEY, position) for position in range(3)]
    await happenings.owner.execute("update feed_state set first_position = 2")
    with pytest.raises(ResyncRequired):
        await opened(happenings.app, KEY, cursors[0])
    assert [await opened(happenings.app, KEY, cursor) for cursor in cursors[1:]] == [1, 2]


async def test_goes_on_when_the_database_was_killed_and_started_again(tmp_path: Path) -> None:
    with embedded_server(tmp_path) as server:
        database = Database(server.url("torso_owner"), server.url("torso_app"), embedded=True)
        await upgrade(database)
        async with reading(database) as feed, advancing(database):
            with feed.subscribed() as subscription:
                connection = await asyncpg.connect(database.app_url)
                first = await connection.fetchval(MAKE)
                _kill_database(tmp_path)
                with embedded_server(tmp_path):
                    connection = await asyncpg.connect(database.app_url)
                    second = await connection.fetchval(MAKE)
                    assert await until(subscription, second) == [(first, 1), (second, 1)]
                    assert (await place(connection)).position == 2
                    await connection.close()


def _kill_database(home: Path) -> None:
    number = int((home / "postgres/data/postmaster.pid").read_text().splitlines()[0])
    os.kill(number, signal.SIGKILL)
    while Path(f"/proc/{number}/fd/0").exists():
        pass
