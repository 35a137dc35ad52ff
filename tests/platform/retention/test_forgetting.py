"""What has been kept for long enough is forgotten, and nothing else is."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from models import RetentionKind
from server.wiring import SCHEDULES
from services.platform.retention import forgetting
from services.platform.retention.forgetting import Works, forget
from tests.schema.builders import insert
from tests.writing.shop import Shop

DAY = timedelta(days=1)
NOW = datetime.now(UTC)
RULE = "insert into retention_rule (kind, kept_days, company_id) values ($1, $2, $3)"
READ = """
insert into audit_entry (operation, attempted, facts, actor, actor_name, recorded_at, company_id)
values ('READ', 'query', '{"fields": ["Contact.email"]}', 'ada', 'Ada', $1, $2) returning id
"""


def ago(days: int) -> datetime:
    """Give a moment before now."""
    return NOW - days * DAY


async def job(shop: Shop, days: int, state: str = "DONE", company: UUID | None = None) -> UUID:
    """Enter a job that ended so many days ago."""
    values: dict[str, Any] = {"company_id": company, "finished_at": ago(days), "requested_by": "ada", "kind": "test"}
    return await insert(shop.owner, "job", state=state, **values)


async def user(shop: Shop) -> UUID:
    """Enter somebody."""
    return await insert(shop.owner, "user_account", email=f"{uuid4().hex}@example.org", name="Ada")


async def session(shop: Shop, user_id: UUID, **values: Any) -> UUID:
    """Enter a session that ended a hundred days ago."""
    times = dict.fromkeys(("authenticated_at", "last_seen_at", "expires_at"), ago(100))
    given = {"methods": ["pwd"], "secret_hash": uuid4().bytes * 2, "address": "2001:db8::1", **times, **values}
    return await insert(shop.owner, "user_session", user_id=user_id, **given)


async def left(shop: Shop, table: str, *ids: UUID) -> set[UUID]:
    """Say which rows are still there."""
    return {row["id"] for row in await shop.owner.fetch(f"select id from {table} where id = any($1)", ids)}


async def test_jobs_are_kept_for_thirty_days_unless_a_rule_says_otherwise(shop: Shop, works: Works) -> None:
    young, old, held = await job(shop, 29), await job(shop, 31), await job(shop, 400, "HELD")
    await forget(works)
    assert await left(shop, "job", young, old, held) == {young, held}
    await shop.owner.execute(RULE, "FINISHED_JOBS", 10, None)
    await forget(works)
    assert await left(shop, "job", young, held) == {held}


async def test_the_rule_of_a_company_goes_before(shop: Shop, works: Works) -> None:
    own, others = await job(shop, 20, company=shop.company), await job(shop, 20, company=shop.other)
    await shop.owner.execute(RULE, "FINISHED_JOBS", 15, None)
    await shop.owner.execute(RULE, "FINISHED_JOBS", 25, shop.company)
    await forget(works)
    assert await left(shop, "job", own, others) == {own}


async def test_keys_are_kept_for_seven_days(shop: Shop, works: Works) -> None:
    values = {"client_id": "shop", "subject": "ada", "request_hash": b"x"}
    young, old = [
        await insert(shop.owner, "idempotency_key", key=uuid4().hex, recorded_at=ago(days), **values) for days in (6, 8)
    ]
    assert (await forget(works))[RetentionKind.IDEMPOTENCY_KEYS] == 1
    assert await left(shop, "idempotency_key", young, old) == {young}


async def test_without_a_rule_what_people_were_told_and_where_they_came_from_stays(shop: Shop, works: Works) -> None:
    ada = await user(shop)
    told = {
        "kind": "JOB_FINISHED",
        "subject": "Done",
        "text": "Done.",
        "language": "en",
        "facts": "{}",
        "in_inbox": True,
    }
    notification = await insert(
        shop.owner, "notification", user_id=ada, by_mail=False, recorded_at=ago(100), **told
    )  # fmt: skip
    ended = await session(shop, ada)
    browser = await insert(shop.owner, "user_browser", user_id=ada, secret_hash=b"b" * 32, last_seen_at=ago(100))
    link = await insert(shop.owner, "user_link", user_id=ada, kind="PASSWORD", expires_at=ago(100))
    rows = (("notification", notification), ("user_session", ended), ("user_browser", browser), ("user_link", link))
    await forget(works)
    assert [bool(await left(shop, table, key)) for table, key in rows] == [True] * 4
    for kind in ("NOTIFICATIONS", "ENDED_SESSIONS", "UNSEEN_BROWSERS", "USED_LINKS"):
        await shop.owner.execute(RULE, kind, 99, None)
    await forget(works)
    assert [bool(await left(shop, table, key)) for table, key in rows] == [False] * 4


async def test_a_session_that_a_grant_names_loses_the_place_alone(shop: Shop, works: Works) -> None:
    ada = await user(shop)
    ended, lasting = await session(shop, ada), await session(shop, ada, expires_at=NOW + DAY)
    client = await insert(shop.owner, "oauth_client", client_id=uuid4().hex, name="Shop", kind="PUBLIC")
    given = {"scopes": ["openid"], "audiences": ["x"], "expires_at": NOW}
    await insert(shop.owner, "oauth_grant", client_id=client, user_id=ada, session_id=ended, **given)
    await shop.owner.execute(RULE, "ENDED_SESSIONS", 30, None)
    await forget(works)
    rows = await shop.owner.fetch("select id, address from user_session where user_id = $1", ada)
    assert {row["id"]: row["address"] for row in rows} == {ended: None, lasting: "2001:db8::1"}


async def test_rows_of_imports_lose_their_values_and_stay(shop: Shop, works: Works) -> None:
    values = {"company_id": shop.company, "system": "CRM", "target": "parties", "source_name": "x.csv"}
    values |= {"source_sha256": "0" * 64, "requested_by": "ada", "state": "PARTIAL", "finished_at": ago(40)}
    import_job = await insert(shop.owner, "import_job", **values)
    row = await insert(
        shop.owner, "import_row", job_id=import_job, part="x.csv", number=1, fate="REJECTED", code="VALUE_REQUIRED",
        reason="Ada has no name.", values='{"name": "Ada"}',
    )  # fmt: skip
    await shop.owner.execute(RULE, "IMPORT_VALUES", 30, shop.company)
    await forget(works)
    kept = await shop.owner.fetchrow("select values, reason, code from import_row where id = $1", row)
    assert kept is not None
    assert tuple(kept) == (None, None, "VALUE_REQUIRED")


async def test_the_audit_forgets_what_was_read_and_its_chain_holds(shop: Shop, works: Works) -> None:
    old, young = [await shop.owner.fetchval(READ, ago(days), shop.company) for days in (400, 200)]
    await shop.owner.execute("insert into audit_unsealed select unnest($1::uuid[])", [old, young])
    await shop.owner.execute("select audit_seal(1000000)")
    await shop.owner.execute(RULE, "AUDIT_READS", 300, shop.company)
    assert (await forget(works))[RetentionKind.AUDIT_READS] == 1
    assert (await forget(works))[RetentionKind.AUDIT_READS] == 0
    rows = await shop.owner.fetch("select id, facts, actor_name from audit_entry where id = any($1)", [old, young])
    assert {row["id"]: (row["facts"] is None, row["actor_name"]) for row in rows} == {
        old: (True, "Ada"), young: (False, "Ada"),
    }  # fmt: skip
    await shop.owner.execute("select audit_seal(1000000)")
    assert await shop.owner.fetchval("select audit_first_break()") is None


async def test_nobody_makes_the_audit_forget_what_is_young(shop: Shop) -> None:
    young = await shop.owner.fetchval(READ, ago(100), None)
    application = await asyncpg.connect(shop.database.app_url)
    await application.execute("select audit_forget('{READ,UPDATE}', now(), '{}', '{}', 1000)")
    await application.close()
    assert await shop.owner.fetchval("select facts is not null from audit_entry where id = $1", young)


async def test_one_entry_tells_how_many_were_forgotten(shop: Shop, works: Works) -> None:
    await forget(works)
    for _ in range(3):
        await job(shop, 50)
    counting = "select count(*) from audit_entry where operation = 'FORGOTTEN'"
    before = await shop.owner.fetchval(counting)
    await forget(works)
    await forget(works)
    assert await shop.owner.fetchval(counting) == before + 1
    entry = await shop.owner.fetchrow(
        "select actor, facts ->> 'FINISHED_JOBS' as jobs from audit_entry where operation = 'FORGOTTEN' order by id desc"
    )
    assert entry is not None
    assert tuple(entry) == ("system", "3")


async def test_forgets_a_batch_in_each_transaction(shop: Shop, works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "FORGOTTEN_AT_ONCE", 2)
    jobs = [await job(shop, 50) for _ in range(5)]
    assert (await forget(works))[RetentionKind.FINISHED_JOBS] == 5
    assert await left(shop, "job", *jobs) == set()


def test_it_is_done_every_night() -> None:
    assert SCHEDULES["retention.forget"].when == "17 3 * * *"
