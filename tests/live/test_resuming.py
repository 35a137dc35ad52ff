"""Whoever was interrupted goes on where they were; whoever begins can begin with what is there."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest

from auth.principal import Principal
from server.graphql.caller import Caller
from server.live import cohort, live
from server.live.outlet import Ending
from server.live.teller import Teller
from tests.events.conftest import Happenings
from tests.live.audience import Audience

JOBS = """
subscription Jobs($after: String, $snapshot: Boolean, $window: Int) {
  jobProgress(after: $after, snapshot: $snapshot, window: $window) {
    cursor skipped isSnapshot changes { kind version nodeKey node { id progressDone } }
  }
}
"""


async def test_goes_on_after_any_cursor_that_was_given(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    first = await audience.listen(JOBS, admin)
    job = await happenings.job()
    for _ in range(4):
        await happenings.work(job)
        await asyncio.sleep(0.02)
    await first.until(lambda told: len(told.changes) == 5)
    whole = [each["version"] for each in first.changes]
    for place, told in enumerate(first.told):
        seen = sum(len(batch["changes"]) for batch in first.batches[: place + 1])
        again = await audience.listen(JOBS, admin, told.cursor)
        await again.until(lambda told, rest=5 - seen: len(told.changes) == rest)
        assert [each["version"] for each in again.changes] == whole[seen:]


async def test_catches_up_in_pages_and_goes_on_with_what_happens(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    begin = (await audience.listen(JOBS, admin)).cursor
    job = await happenings.job()
    for _ in range(249):
        await happenings.work(job)
        await happenings.advance()
    listener = await audience.listen(JOBS, admin, begin)
    await listener.until(lambda told: len(told.changes) == 250)
    await happenings.work(job)
    await listener.until(lambda told: len(told.changes) == 251)
    assert [each["version"] for each in listener.changes] == list(range(1, 252))
    assert max(len(batch["changes"]) for batch in listener.batches) == 100


async def test_reads_a_long_stretch_of_the_feed_in_parts(
    happenings: Happenings, audience: Audience, admin: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = (await audience.listen(JOBS, admin)).cursor
    job = await happenings.job()
    for _ in range(29):
        await happenings.work(job)
        await happenings.advance()
    monkeypatch.setattr(cohort, "SPAN_MAX", 4)
    listener = await audience.listen(JOBS, admin, begin)
    await listener.until(lambda told: len(told.changes) == 30)
    assert [each["version"] for each in listener.changes] == list(range(1, 31))


async def test_gives_a_new_cursor_where_nothing_has_happened_for_long(
    audience: Audience, admin: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "REFRESH_SECONDS", 0.1)
    first, second = await audience.listen(JOBS, admin), await audience.listen(JOBS, admin)
    for each in (first, second):
        await each.until(lambda told: len(told.told) == 2)
        assert each.changes == []


async def test_a_cursor_of_before_a_restore_is_refused(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    cursor = (await audience.listen(JOBS, admin)).cursor
    await happenings.owner.execute("select feed_begin_epoch()")
    assert await audience.refused(JOBS, admin, cursor) == "RESYNC_REQUIRED"
    assert await audience.refused(JOBS, admin, "x" + cursor[1:]) in ("RESYNC_REQUIRED", "CURSOR_INVALID")
    assert await audience.refused(JOBS, admin, "nonsense") == "CURSOR_INVALID"


async def test_everybody_reads_anew_where_the_feed_does_not_go_on(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    listener = await audience.listen(JOBS, admin)
    await happenings.owner.execute("select feed_begin_epoch()")
    await listener.until(lambda told: told.ending)
    assert (listener.ending, listener.errors[0]["extensions"]["code"]) == (Ending.RESYNC_REQUIRED, "RESYNC_REQUIRED")
    again = await audience.listen(JOBS, admin)
    await happenings.job()
    await again.until(lambda told: told.changes)


async def test_whoever_is_ahead_of_the_feed_reads_anew(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    listener = await audience.listen(JOBS, admin)
    await happenings.job()
    await listener.until(lambda told: told.changes)
    # As where an older state was brought back, and nobody has said so.
    await happenings.owner.execute("update feed_state set position = position - 1")
    await listener.until(lambda told: told.ending)
    assert listener.ending is Ending.RESYNC_REQUIRED
    assert await audience.refused(JOBS, admin, listener.cursor) == "RESYNC_REQUIRED"


async def test_a_cursor_that_was_good_a_moment_before_a_restore_is_refused(
    happenings: Happenings, audience: Audience, admin: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = await audience.listen(JOBS, admin)
    opened = Teller.opened

    async def opened_just_before(teller: Teller, cursor: str, caller: Caller) -> int:
        position = await opened(teller, cursor, caller)
        await happenings.owner.execute("select feed_begin_epoch()")
        await listener.until(lambda told: told.ending)
        return position

    monkeypatch.setattr(Teller, "opened", opened_just_before)
    assert await audience.refused(JOBS, admin, listener.cursor) == "RESYNC_REQUIRED"


async def test_a_snapshot_and_what_happens_meanwhile_leave_no_gap(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    jobs = [await happenings.job() for _ in range(150)]
    writing = asyncio.create_task(_work(happenings, jobs))
    listener = await audience.listen(JOBS, admin, snapshot=True)
    await writing
    await happenings.work(jobs[0])
    await listener.until(lambda told: told.changes[-1]["version"] == 4 and len(told.changes) > 150)
    sizes = [len(batch["changes"]) for batch in listener.batches if batch["isSnapshot"]]
    assert sizes == [100, 50]
    assert [batch["cursor"] is None for batch in listener.batches[:3]] == [True, False, False]
    now = {change["nodeKey"]: change["node"]["progressDone"] for change in listener.changes}
    rows = await happenings.app.fetch("select id, progress_done from job")
    assert now == {f"Job:{row['id']}": row["progress_done"] for row in rows}


async def _work(happenings: Happenings, jobs: Sequence[UUID]) -> None:
    for _ in range(2):
        for job in jobs:
            await happenings.work(job)


async def test_a_snapshot_has_a_bound(
    happenings: Happenings, audience: Audience, admin: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "SNAPSHOT_MAX", 100)
    for _ in range(101):
        await happenings.job()
    listener, _ = await audience.subscribe(JOBS, admin, None, None, snapshot=True)
    await listener.until(lambda told: told.ending)
    assert listener.ending is Ending.SNAPSHOT_TOO_LARGE


@pytest.mark.parametrize(
    "variables", [{"window": 0}, {"window": 99}, {"window": 10_001}, {"after": "x", "snapshot": True}]
)
async def test_refuses_what_cannot_be(audience: Audience, admin: Principal, variables: dict[str, object]) -> None:
    assert await audience.refused(JOBS, admin, None, **variables) == "BAD_USER_INPUT"


async def test_a_window_gathers_what_happens_in_it(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    listener = await audience.listen(JOBS, admin, window=3_000)
    job = await happenings.job()
    await listener.until(lambda told: len(told.changes) == 1)
    for _ in range(5):
        await happenings.work(job)
        await asyncio.sleep(0.02)
    await listener.until(lambda told: len(told.changes) == 6)
    assert [len(batch["changes"]) for batch in listener.batches] == [0, 1, 5]
