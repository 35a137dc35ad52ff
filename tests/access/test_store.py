"""What is remembered of rights is used as long as every change is heard, and not a moment longer."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from auth.bearer import InvalidToken
from auth.granted import GrantedClaims
from auth.principal import Principal
from auth.principals import Standing
from auth.roles import RoleCode
from kernel.clock import FixedClock
from server.access.listening import EVERYTHING, Listening, listening
from server.access.standing import Standings
from server.access.store import PrincipalStore
from server.database import Database, create_recording_pool
from server.telemetry import logs
from tests.access.people import ALL, Granted, People

KILL = """
select pg_terminate_backend(pid) from pg_stat_activity
where query = 'select 1' and pid <> pg_backend_pid() and datname = current_database()
"""
SOON = datetime(2100, 1, 1, tzinfo=UTC)


class Counted(Standings):
    """Counts how often the database is asked."""

    asked = 0

    async def read(self, grant_id: UUID, now: datetime) -> Standing | None:
        self.asked += 1
        return await super().read(grant_id, now)


class Hearing:
    """Hears of changes, or does not."""

    hears = True


@pytest.fixture
async def counted(access_database: Database) -> AsyncGenerator[Counted]:
    pool = await create_recording_pool(access_database)
    yield Counted(pool)
    await pool.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime.now(UTC).replace(hour=12))


def store_of(counted: Counted, clock: FixedClock, hearing: Hearing | None = None, maximum: int = 100) -> PrincipalStore:
    store = PrincipalStore(counted, clock, maximum)
    store.heard_by(hearing or Hearing())
    return store


async def ask(store: PrincipalStore, granted: Granted) -> Principal:
    claims = GrantedClaims(
        sub=granted.subject, client_id=granted.client_id, grant_id=granted.grant, scope=" ".join(ALL)
    )
    return (await store.principal(claims, SOON))[0]


async def test_asks_the_database_once(people: People, counted: Counted, clock: FixedClock) -> None:
    store, granted = store_of(counted, clock), await people.grant(await people.hire())
    assert await ask(store, granted) is await ask(store, granted)
    assert counted.asked == 1


async def test_asks_every_time_while_changes_go_unheard(people: People, counted: Counted, clock: FixedClock) -> None:
    hearing = Hearing()
    store, granted = store_of(counted, clock, hearing), await people.grant(await people.hire())
    await ask(store, granted)
    hearing.hears = False
    for _ in range(3):
        await ask(store, granted)
    assert counted.asked == 4


async def test_forgets_whom_a_change_names_and_nobody_else(people: People, counted: Counted, clock: FixedClock) -> None:
    store = store_of(counted, clock)
    one, other = [await people.grant(await people.hire()) for _ in range(2)]
    for granted in (one, other):
        await ask(store, granted)
    store.forget(f"user_account:{one.user}")
    for granted in (one, other):
        await ask(store, granted)
    assert counted.asked == 3
    store.forget("role")
    for granted in (one, other):
        await ask(store, granted)
    assert counted.asked == 5


async def test_does_not_remember_what_changed_while_it_was_read(
    people: People, counted: Counted, clock: FixedClock
) -> None:
    store, granted = store_of(counted, clock), await people.grant(await people.hire())
    asking = asyncio.create_task(ask(store, granted))
    await asyncio.sleep(0)
    store.forget(f"user_account:{granted.user}")
    await asking
    await ask(store, granted)
    assert counted.asked == 2


async def test_a_role_ends_with_its_last_day(people: People, counted: Counted, clock: FixedClock) -> None:
    user, today = await people.hire(None), clock.now().date()
    await people.give(user, RoleCode.BUYER, people.company, until=today)
    await people.give(user, RoleCode.SALES_REP, people.company, since=today + timedelta(days=1))
    granted = await people.grant(user)
    await people.owner.execute("update oauth_grant set expires_at = $1 where id = $2", SOON, granted.grant)
    store = store_of(counted, clock)
    assert (await ask(store, granted)).roles == ("BUYER",)
    clock.advance(timedelta(hours=12))
    assert (await ask(store, granted)).roles == ("SALES_REP",)
    assert counted.asked == 2


async def test_what_was_granted_ends_in_its_time(people: People, counted: Counted, clock: FixedClock) -> None:
    store, granted = store_of(counted, clock), await people.grant(await people.hire())
    await ask(store, granted)
    clock.advance(timedelta(days=3))
    with pytest.raises(InvalidToken):
        await ask(store, granted)


async def test_remembers_a_bounded_number(people: People, counted: Counted, clock: FixedClock) -> None:
    store = store_of(counted, clock, maximum=1)
    for granted in [await people.grant(await people.hire()) for _ in range(2)] * 2:
        await ask(store, granted)
    assert counted.asked == 4


async def test_hears_again_after_its_connection_was_lost(access_database: Database, people: People) -> None:
    heard: list[str] = []
    listener = Listening(access_database, heard.append, logs.logger())
    async with listening(listener):
        await until(lambda: listener.hears)
        app = await asyncpg.connect(access_database.app_url)
        await app.execute(KILL)
        await app.close()
        await until(lambda: heard.count(EVERYTHING) > 1)
        await until(lambda: listener.hears)
        user = await people.hire()
        await people.owner.execute("update user_account set archived_at = now() where id = $1", user)
        await until(lambda: f"user_account:{user}" in heard)


async def test_does_not_hear_while_nobody_answers(access_database: Database) -> None:
    times = iter([0.0, 0.0])
    heard: list[str] = []
    listener = Listening(access_database, heard.append, logs.logger(), now=lambda: next(times, 5.0))
    async with listening(listener):
        await asyncio.sleep(0.3)
        assert not listener.hears


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.01)
