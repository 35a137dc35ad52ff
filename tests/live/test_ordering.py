"""However transactions commit and subscribers come and go: everybody is told each change once, and in order."""

import asyncio
from collections.abc import Sequence
from itertools import cycle, pairwise
from typing import NamedTuple

import pytest
from hypothesis import Phase
from hypothesis import strategies as st

from auth.principal import Principal
from server.live import cohort
from tests.events.conftest import Happenings
from tests.events.test_feed_order import SCRIPTS, Transaction, write
from tests.live.audience import Audience, Listener
from tests.oracle.examples import for_all

JOBS = "subscription { jobProgress { cursor skipped changes { version nodeKey } } }"
EXAMPLES = 8
COUNT = 6
EVERYBODY = 5
PATIENCE_SECONDS = 60


class Stay(NamedTuple):
    """How long a subscriber stays before they are interrupted, and how slowly they take what they are told."""

    batches: int
    takes_seconds: float


STAYS = st.lists(st.builds(Stay, st.integers(1, 4), st.sampled_from([0.0, 0.0, 0.01, 0.2])), min_size=1, max_size=5)


class Heard(NamedTuple):
    """What a subscriber was told over all of their connections."""

    changes: list[tuple[str, int]]
    skipped: int

    def and_from(self, listener: Listener) -> "Heard":
        """Add what a listener was told."""
        changes = [(each["nodeKey"], each["version"]) for each in listener.changes]
        return Heard([*self.changes, *changes], self.skipped + listener.skipped)


async def test_everybody_is_told_each_change_once_and_in_order(
    happenings: Happenings,
    audience: Audience,
    other_audience: Audience,
    admin: Principal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cohort, "BEHIND_SECONDS", 0.1)
    jobs = [await happenings.job() for _ in range(COUNT)]
    writers = [await happenings.connect() for _ in range(10)]
    told_in_all = 0

    async def run(scripts: Sequence[Sequence[Transaction]], stays: Sequence[Sequence[Stay]]) -> None:
        nonlocal told_in_all
        while await happenings.advance():
            pass
        before = len(await happenings.feed())
        while audience.live.position < before:
            await asyncio.sleep(0.01)
        begin, total = (await audience.listen(JOBS, admin)).cursor, asyncio.Future[int]()
        audiences = (audience, other_audience)
        hearing = [asyncio.create_task(_hear(audiences, admin, begin, each, total)) for each in stays]
        await asyncio.gather(*map(lambda writer, each: write(happenings, writer, each, jobs), writers, scripts))
        while await happenings.advance():
            pass
        expected = [(f"Job:{row['entity_id']}", row["entity_version"]) for row in (await happenings.feed())[before:]]
        total.set_result(len(expected))
        for heard in await asyncio.gather(*hearing):
            _check(heard, expected)
        told_in_all += len(expected)

    everybody = st.lists(STAYS, min_size=EVERYBODY, max_size=EVERYBODY)
    await for_all(run, SCRIPTS, everybody, examples=EXAMPLES, phases=[Phase.generate])
    assert told_in_all > 1_000
    for connection in writers:
        await connection.close()


async def _hear(
    audiences: Sequence[Audience], who: Principal, cursor: str, stays: Sequence[Stay], total: asyncio.Future[int]
) -> Heard:
    """Listen until everything is told, with interruptions, after each at another process."""
    heard = Heard([], 0)
    async with asyncio.timeout(PATIENCE_SECONDS):
        for stay, audience in zip(cycle(stays), cycle(audiences), strict=False):
            begun = Listener(root="jobProgress", takes_seconds=stay.takes_seconds)
            listener, subscriber = await audience.subscribe(JOBS, who, cursor, begun)
            while len(listener.told) < stay.batches and not _is_all(heard.and_from(listener), total):
                await asyncio.sleep(0.01)
            subscriber.end()
            heard, cursor = heard.and_from(listener), listener.cursor if listener.told else cursor
            if _is_all(heard, total):
                return heard
    raise AssertionError


async def test_a_transaction_that_stays_open_holds_up_what_is_told_of_its_own_alone(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    listener = await audience.listen(JOBS, admin)
    slow, quick, other = await happenings.job(), await happenings.job(), await happenings.connect()
    await listener.until(lambda told: len(told.changes) == 2)
    async with other.transaction():
        await happenings.work(slow, other)
        for _ in range(30):
            await happenings.work(quick)
        await listener.until(lambda told: told.changes[-1]["version"] == 31)
        assert {each["nodeKey"] for each in listener.changes[2:]} == {f"Job:{quick}"}
    await listener.until(lambda told: told.changes[-1]["nodeKey"] == f"Job:{slow}")
    assert len(listener.changes) == 2 + 30 + 1
    await other.close()


def _is_all(heard: Heard, total: asyncio.Future[int]) -> bool:
    return total.done() and len(heard.changes) + heard.skipped >= total.result()


def _check(heard: Heard, expected: Sequence[tuple[str, int]]) -> None:
    places = {change: place for place, change in enumerate(expected)}
    assert len(heard.changes) + heard.skipped == len(expected)
    assert all(one < next_ for one, next_ in pairwise(places[change] for change in heard.changes))
    assert heard.skipped or heard.changes == list(expected)
    assert dict(heard.changes) == dict(expected)
