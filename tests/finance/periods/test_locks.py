"""Locks hold for areas up to a day; exceptions from soft ones are for somebody, with a reason and an end."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from kernel.clock import SystemClock
from models import LockArea
from services.finance.locks import (
    ExceptionExpired,
    HardLockOnlyForward,
    NewException,
    OwnException,
    grant,
    lift_lock,
    revoke,
    set_lock,
)
from services.finance.posting_refusals import PostingLocked
from services.violations import is_overtaken
from tests.finance.books import ACTOR, NOW, Books, books_of, working

DAY = date(2026, 3, 31)
SETTLED = """
insert into settlement (company_id, account_id, party_id, settled_on, currency)
select company_id, id, $2, $3, 'EUR' from ledger_account where company_id = $1 and code = '1210'
"""
WORKS = "select set_config('app.actor', $1, true)"
USER = "insert into user_account (id, email, name) values ($1::uuid, $1::uuid::text || '@example.org', 'Ada') on conflict do nothing"


async def post(books: Books, journal: str = "GEN") -> UUID:
    """Post something in March."""
    return await books.post(("1410", "1.00"), ("3010", "-1.00"), journal=journal)


async def excepted(books: Books, area: LockArea = LockArea.ALL) -> UUID:
    """Give an exception of an hour to whoever works here, in the name of somebody else; the database has its own clock."""
    await books.raw.execute(USER, UUID(ACTOR.subject))
    clock = SystemClock()
    giver = replace(books.work, actor=replace(ACTOR, subject="controller"), clock=clock)
    await books.raw.execute(WORKS, "controller")
    ends_at = clock.now() + timedelta(hours=1)
    key = await grant(giver, NewException(books.company, UUID(ACTOR.subject), area, "A late bill", ends_at))
    await books.raw.execute(WORKS, ACTOR.subject)
    return key


async def test_nothing_is_posted_up_to_the_day_of_a_lock(books: Books) -> None:
    await set_lock(books.work, books.company, LockArea.ALL, DAY, hard=False)
    with pytest.raises(PostingLocked):
        await post(books)
    await books.post(("1410", "1.00"), ("3010", "-1.00"), on=date(2026, 4, 1))


async def test_a_lock_of_an_area_holds_for_its_journals_alone(books: Books) -> None:
    await set_lock(books.work, books.company, LockArea.SALES, DAY, hard=False)
    await post(books, "PUR")
    with pytest.raises(PostingLocked):
        await post(books, "SAL")


async def test_an_exception_lets_somebody_post_until_it_is_taken_back(books: Books) -> None:
    await set_lock(books.work, books.company, LockArea.ALL, DAY, hard=False)
    key = await excepted(books)
    await post(books)
    version = await books.raw.fetchval("select version from lock_exception where id = $1", key)
    await revoke(books.work, key, version)
    with pytest.raises(PostingLocked):
        await post(books)


async def test_an_exception_is_good_for_its_area_and_until_it_expires(books: Books) -> None:
    await set_lock(books.work, books.company, LockArea.SALES, DAY, hard=False)
    await excepted(books, LockArea.PURCHASE)
    with pytest.raises(PostingLocked):
        await post(books, "SAL")
    key = await excepted(books, LockArea.SALES)
    await post(books, "SAL")
    await books.raw.execute(
        "update lock_exception set recorded_at = now() - interval '2 hours', expires_at = now() - interval '1 hour' where id = $1",
        key,
    )
    with pytest.raises(PostingLocked):
        await post(books, "SAL")


async def test_what_settles_when_somebody_else_locks_is_tried_again_to_say_why(books: Books) -> None:
    await set_lock(books.work, books.company, LockArea.ALL, DAY, hard=False)
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await books.raw.execute(SETTLED, books.company, books.party, DAY)
    assert (refused.value.constraint_name, is_overtaken(refused.value)) == ("settled_in_open_period", True)


async def test_nobody_has_an_exception_from_a_hard_lock(books: Books) -> None:
    await set_lock(books.work, books.company, LockArea.ALL, DAY, hard=True)
    await excepted(books)
    with pytest.raises(PostingLocked):
        await post(books)


async def test_a_hard_lock_only_moves_forward(books: Books) -> None:
    key = await set_lock(books.work, books.company, LockArea.ALL, DAY, hard=True)
    with pytest.raises(HardLockOnlyForward):
        await set_lock(books.work, books.company, LockArea.ALL, date(2026, 2, 28), hard=True)
    with pytest.raises(HardLockOnlyForward):
        await lift_lock(books.work, key, 1)
    assert await set_lock(books.work, books.company, LockArea.ALL, date(2026, 4, 30), hard=True) == key
    with pytest.raises(asyncpg.CheckViolationError, match="hard lock"):
        await books.raw.execute("delete from period_lock where id = $1", key)


async def test_nobody_gives_an_exception_to_themselves_or_for_the_past(books: Books) -> None:
    own = NewException(books.company, UUID(ACTOR.subject), LockArea.ALL, "Mine", NOW + timedelta(hours=1))
    with pytest.raises(OwnException):
        await grant(books.work, own)
    with pytest.raises(ExceptionExpired):
        await grant(books.work, replace(own, expires_at=NOW))


async def test_a_lock_waits_for_whoever_is_posting_there(keeping: AsyncEngine) -> None:
    async with working(keeping, keep=True) as work:
        books = await books_of(work)
    async with working(keeping) as posting, working(keeping) as locking:
        await replace(books, work=posting).post(("1410", "1.00"), ("3010", "-1.00"))
        await locking.raw.execute("set local lock_timeout = '200ms'")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await set_lock(locking, books.company, LockArea.ALL, DAY, hard=False)
