"""An administrator sees what somebody else sees, changes nothing with their eyes, and leaves a trace of each look."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from auth.roles import STANDARD_ROLES, RoleCode
from kernel.ids import uuid7
from server.database import Database
from server.writing import recording
from tests.access.people import WITHIN_SECONDS, People
from tests.schema import builders

GRANTS = "{ viewer { grants(first: 9) { nodes { id } } } }"
PATIENCE_SECONDS = 30
"""Denials are counted, and written down every few seconds."""
READ = "{ parties(first: 1) { totalCount } }"


async def administrator(people: People) -> str:
    return people.token(await people.grant(await people.hire(RoleCode.ADMIN)))


async def test_sees_with_the_rights_that_both_have(people: People) -> None:
    other = await people.hire(RoleCode.SALES_REP)
    await people.give(other, RoleCode.BUYER, people.other)
    viewer = await people.viewer(await administrator(people), torso_see_as=f"User:{other}")
    assert (viewer["id"], viewer["roles"]) == (str(other), ["SALES_REP"])
    assert set(viewer["permissions"]) == STANDARD_ROLES[RoleCode.SALES_REP].permissions


async def test_sees_what_a_partner_sees(people: People) -> None:
    party = await builders.party(people.owner, people.company, "S-1")
    await builders.party(people.owner, people.company, "S-2")
    partner = await people.hire(RoleCode.PARTNER_CUSTOMER, party_id=party)
    token = await administrator(people)
    assert (await people.send(token, READ)).json()["data"]["parties"]["totalCount"] == 2
    seen = await people.send(token, READ, torso_see_as=f"User:{partner}")
    assert seen.json()["data"]["parties"]["totalCount"] == 1


async def test_sees_nothing_of_what_is_the_other_s_alone(people: People) -> None:
    own, other = await people.hire(RoleCode.ADMIN), await people.hire(RoleCode.ADMIN)
    theirs, token = await people.grant(other), people.token(await people.grant(own))
    seen = await people.send(token, GRANTS, torso_see_as=f"User:{other}")
    assert seen.json()["data"]["viewer"]["grants"]["nodes"] == []
    nodes = (await people.send(people.token(theirs), GRANTS)).json()["data"]["viewer"]["grants"]["nodes"]
    assert [node["id"] for node in nodes] == [f"OAuthGrant:{theirs.grant}"]


async def test_needs_a_permission_of_its_own(people: People) -> None:
    own, other = await people.hire(RoleCode.SALES_REP), await people.hire(RoleCode.ADMIN)
    answer = await people.send(people.token(await people.grant(own)), torso_see_as=f"User:{other}")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    tried = "select attempted from audit_entry where operation = 'DENIED' and actor = $1"
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await people.owner.fetchval(tried, str(own)) != "torso-see-as":
            await asyncio.sleep(0.2)


async def test_refuses_a_user_who_is_not_there_or_barred(people: People) -> None:
    barred = await people.hire(RoleCode.BUYER)
    await people.owner.execute("update user_account set archived_at = now() where id = $1", barred)
    token = await administrator(people)
    for user in (barred, uuid7()):
        answer = await people.send(token, torso_see_as=f"User:{user}")
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "USER_NOT_FOUND")


@pytest.mark.parametrize("companies", [1, 2])
async def test_tells_nothing_of_somebody_who_works_elsewhere(people: People, companies: int) -> None:
    elsewhere = await builders.company(people.owner, f"C-{uuid7().hex[-12:]}")
    own, other = await people.hire(RoleCode.ADMIN), await people.hire(RoleCode.BUYER, elsewhere)
    if companies > 1:
        await people.give(own, RoleCode.ADMIN, people.other)
    answer = await people.send(people.token(await people.grant(own)), torso_see_as=f"User:{other}")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "USER_NOT_FOUND")


async def test_refuses_a_grant_in_the_place_of_a_user(people: People) -> None:
    theirs, token = await people.grant(await people.hire(RoleCode.BUYER)), await administrator(people)
    assert (await people.send(people.token(theirs))).status_code == 200
    answer = await people.send(token, torso_see_as=f"User:{theirs.grant}")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "USER_NOT_FOUND")


async def test_changes_nothing_but_simulates(people: People) -> None:
    other, token = await people.hire(RoleCode.ADMIN), await administrator(people)
    unit = await builders.unit(people.owner)
    values = f'companyId: "Company:{people.company}", unitId: "Unit:{unit}", code: "X", name: "Kettle", kind: GOODS'
    create = f"productCreate(input: {{ {values} }}) %s {{ product {{ code }} errors {{ code }} }}"
    refused = await people.send(token, f"mutation {{ {create % ''} }}", torso_see_as=f"User:{other}")
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "SEE_AS_ONLY_LOOKS")
    simulated = await people.send(token, f"mutation {{ {create % '@simulate'} }}", torso_see_as=f"User:{other}")
    assert simulated.json()["data"]["productCreate"]["product"] == {"code": "X"}


async def test_each_look_stands_in_the_audit_with_both_names(people: People) -> None:
    own, other = await people.hire(RoleCode.ADMIN), await people.hire(RoleCode.BUYER)
    token = people.token(await people.grant(own))
    for _ in range(2):
        await people.send(token, READ, torso_see_as=f"User:{other}")
    rows = await people.owner.fetch("select * from audit_entry where operation = 'SEEN' and actor = $1", str(own))
    assert [(row["entity_type"], row["entity_id"], row["attempted"]) for row in rows] == [("User", other, "seeAs")] * 2
    assert all(row["actor_name"] and row["actor_name"] not in row["facts"] for row in rows)


@asynccontextmanager
async def audit_locked(database: Database) -> AsyncGenerator[None]:
    """Let nobody write to the audit for as long as the context lasts."""
    connection = await asyncpg.connect(database.owner_url)
    try:
        async with connection.transaction():
            await connection.execute("lock table audit_entry in access exclusive mode")
            yield
    finally:
        await connection.close()


async def test_shows_nothing_before_the_look_stands_in_the_audit(people: People, access_database: Database) -> None:
    own, other = await people.hire(RoleCode.ADMIN), await people.hire(RoleCode.BUYER)
    token = people.token(await people.grant(own))
    await people.viewer(token)
    async with audit_locked(access_database):
        asking = asyncio.create_task(people.send(token, READ, torso_see_as=f"User:{other}"))
        done, _ = await asyncio.wait([asking], timeout=0.5)
        assert not done
    assert (await asking).status_code == 200
    count = "select count(*) from audit_entry where operation = 'SEEN' and actor = $1"
    assert await people.owner.fetchval(count, str(own)) == 1


async def test_shows_nothing_where_the_look_cannot_be_written_down(
    people: People, access_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, token = await people.hire(RoleCode.BUYER), await administrator(people)
    await people.viewer(token)
    monkeypatch.setattr(recording, "WRITE_WITHIN_SECONDS", 0.3)
    async with audit_locked(access_database):
        answer = await people.send(token, READ, torso_see_as=f"User:{other}")
    assert (answer.status_code, answer.json().get("data")) == (503, None)


async def test_ends_with_the_rights_of_either(people: People) -> None:
    other, token = await people.hire(RoleCode.BUYER), await administrator(people)
    assert "purchasing.order:write" in await people.permissions(token, torso_see_as=f"User:{other}")
    await people.owner.execute("delete from user_role where user_id = $1", other)
    async with asyncio.timeout(WITHIN_SECONDS):
        while (await people.send(token, torso_see_as=f"User:{other}")).status_code != 403:
            await asyncio.sleep(0)
