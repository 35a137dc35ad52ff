"""Whoever asks for some is told of these: also that one of them is not among them any more, once, and nothing else of it."""

import asyncio
from uuid import UUID

from auth.principal import Principal
from tests.events.conftest import Happenings
from tests.live.audience import Audience, Listener

RUNNING = """
subscription { jobProgress(filter: { state: { eq: RUNNING } }) {
  cursor changes { kind version nodeKey node { state progressDone } }
} }
"""
ALL = "subscription { jobProgress { cursor changes { kind nodeKey node { id } } } }"
ONE = "subscription ($id: ID!) { jobProgress(id: $id, snapshot: true) { isSnapshot changes { kind nodeKey } } }"


async def _become(happenings: Happenings, job: UUID, state: str) -> None:
    await happenings.app.execute("update job set state = $2 where id = $1", job, state)
    await _settle(happenings)


async def _settle(happenings: Happenings) -> None:
    """Let everybody be told of it before something else happens."""
    await happenings.advance()
    await asyncio.sleep(0.3)


async def test_tells_once_that_something_has_left(happenings: Happenings, audience: Audience, admin: Principal) -> None:
    listener = await audience.listen(RUNNING, admin)
    job = await happenings.job()
    await _settle(happenings)
    for state in ("RUNNING", "HELD", "QUEUED", "HELD", "RUNNING", "HELD"):
        await _become(happenings, job, state)
    await listener.until(lambda told: len(told.changes) == 4)
    assert [(each["kind"], each["node"] and each["node"]["state"]) for each in listener.changes] == [
        ("CHANGED", "RUNNING"),
        ("LEFT", None),
        ("CHANGED", "RUNNING"),
        ("LEFT", None),
    ]


async def test_whoever_fell_behind_is_told_of_what_came_back_and_left_again(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    slow, quick = await audience.listen(RUNNING, admin), await audience.listen(ALL, admin)
    job, other = await happenings.job(), await happenings.job()

    async def become(which: UUID, state: str, count: int, listener: Listener) -> None:
        await _become(happenings, which, state)
        await listener.until(lambda told: len(told.changes) == count)

    await quick.until(lambda told: len(told.changes) == 2)
    await _settle(happenings)
    await become(job, "RUNNING", 1, slow)
    await become(job, "HELD", 2, slow)
    slow.is_ready = False
    await become(other, "RUNNING", 5, quick)
    await become(job, "RUNNING", 6, quick)
    slow.is_ready = True
    await slow.until(lambda told: len(told.changes) == 4)
    await become(job, "HELD", 5, slow)
    assert [each["kind"] for each in slow.changes if each["nodeKey"] == f"Job:{job}"] == [
        "CHANGED",
        "LEFT",
        "CHANGED",
        "LEFT",
    ]


async def test_whoever_goes_on_later_is_told_what_has_left_meanwhile(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    listener = await audience.listen(RUNNING, admin)
    job = await happenings.job()
    await _become(happenings, job, "RUNNING")
    await listener.until(lambda told: told.changes)
    cursor = listener.cursor
    await _become(happenings, job, "HELD")
    await _become(happenings, job, "QUEUED")
    again = await audience.listen(RUNNING, admin, cursor)
    await again.until(lambda told: told.changes)
    assert [(each["kind"], each["version"]) for each in again.changes] == [("LEFT", 4)]


async def test_what_was_never_among_them_is_not_told_when_it_is_entered(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    some, every = await audience.listen(RUNNING, admin), await audience.listen(ALL, admin)
    await happenings.job()
    await every.until(lambda told: told.changes)
    await asyncio.sleep(0.1)
    assert some.changes == []


async def test_what_is_deleted_is_told_as_removed(happenings: Happenings, audience: Audience, admin: Principal) -> None:
    some, every = await audience.listen(RUNNING, admin), await audience.listen(ALL, admin)
    job = await happenings.job()
    await happenings.owner.execute("delete from job where id = $1", job)
    for each in (some, every):
        await each.until(_is_told_of_a_removal)
    assert {change["node"] for change in every.changes} == {None}


async def test_follows_one_of_them(happenings: Happenings, audience: Audience, admin: Principal) -> None:
    job, other = await happenings.job(), await happenings.job()
    await happenings.advance()
    listener = await audience.listen(ONE, admin, None, id=f"Job:{job}")
    await listener.until(lambda told: not told.batches[-1]["isSnapshot"])
    for each in (other, job):
        await happenings.work(each)
    await listener.until(lambda told: len(told.changes) == 2)
    assert [(each["kind"], each["nodeKey"]) for each in listener.changes] == [
        ("PRESENT", f"Job:{job}"),
        ("CHANGED", f"Job:{job}"),
    ]


def _is_told_of_a_removal(listener: Listener) -> bool:
    return bool(listener.changes) and listener.changes[-1]["kind"] == "REMOVED"
