"""Whoever does not take what happens holds up nobody: they are told the last of each thing, and let go in the end."""

import asyncio

import pytest

from auth.principal import Principal
from server.live import cohort
from server.live.outlet import Ending
from tests.events.conftest import Happenings
from tests.live.audience import Audience, Listener

JOBS = "subscription { jobProgress { cursor skipped changes { version nodeKey } } }"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lose patience with who is slow sooner than usual."""
    monkeypatch.setattr(cohort, "BEHIND_SECONDS", 0.05)


async def test_tells_the_last_of_each_thing_to_who_fell_behind(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    quick, slow = await audience.listen(JOBS, admin), await audience.listen(JOBS, admin)
    slow.is_ready = False
    jobs = [await happenings.job() for _ in range(3)]
    for _ in range(10):
        for job in jobs:
            await happenings.work(job)
        await asyncio.sleep(0.01)
    await quick.until(lambda told: len(told.changes) == 33)
    await asyncio.sleep(0.3)
    assert slow.changes == []
    slow.is_ready = True
    await slow.until(lambda told: told.changes)
    assert [(each["nodeKey"], each["version"]) for each in slow.changes] == [(f"Job:{job}", 11) for job in jobs]
    assert (slow.skipped, quick.skipped) == (30, 0)


async def test_is_level_again_after_that(happenings: Happenings, audience: Audience, admin: Principal) -> None:
    quick, slow = await audience.listen(JOBS, admin), await audience.listen(JOBS, admin)
    slow.is_ready = False
    job = await happenings.job()
    await quick.until(lambda told: told.changes)
    await asyncio.sleep(0.3)
    await happenings.work(job)
    await quick.until(lambda told: len(told.changes) == 2)
    slow.is_ready = True
    await slow.until(lambda told: told.changes)
    await happenings.work(job)
    for each in (quick, slow):
        await each.until(lambda told: told.changes[-1]["version"] == 3)
    assert slow.told[-1].payload is quick.told[-1].payload


async def test_whoever_takes_a_moment_is_told_everything(
    happenings: Happenings, audience: Audience, admin: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "BEHIND_SECONDS", 30.0)
    listener = Listener(takes_seconds=0.05)
    await audience.subscribe(JOBS, admin, None, listener)
    job = await happenings.job()
    for _ in range(20):
        await happenings.work(job)
        await asyncio.sleep(0.01)
    await listener.until(lambda told: told.changes and told.changes[-1]["version"] == 21)
    assert [each["version"] for each in listener.changes] == list(range(1, 22))


async def test_ends_with_who_takes_nothing_for_too_long(
    happenings: Happenings, audience: Audience, admin: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "TOO_SLOW_SECONDS", 0.3)
    quick, slow = await audience.listen(JOBS, admin), await audience.listen(JOBS, admin)
    slow.is_ready = False
    await happenings.job()
    await slow.until(lambda told: told.ending)
    assert (slow.ending, quick.ending, audience.live.subscriber_count) == (Ending.TOO_SLOW, None, 1)
