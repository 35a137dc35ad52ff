"""Telling users: in their language, on the ways that they want, in the transaction in which it happened."""

from uuid import UUID

import pytest
from asyncpg import Connection

from models import NotificationChannel, NotificationKind
from services.platform.notification import notify
from tests.jobs.conftest import Asking
from tests.notifications.conftest import BOB, user

FAILED = NotificationKind.JOB_FAILED
FACTS = {"job": "Import 7", "message": "It cannot be read."}
TOLD = "select language, subject, in_inbox, by_mail from notification order by subject"
JOBS = "select count(*) from job where kind = 'notification.mail' and state = 'QUEUED'"


async def told(owner: Connection) -> list[tuple[object, ...]]:
    """Give what was told."""
    return [tuple(row) for row in await owner.fetch(TOLD)]


async def test_everybody_is_told_in_their_language(asking: Asking, owner_of_fresh: Connection, ada: UUID) -> None:
    eva = await user(owner_of_fresh, "eva@example.org", "Eva", language="de-AT")
    async with asking() as work:
        await notify(work, [ada, eva], FAILED, FACTS)
    assert await told(owner_of_fresh) == [
        ("en", "Import 7 has failed", True, True),
        ("de", "Import 7 ist fehlgeschlagen", True, True),
    ]
    assert await owner_of_fresh.fetchval(JOBS) == 2


async def test_nothing_is_told_of_what_was_taken_back(asking: Asking, owner_of_fresh: Connection, ada: UUID) -> None:
    async with asking() as work:
        await notify(work, [ada], FAILED, FACTS)
        await work.session.rollback()
    assert (await told(owner_of_fresh), await owner_of_fresh.fetchval(JOBS)) == ([], 0)


@pytest.mark.parametrize(
    ("unwanted", "expected", "mails"),
    [
        ([NotificationChannel.MAIL], [(True, False)], 0),
        ([NotificationChannel.INBOX], [(False, True)], 1),
        (list(NotificationChannel), [], 0),
    ],
)
async def test_people_are_told_on_the_ways_that_they_want(
    asking: Asking,
    owner_of_fresh: Connection,
    ada: UUID,
    unwanted: list[NotificationChannel],
    expected: list[tuple[bool, bool]],
    mails: int,
) -> None:
    statement = "insert into notification_preference (user_id, kind, channel, wanted) values ($1, $2, $3, false)"
    for channel in unwanted:
        await owner_of_fresh.execute(statement, ada, FAILED, channel)
    async with asking() as work:
        await notify(work, [ada], FAILED, FACTS)
    assert [row[2:] for row in await told(owner_of_fresh)] == expected
    assert await owner_of_fresh.fetchval(JOBS) == mails


async def test_nobody_is_told_what_they_did_themselves_nor_after_they_have_left(
    asking: Asking, owner_of_fresh: Connection, ada: UUID
) -> None:
    statement = "insert into user_account (id, email, name) values ($1, 'bob@example.org', 'Bob')"
    await owner_of_fresh.execute(statement, UUID(BOB.subject))
    await owner_of_fresh.execute("update user_account set archived_at = now() where id = $1", ada)
    async with asking() as work:
        assert await notify(work, [UUID(BOB.subject), ada, ada], FAILED, FACTS) == []
