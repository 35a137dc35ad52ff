"""What the doctor finds of a database and of what goes on in it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from auth.data_keys import data_keys
from auth.keys import signing_key
from auth.seals import sign_head
from kernel.clock import FixedClock, SystemClock
from server.database import Database
from server.doctor.examination import examine
from server.doctor.finding import Finding, Grade
from server.jobs.witness import FileWitness
from server.settings import Settings
from services.platform.seal import Head, seal
from tests.databases import Databases

SEALED_FACTOR = """
with somebody as (insert into user_account (email, name) values ('ada@example.org', 'Ada') returning id)
insert into user_totp (user_id, sealed_secret) select id, 'sealed:1:0badc0de:AAAA' from somebody
"""


async def examined(database: Database, home: Path, now: datetime | None = None) -> dict[str, Finding]:
    clock = FixedClock(now) if now else SystemClock()
    return {each.about: each async for each in examine(Settings(home=home, database_url=None), database, clock)}


@asynccontextmanager
async def signed_in(url: str) -> AsyncGenerator[asyncpg.Connection]:
    """A connection that commits."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def test_finds_nothing_bad_in_a_database_of_this_version(fresh_database: Database, tmp_path: Path) -> None:
    async with signed_in(fresh_database.app_url) as app:
        # The copy of a database waits for its seal since the one that was copied was made.
        await seal(app, partial(sign_head, signing_key(tmp_path)), await FileWitness.of(tmp_path, app))
    found = await examined(fresh_database, tmp_path)
    assert [each for each in found.values() if each.grade is Grade.BAD and each.about != "disk"] == []
    assert {"migrations", "clock", "listeners", "feed", "jobs", "audit", "chains", "books", "vault"} <= found.keys()


async def test_says_which_revision_is_missing_and_looks_no_further(databases: Databases, tmp_path: Path) -> None:
    empty = await databases.make("doctor_without_tables")
    found = await examined(empty, tmp_path)
    assert found["migrations"].grade is Grade.BAD
    assert found["migrations"].advice == "Run ./torso db upgrade."
    assert "jobs" not in found


async def test_says_that_nobody_can_sign_in(databases: Databases, tmp_path: Path) -> None:
    found = await examined(databases.named("doctor_nothing_there"), tmp_path)
    assert (found["owner"].grade, found["application"].grade) == (Grade.BAD, Grade.BAD)
    assert "version" not in found


async def test_says_that_clocks_are_apart(database: Database, tmp_path: Path) -> None:
    found = await examined(database, tmp_path, datetime.now(UTC) + timedelta(minutes=1))
    assert found["clock"].grade is Grade.BAD


async def test_refuses_an_application_that_is_the_owner(fresh_database: Database, tmp_path: Path) -> None:
    owner = Database(fresh_database.owner_url, fresh_database.owner_url, embedded=True)
    found = await examined(owner, tmp_path)
    assert found["application"].grade is Grade.BAD


async def test_says_that_what_was_signed_is_gone(fresh_database: Database, tmp_path: Path) -> None:
    async with signed_in(fresh_database.app_url) as app:
        witness = await FileWitness.of(tmp_path, app)
    witness.keep(Head(4711, b"of another history"))
    found = await examined(fresh_database, tmp_path)
    assert (found["chains"].grade, found["chains"].advice) == (Grade.BAD, "docs/runbooks/integrity.md")


async def test_says_that_sealed_values_have_no_key(fresh_database: Database, tmp_path: Path) -> None:
    async with signed_in(fresh_database.owner_url) as owner:
        await owner.execute(SEALED_FACTOR)
    found = await examined(fresh_database, tmp_path)
    assert (found["vault"].grade, found["vault"].said) == (Grade.BAD, "Values are sealed, and no keys are here.")
    data_keys(tmp_path, SystemClock())
    found = await examined(fresh_database, tmp_path)
    assert found["vault"].said == "Values are sealed by keys that are not here: 0badc0de."


@pytest.mark.parametrize("of", ["torso_access", "torso-feed-reader"])
async def test_says_that_a_server_hears_half(fresh_database: Database, tmp_path: Path, of: str) -> None:
    listening = await asyncpg.connect(fresh_database.app_url, server_settings={"application_name": of})
    found = await examined(fresh_database, tmp_path)
    await listening.close()
    assert found["listeners"].grade is Grade.WARNING


async def test_says_that_a_lock_is_waited_for(fresh_database: Database, tmp_path: Path) -> None:
    async with signed_in(fresh_database.owner_url) as holder, signed_in(fresh_database.owner_url) as waiter:
        await holder.execute("select pg_advisory_lock(1)")
        waiting = asyncio.create_task(waiter.execute("select pg_advisory_lock(1)"))
        await asyncio.sleep(0.2)
        found = await examined(fresh_database, tmp_path)
        await holder.execute("select pg_advisory_unlock(1)")
        await waiting
    assert found["locks"].said.startswith("1 wait for a lock")
