"""Everybody is told what they may know at that moment: rights that change are followed, and what cannot be known is not told."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest
from asyncpg import Connection

from auth.bearer import InvalidToken, TokenFault
from auth.principal import Principal
from kernel.clock import SystemClock
from server.live import cohort
from server.live.outlet import Ending
from tests.events.conftest import MAKE, Happenings
from tests.live.audience import Audience, Listener, Rights
from tests.oracle.world import World

JOBS = "subscription { jobProgress { cursor skipped changes { version } } }"
ORDERS = (
    "subscription { salesOrdersChanged { cursor changes { nodeKey node { customerReference margin { amount } } } } }"
)
OF_OTHERS = "platform.job:read"
TOUCH = "update sales_order set customer_reference = $2 where id = $1"


async def test_everybody_is_told_of_their_own_companies_and_partners_of_themselves(
    world_audience: Audience, world: World, viewers: Mapping[str, Principal], owner: Connection
) -> None:
    names = ["admin of all", "admin of one", "sales rep of two", "customer", "admin of none"]
    listeners = {name: await world_audience.listen(ORDERS, viewers[name]) for name in names}
    one, two, three = (company.id for company in world.companies)
    rows = await owner.fetch("select id, company_id, customer_id from sales_order")
    for row in rows:
        await owner.execute(TOUCH, row["id"], "touched")
    seen: dict[str, set[UUID]] = {
        "admin of all": {row["id"] for row in rows},
        "admin of one": {row["id"] for row in rows if row["company_id"] == one},
        "sales rep of two": {row["id"] for row in rows if row["company_id"] in (one, three)},
        "customer": {row["id"] for row in rows if row["company_id"] == one and row["customer_id"] == world.partner.id},
        "admin of none": set(),
    }
    assert two not in (one, three)
    for name, expected in seen.items():
        keys = {f"SalesOrder:{key}" for key in expected}
        await listeners[name].until(lambda told, keys=keys: _keys(told) >= keys)
    await asyncio.sleep(0.3)
    for name, expected in seen.items():
        assert _keys(listeners[name]) == {f"SalesOrder:{key}" for key in expected}, name


async def test_customers_with_equal_rights_share_nothing(
    world_audience: Audience, world: World, viewers: Mapping[str, Principal], owner: Connection
) -> None:
    company, one = world.companies[0].id, viewers["customer"]
    rows = await owner.fetch("select id, customer_id from sales_order where company_id = $1 order by id", company)
    theirs = next(row["customer_id"] for row in rows if row["customer_id"] != one.party_id)
    other = replace(one, party_id=theirs)
    own = {who.party_id: await world_audience.listen(ORDERS, who) for who in (one, other)}
    assert world_audience.live.cohort_count == 2
    for row in rows:
        await owner.execute(TOUCH, row["id"], "touched again")
    for party, listener in own.items():
        keys = {f"SalesOrder:{row['id']}" for row in rows if row["customer_id"] == party}
        await listener.until(lambda told, keys=keys: _keys(told) >= keys)
        assert _keys(listener) == keys
        # What happens to others brings not even an answer that is empty.
        assert all(batch["changes"] for batch in listener.batches[1:])


async def test_rights_that_become_less_and_more_are_followed(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    rights = Rights(audience.running, admin)
    changing, other = await audience.listen(JOBS, rights), await audience.listen(JOBS, admin)
    job = await happenings.job()
    await changing.until(lambda told: len(told.changes) == 1)
    rights.become(replace(admin, permissions=admin.permissions - {OF_OTHERS}))
    await asyncio.sleep(0.05)
    assert audience.live.cohort_count == 2
    await happenings.work(job)
    await other.until(lambda told: len(told.changes) == 2)
    await asyncio.sleep(0.2)
    assert [each["version"] for each in changing.changes] == [1]
    rights.become(admin)
    await asyncio.sleep(0.05)
    assert audience.live.cohort_count == 1
    await happenings.work(job)
    await changing.until(lambda told: told.changes[-1]["version"] == 3)
    # What happened since the last answer is told with the rights that there are now.
    assert [each["version"] for each in changing.changes] == [1, 2, 3]


async def test_a_field_is_denied_from_the_next_answer_on(
    world_audience: Audience, viewers: Mapping[str, Principal], owner: Connection
) -> None:
    admin = viewers["admin of all"]
    rights = Rights(world_audience.running, admin)
    listener = await world_audience.listen(ORDERS, rights)
    order = await owner.fetchval("select id from sales_order where cost_amount is not null limit 1")
    await owner.execute(TOUCH, order, "before")
    await listener.until(lambda told: told.changes)
    rights.become(replace(admin, permissions=admin.permissions - {"sales.margin:read"}))
    await asyncio.sleep(0.05)
    await owner.execute(TOUCH, order, "after")
    await listener.until(lambda told: len(told.changes) == 2)
    assert [each["node"]["margin"] is None for each in listener.changes] == [False, True]
    assert b"FORBIDDEN" in listener.told[-1].payload
    said = [error.extensions or {} for error in world_audience.denied]
    assert [each["coordinate"] for each in said] == ["SalesOrder.margin"]


async def test_ends_with_who_may_not_ask_for_it_any_more(audience: Audience, admin: Principal) -> None:
    rights = Rights(audience.running, admin)
    listener = await audience.listen(ORDERS, rights)
    rights.become(replace(admin, permissions=admin.permissions - {"sales.order:read"}))
    await listener.until(lambda told: told.ending)
    assert (listener.ending, listener.errors[0]["extensions"]["code"]) == (Ending.FORBIDDEN, "FORBIDDEN")
    assert audience.live.subscriber_count == 0


async def test_ends_with_a_role_whose_last_day_is_over_though_nobody_tells(
    audience: Audience, admin: Principal
) -> None:
    rights = Rights(audience.running, admin, lapse_after=0.5)
    listener = await audience.listen(ORDERS, rights)
    rights.principal = replace(admin, permissions=admin.permissions - {"sales.order:read"})
    await listener.until(lambda told: told.ending)
    assert listener.ending is Ending.FORBIDDEN


async def test_ends_with_whose_grant_is_revoked(audience: Audience, admin: Principal) -> None:
    rights = Rights(audience.running, admin)
    listener = await audience.listen(JOBS, rights)
    rights.become(refused=InvalidToken(TokenFault.REVOKED))
    await listener.until(lambda told: told.ending)
    assert listener.ending is Ending.UNAUTHENTICATED


async def test_ends_with_the_token_also_where_nothing_happens(audience: Audience, admin: Principal) -> None:
    soon = replace(admin, expires_at=SystemClock().now() + dt.timedelta(seconds=0.5))
    listener, _ = await audience.subscribe(JOBS, soon)
    await listener.until(lambda told: told.ending)
    assert listener.ending is Ending.UNAUTHENTICATED


async def test_tells_nothing_while_changes_of_rights_are_not_heard_and_then_everything(
    happenings: Happenings, audience: Audience, admin: Principal
) -> None:
    rights = Rights(audience.running, admin)
    deaf, other = await audience.listen(JOBS, rights), await audience.listen(JOBS, admin)
    rights.are_heard = False
    job = await happenings.job()
    for _ in range(3):
        await happenings.work(job)
    await other.until(lambda told: len(told.changes) == 4)
    await asyncio.sleep(0.2)
    assert deaf.changes == []
    rights.are_heard = True
    await deaf.until(lambda told: len(told.changes) == 4)
    assert [each["version"] for each in deaf.changes] == [1, 2, 3, 4]


async def test_those_with_equal_roles_and_different_partners_share_nothing(
    world_audience: Audience, world: World, viewers: Mapping[str, Principal], owner: Connection
) -> None:
    company, customer = world.companies[0].id, viewers["customer"]
    rows = await owner.fetch("select id, customer_id from sales_order where company_id = $1", company)
    other = replace(
        customer, party_id=next(row["customer_id"] for row in rows if row["customer_id"] != customer.party_id)
    )
    listeners = {who.party_id: await world_audience.listen(ORDERS, who) for who in (customer, other)}
    assert world_audience.live.cohort_count == 2
    everybody = await world_audience.listen(ORDERS, viewers["admin of one"])
    for row in rows:
        await owner.execute(TOUCH, row["id"], "touched by all")
    await everybody.until(lambda told: len(_keys(told)) == len(rows))
    for party, listener in listeners.items():
        own = {f"SalesOrder:{row['id']}" for row in rows if row["customer_id"] == party}
        await listener.until(lambda told, own=own: _keys(told) >= own)
        assert _keys(listener) == own
        assert all(batch["changes"] for batch in listener.batches[1:])
        assert {len(told.cursor or "") for told in listener.told} == {64}


async def test_what_is_left_out_is_counted_by_what_one_sees(
    happenings: Happenings, audience: Audience, admin: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "BEHIND_SECONDS", 0.0)
    ada = replace(admin, subject="ada", permissions=admin.permissions - {OF_OTHERS})
    everybody, (slow, subscriber) = await audience.listen(JOBS, admin), await audience.subscribe(JOBS, ada)
    await slow.began()
    slow.is_ready = False
    own, foreign = await happenings.job(), await happenings.app.fetchval(MAKE.replace("ada", "eve"))
    for job in [own, foreign] * 10:
        await happenings.work(job)
    await everybody.until(lambda told: len(told.changes) >= 22)
    while not subscriber.is_behind:
        await asyncio.sleep(0.01)
    slow.is_ready = True
    await slow.until(lambda told: told.changes)
    assert ([each["version"] for each in slow.changes], slow.skipped) == ([11], 10)


async def test_who_may_not_ask_is_refused(audience: Audience, admin: Principal) -> None:
    nobody = replace(admin, permissions=frozenset())
    assert await audience.refused(ORDERS, nobody) == "FORBIDDEN"


def _keys(listener: Listener) -> set[str]:
    return {each["nodeKey"] for each in listener.changes}
