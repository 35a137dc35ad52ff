"""Nobody but the database writes the outbox and the feed, and what stands in the feed stays as it is."""

import datetime as dt

import asyncpg
import pytest

from models.platform.event_topics import TOLD
from tests.events.conftest import Happenings

FORBIDDEN = [
    "insert into outbox (transaction_id) values (1)",
    "insert into feed (position) values (1)",
    "delete from outbox",
    "update feed set entity_version = 7",
    "delete from feed",
    "truncate feed",
    "update feed_state set position = 0",
    "select feed_begin_epoch()",
    "select feed_partition(current_date + 9)",
    "select outbox_write('JOBS', 'Job', 'UPDATE', uuidv7(), null, 1, null, null, null, null, null)",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_application_writes_no_events(happenings: Happenings, statement: str) -> None:
    await happenings.job()
    await happenings.advance()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await happenings.app.execute(statement)


@pytest.mark.parametrize("statement", ["update feed set entity_version = 7", "delete from feed", "truncate feed"])
async def test_not_even_the_owner_changes_an_event(happenings: Happenings, statement: str) -> None:
    await happenings.job()
    await happenings.advance()
    with pytest.raises(asyncpg.RestrictViolationError):
        await happenings.owner.execute(statement)


async def test_forgets_whole_days_that_are_too_old(happenings: Happenings) -> None:
    await happenings.job()
    await happenings.advance()
    await happenings.owner.execute("select feed_partition(current_date - 40)")
    await happenings.owner.execute(OLD)
    assert await happenings.app.fetchval("select feed_forget($1)", dt.timedelta(days=30)) == 1
    assert [event["position"] for event in await happenings.feed()] == [1]
    assert await happenings.app.fetchval("select first_position from feed_state") == 1


# An event of long ago, beside the one of today.
OLD = """
insert into feed (position, recorded_on, recorded_at, topic, kind, entity_type, entity_id, entity_version, occurred_at, actor)
values (0, current_date - 40, now(), 'JOBS', 'CHANGED', 'Job', uuidv7(), 1, now(), 'ada')
"""


async def test_forgets_nothing_of_the_last_day(happenings: Happenings) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await happenings.app.execute("select feed_forget($1)", dt.timedelta(hours=1))


async def test_every_table_that_is_told_of_has_its_triggers(happenings: Happenings) -> None:
    found = await happenings.app.fetch(
        "select distinct tgrelid::regclass::text as name from pg_trigger where tgname ~ '^tell_'"
    )
    assert {row["name"] for row in found} == {told.table for told in TOLD}
