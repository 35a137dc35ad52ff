"""Whatever order transactions begin, wait and commit in: everything is told once, without a gap, each thing in order."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from asyncpg import Connection
from hypothesis import strategies as st

from models.platform.event import CHANNEL
from tests.events.conftest import Happenings
from tests.oracle.examples import for_all

JOBS = 6
WRITERS = 10
EXAMPLES = 12


class Transaction(NamedTuple):
    """What one transaction does: to which jobs, whether it is known to the database early, and how it ends."""

    jobs: Sequence[int]
    begins_early: bool
    undoes_a_part: bool
    fails: bool


TRANSACTIONS = st.builds(
    Transaction,
    st.lists(st.integers(0, JOBS - 1), min_size=1, max_size=4).map(sorted),
    st.booleans(),
    st.booleans(),
    st.sampled_from([False] * 9 + [True]),
)
SCRIPTS = st.lists(st.lists(TRANSACTIONS, min_size=8, max_size=16), min_size=WRITERS, max_size=WRITERS)


class _Undone(Exception):
    pass


async def test_everything_is_told_once_and_in_order_however_transactions_commit(happenings: Happenings) -> None:
    jobs = [await happenings.job() for _ in range(JOBS)]
    writers = [await happenings.connect() for _ in range(WRITERS)]
    advancers = [await happenings.connect() for _ in range(2)]
    expected: set[tuple[UUID, int]] = {(job, 1) for job in jobs}

    async def run(script: Sequence[Sequence[Transaction]]) -> None:
        done = asyncio.Event()
        advancing = [asyncio.create_task(_advance_until(done, connection)) for connection in advancers]
        written = await asyncio.gather(
            *map(lambda writer, each: write(happenings, writer, each, jobs), writers, script)
        )
        done.set()
        await asyncio.gather(*advancing)
        while await happenings.advance():
            pass
        expected.update(*written)
        feed = await happenings.feed()
        assert [event["position"] for event in feed] == list(range(1, len(feed) + 1))
        assert sorted((event["entity_id"], event["entity_version"]) for event in feed) == sorted(expected)
        for job in jobs:
            versions = [event["entity_version"] for event in feed if event["entity_id"] == job]
            assert all(one < next_ for one, next_ in pairwise(versions))

    await for_all(run, SCRIPTS, examples=EXAMPLES)
    assert len(expected) > 1_000
    for connection in (*writers, *advancers):
        await connection.close()


async def write(
    happenings: Happenings, connection: Connection, transactions: Sequence[Transaction], jobs: Sequence[UUID]
) -> set[tuple[UUID, int]]:
    """Do transactions one after the other, and give what they have committed."""
    committed: set[tuple[UUID, int]] = set()
    for each in transactions:
        with suppress(_Undone):
            committed |= await _do(happenings, connection, each, jobs)
    return committed


async def _do(
    happenings: Happenings, connection: Connection, each: Transaction, jobs: Sequence[UUID]
) -> set[tuple[UUID, int]]:
    versions: dict[UUID, int] = {}
    async with connection.transaction():
        if each.begins_early:
            await connection.execute("select pg_current_xact_id()")
        for place in each.jobs:
            if each.undoes_a_part:
                with suppress(_Undone):
                    async with connection.transaction():
                        await happenings.work(jobs[place], connection)
                        raise _Undone
            versions[jobs[place]] = await happenings.work(jobs[place], connection)
        if each.fails:
            raise _Undone
    return set(versions.items())


async def _advance_until(done: asyncio.Event, connection: Connection) -> None:
    """Advance over and over, a few events at a time, beside somebody else who does the same."""
    while not done.is_set():
        await connection.execute("select feed_advance(7)")
        await asyncio.sleep(0)


async def test_a_transaction_that_stays_open_holds_up_nothing_but_its_own(happenings: Happenings) -> None:
    slow, quick = await happenings.job(), await happenings.job()
    other = await happenings.connect()
    await happenings.advance()
    async with other.transaction():
        await happenings.work(slow, other)
        await happenings.work(quick)
        assert await happenings.advance() == 1
        assert (await happenings.told())[-1] == (quick, 2)
    assert await happenings.advance() == 1
    assert (await happenings.told())[-1] == (slow, 2)
    await other.close()


async def test_a_simulation_tells_nothing(happenings: Happenings) -> None:
    job = await happenings.job()
    await happenings.advance()
    with suppress(_Undone):
        async with happenings.app.transaction():
            await happenings.work(job)
            raise _Undone
    assert await happenings.advance() == 0


async def test_what_a_transaction_does_to_one_thing_is_one_event(happenings: Happenings) -> None:
    job = await happenings.job()
    await happenings.advance()
    async with happenings.app.transaction():
        await happenings.app.execute("update job set state = 'RUNNING' where id = $1", job)
        await happenings.app.execute("update job set state = 'DONE', progress_done = 3 where id = $1", job)
    await happenings.advance()
    event = (await happenings.feed())[-1]
    assert (event["kind"], event["from_state"], event["to_state"], event["entity_version"]) == (
        "CHANGED",
        "QUEUED",
        "DONE",
        3,
    )
    assert '"progressDone": 3' in event["figures"]


async def test_what_is_deleted_is_told_with_the_state_that_it_had(happenings: Happenings) -> None:
    job = await happenings.job()
    await happenings.advance()
    await happenings.app.execute("delete from job where id = $1", job)
    await happenings.advance()
    event = (await happenings.feed())[-1]
    assert (event["kind"], event["from_state"], event["to_state"]) == ("REMOVED", "QUEUED", None)


async def test_tells_nothing_where_nothing_of_interest_changed(happenings: Happenings) -> None:
    job = await happenings.job()
    await happenings.advance()
    await happenings.app.execute("update job set message = 'Still at it' where id = $1", job)
    assert await happenings.advance() == 0


async def test_one_at_a_time_advances(happenings: Happenings) -> None:
    await happenings.job()
    other = await happenings.connect()
    async with other.transaction():
        assert await other.fetchval("select feed_advance(10)") == 1
        assert await happenings.advance() == -1
    assert await happenings.advance() == 0
    await other.close()


async def test_takes_so_many_at_once_and_tells_once_for_all(happenings: Happenings) -> None:
    heard: list[object] = []

    def hear(*told: object) -> None:
        heard.append(told[-1])

    await happenings.owner.add_listener(CHANNEL, hear)
    for _ in range(5):
        await happenings.job()
    assert [await happenings.advance(3) for _ in range(3)] == [3, 2, 0]
    await happenings.owner.execute("select 1")
    assert heard == ["3", "5"]
