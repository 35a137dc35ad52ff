"""Subscribers are told what happens: at once, everybody alike, and by one statement."""

from typing import Any

import orjson
import pytest

from auth.principal import Principal
from planner.changes import Batch
from server.graphql.limits import COST
from server.graphql.reader import unavailable
from server.live import cohort
from server.live.outlet import Ending
from server.live.teller import Teller
from tests.events.conftest import Happenings
from tests.live.audience import Audience, Listener

JOBS = (
    "subscription { jobProgress { cursor skipped isSnapshot changes { kind version nodeKey node { progressDone } } } }"
)


async def test_the_first_answer_comes_at_once_and_is_a_place_to_go_on_from(
    audience: Audience, admin: Principal
) -> None:
    listener = await audience.listen(JOBS, admin)
    (batch,) = listener.batches
    assert batch == {"cursor": listener.cursor, "skipped": 0, "isSnapshot": False, "changes": []}


async def test_tells_what_happens_with_the_thing_as_it_is_now(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    listener = await audience.listen(JOBS, admin)
    job = await happenings.job()
    await listener.until(lambda told: len(told.changes) == 1)
    await happenings.work(job)
    await listener.until(lambda told: len(told.changes) == 2)
    assert [(each["kind"], each["version"], each["node"]) for each in listener.changes] == [
        ("ENTERED", 1, {"progressDone": 0}),
        ("CHANGED", 2, {"progressDone": 1}),
    ]


async def test_one_statement_serves_everybody_who_is_told_alike(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    listeners = [await audience.listen(JOBS, admin) for _ in range(50)]
    assert (audience.live.subscriber_count, audience.live.cohort_count) == (50, 1)
    before = audience.statements
    await happenings.job()
    for each in listeners:
        await each.until(lambda told: told.changes)
    assert audience.statements - before == 1
    assert len({id(each.told[-1].payload) for each in listeners}) == 1


async def test_what_does_not_concern_a_cohort_costs_nothing(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    orders: Listener = await audience.listen("subscription { salesOrdersChanged { cursor changes { kind } } }", admin)
    jobs = await audience.listen(JOBS, admin)
    before = audience.statements
    await happenings.job()
    await jobs.until(lambda told: told.changes)
    assert (audience.statements - before, len(orders.told)) == (1, 1)


async def test_whoever_does_not_want_to_be_told_any_more_is_let_go(audience: Audience, admin: Principal) -> None:
    listener, subscriber = await audience.subscribe(JOBS, admin)
    await listener.began()
    subscriber.end()
    assert (audience.live.subscriber_count, audience.live.cohort_count, listener.ending) == (0, 0, None)


async def test_goes_on_after_the_connections_to_the_database_broke(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    listener = await audience.listen(JOBS, admin)
    await happenings.app.execute(BREAK)
    job = await happenings.job()
    await happenings.work(job)
    await listener.until(lambda told: len(told.changes) == 2)
    assert ([each["version"] for each in listener.changes], listener.ending) == ([1, 2], None)


async def test_waits_for_a_database_that_is_away_however_often_it_has_to_ask(
    happenings: Happenings, audience: Audience, admin: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener, read, times = await audience.listen(JOBS, admin), Teller.read, iter(range(100))

    async def away_at_first(teller: Teller, *asked: Any) -> Batch:
        if next(times, None) is not None:
            raise unavailable()
        return await read(teller, *asked)

    monkeypatch.setattr(Teller, "read", away_at_first)
    monkeypatch.setattr(cohort, "AWAY_SECONDS", 0.01)
    await happenings.job()
    await listener.until(lambda told: told.changes)
    assert ([each["version"] for each in listener.changes], listener.ending) == ([1], None)


async def test_waits_no_longer_than_somebody_would(
    happenings: Happenings, audience: Audience, admin: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_asked: Any) -> Batch:
        raise unavailable()

    listener = await audience.listen(JOBS, admin)
    monkeypatch.setattr(Teller, "read", away)
    monkeypatch.setattr(cohort, "GIVE_UP_SECONDS", 0.0)
    await happenings.job()
    await listener.until(lambda told: told.ending)
    assert (listener.ending, listener.errors[0]["extensions"]["code"]) == (Ending.FAILED, "UNAVAILABLE")


async def test_a_value_that_the_database_cannot_hold_ends_it_with_the_reason(
    audience: Audience, admin: Principal
) -> None:
    text = "subscription ($kind: String!) { jobProgress(filter: { kind: { eq: $kind } }) { cursor } }"
    listener, _ = await audience.subscribe(text, admin, None, None, kind="\0")
    await listener.until(lambda told: told.ending)
    assert (listener.ending, listener.errors[0]["extensions"]["code"]) == (Ending.FAILED, "BAD_USER_INPUT")


async def test_an_outlet_that_fails_is_the_end_for_nobody_else(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    broken, whole = await audience.listen(JOBS, admin), await audience.listen(JOBS, admin)
    broken.told = None  # pyright: ignore[reportAttributeAccessIssue] - the next answer cannot be put
    await happenings.job()
    await whole.until(lambda told: told.changes)
    assert (broken.ending, audience.live.subscriber_count) == (Ending.FAILED, 1)


BREAK = """
select pg_terminate_backend(pid) from pg_stat_activity
where usename = current_user and datname = current_database() and pid <> pg_backend_pid()
"""


async def test_every_answer_says_what_it_cost(happenings: Happenings, audience: Audience, admin: Principal) -> None:
    listener = await audience.listen(JOBS, admin)
    await happenings.job()
    await listener.until(lambda told: told.changes)
    for each in listener.told:
        cost = orjson.loads(each.payload)["extensions"]["cost"]
        assert (cost["requested"] > 0, cost["maximum"]) == (True, COST)
