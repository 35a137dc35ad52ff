"""Roles are composed and given by whoever has all of it, take effect at once, and are never given beyond that."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.access.people import WITHIN_SECONDS, People
from tests.schema import builders

CREATE = """
mutation ($input: RoleCreateInput!) {
  roleCreate(input: $input) {
    role { id code version permissions effectivePermissions parentCodes forPartners }
    errors { code path ... on RightsExceeded { permissions } }
  }
}
"""
UPDATE = """
mutation ($input: RoleUpdateInput!) {
  roleUpdate(input: $input) { role { version permissions effectivePermissions parentCodes } errors { code path } }
}
"""
ARCHIVE = "mutation ($id: ID!, $version: Int!) { %s(id: $id, version: $version) { errors { code path } } }"
GRANT = """
mutation ($user: ID!, $role: ID!, $company: ID, $since: Date, $until: Date) {
  userRoleGrant(userId: $user, roleId: $role, companyId: $company, validFrom: $since, validUntil: $until) {
    userRole { id validFrom validUntil company { id } role { code } }
    errors { code path }
  }
}
"""
RESET = "mutation ($id: ID!) { userFactorsReset(userId: $id) { errors { code path } } }"
REVOKE = "mutation ($id: ID!) { userRoleRevoke(id: $id) { errors { code path } } }"


async def administrator(people: People, company: UUID | None = None) -> str:
    user = await people.hire(None)
    await people.give(user, RoleCode.ADMIN, company)
    return people.token(await people.grant(user))


async def clerk(people: People, *more: str) -> str:
    """Give the token of somebody who may write roles and users, and little else."""
    writes = (
        "platform.role:read",
        "platform.role:write",
        "platform.user:read",
        "platform.user:write",
        "sales.order:read",
    )
    _, code = await people.compose(*writes, *more)
    return people.token(await people.grant(await people.hire(code)))


async def do(people: People, token: str, mutation: str, **variables: Any) -> dict[str, Any]:
    """Do a mutation, and give its payload."""
    headers = {"authorization": f"Bearer {token}"}
    body = {"query": mutation, "variables": variables}
    answer = (await people.site.client.post("/graphql", json=body, headers=headers)).json()
    assert "errors" not in answer, answer
    (payload,) = answer["data"].values()
    return payload


async def create(people: People, token: str, **said: Any) -> dict[str, Any]:
    code = f"R{uuid7().hex[-10:]}"
    return await do(people, token, CREATE, input={"code": code, "name": code, **said})


async def grant(
    people: People, token: str, user: UUID, role: UUID, company: UUID | None, **days: str
) -> dict[str, Any]:
    place = None if company is None else f"Company:{company}"
    return await do(people, token, GRANT, user=f"User:{user}", role=f"Role:{role}", company=place, **days)


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["errors"]]


async def test_composes_a_role_of_permissions_classes_and_parents(people: People) -> None:
    token = await administrator(people)
    parent, code = await people.compose("sales.order:read")
    made = await create(
        people, token, permissions=["sales.price:read"], dataClasses=["COST"], parentIds=[f"Role:{parent}"]
    )
    role = made["role"]
    assert role["permissions"] == ["COST:read", "sales.price:read"]
    assert {"inventory.cost:read", "sales.order:read", "sales.price:read"} <= set(role["effectivePermissions"])
    assert role["parentCodes"] == [code]


async def test_what_a_role_becomes_takes_effect_at_once(people: People) -> None:
    token = await administrator(people)
    role = (await create(people, token, permissions=["sales.order:read"]))["role"]
    holder = people.token(await people.grant(await people.hire(role["code"])))
    assert await people.permissions(holder) == {"sales.order:read"}
    said = {"id": role["id"], "version": 1, "permissions": ["sales.price:read"]}
    changed = await do(people, token, UPDATE, input=said)
    assert changed["role"]["permissions"] == ["sales.price:read"]
    await people.becomes(holder, lambda permissions: permissions == {"sales.price:read"})
    version = changed["role"]["version"]
    assert codes(await do(people, token, ARCHIVE % "roleArchive", id=role["id"], version=version)) == []
    await people.becomes(holder, lambda permissions: not permissions)
    assert codes(await do(people, token, ARCHIVE % "roleRestore", id=role["id"], version=version + 1)) == []


async def test_refuses_to_edit_roles_that_come_with_torso(people: People) -> None:
    token, standard = await administrator(people), await people.role(RoleCode.BUYER)
    said = {"id": f"Role:{standard}", "version": 1, "name": "Shopper"}
    assert codes(await do(people, token, UPDATE, input=said)) == ["ROLE_IS_STANDARD"]
    assert codes(await do(people, token, ARCHIVE % "roleArchive", id=f"Role:{standard}", version=1)) == [
        "ROLE_IS_STANDARD"
    ]


async def test_refuses_words_that_are_no_permission(people: People) -> None:
    made = await create(people, await administrator(people), permissions=["sales.order:read", "everything"])
    assert made["errors"][0] | {"permissions": None} == {
        "code": "PERMISSION_UNKNOWN", "path": ["input", "permissions", "1"], "permissions": None,
    }  # fmt: skip


async def test_nobody_composes_what_they_do_not_have(people: People) -> None:
    token, strong = await clerk(people), (await people.compose("finance.entry:post"))[0]
    for said in ({"permissions": ["finance.entry:post"]}, {"dataClasses": ["COST"]}, {"parentIds": [f"Role:{strong}"]}):
        assert codes(await create(people, token, **said)) == ["RIGHTS_EXCEEDED"]
    role = (await create(people, token, permissions=["sales.order:read"]))["role"]
    said = {"id": role["id"], "version": 1, "permissions": ["sales.order:confirm"]}
    assert codes(await do(people, token, UPDATE, input=said)) == ["RIGHTS_EXCEEDED"]


async def test_nobody_takes_off_a_role_what_they_do_not_have(people: People) -> None:
    strong = {"permissions": ["finance.entry:post", "sales.order:read"]}
    role = (await create(people, await administrator(people), **strong))["role"]
    token, which = await clerk(people), {"id": role["id"], "version": 1}
    assert codes(await do(people, token, ARCHIVE % "roleArchive", **which)) == ["RIGHTS_EXCEEDED"]
    less = {**which, "permissions": ["sales.order:read"]}
    assert codes(await do(people, token, UPDATE, input=less)) == ["RIGHTS_EXCEEDED"]
    harmless = {**which, "permissions": ["finance.entry:post"]}
    assert codes(await do(people, token, UPDATE, input=harmless)) == []


async def test_a_role_is_no_part_of_itself(people: People) -> None:
    token = await administrator(people)
    one = (await create(people, token))["role"]
    two = (await create(people, token, parentIds=[one["id"]]))["role"]
    for parent in (one, two):
        said = {"id": one["id"], "version": 1, "parentIds": [parent["id"]]}
        assert codes(await do(people, token, UPDATE, input=said)) == ["PART_OF_ITSELF"]


async def test_the_database_refuses_a_ring_of_roles(people: People) -> None:
    one, _ = await people.compose()
    two, _ = await people.compose(parents=(one,))
    with pytest.raises(Exception, match="would inherit from itself"):
        await builders.insert(people.owner, "role_parent", role_id=one, parent_id=two)


async def test_a_role_that_is_held_elsewhere_is_changed_by_who_reaches_that(people: People) -> None:
    token = await administrator(people, people.company)
    role = (await create(people, token, permissions=["sales.order:read"]))["role"]
    await people.hire(role["code"], people.other)
    said = {"id": role["id"], "version": 1, "permissions": ["sales.price:read"]}
    assert codes(await do(people, token, UPDATE, input=said)) == ["ROLE_HELD_ELSEWHERE"]
    assert codes(await do(people, await administrator(people), UPDATE, input=said)) == []


async def test_a_role_that_follows_from_a_claim_elsewhere_is_changed_by_who_reaches_that(people: People) -> None:
    token = await administrator(people, people.company)
    role = (await create(people, token, permissions=["sales.order:read"]))["role"]
    provider = await builders.insert(
        people.owner, "identity_provider", issuer=f"https://{uuid7().hex}.example.org", name="The office", client_id="torso",
        sealed_secret="sealed:1:key:bm90aGluZw", secret_changed_at=datetime.now(UTC), email_domains=["example.org"],
    )  # fmt: skip
    said = {"claim": "groups", "value": "sales", "role_id": UUID(role["id"].partition(":")[2])}
    await builders.insert(people.owner, "identity_provider_role", provider_id=provider, company_id=people.other, **said)
    more = {"id": role["id"], "version": 1, "permissions": ["sales.price:read"]}
    assert codes(await do(people, token, UPDATE, input=more)) == ["ROLE_HELD_ELSEWHERE"]


async def test_gives_a_role_for_some_days_and_takes_it_away(people: People) -> None:
    token, user = await administrator(people), await people.hire(None)
    role, today = await people.role(RoleCode.BUYER), datetime.now(UTC).date()
    days = {"since": str(today), "until": str(today + timedelta(days=1))}
    given = await grant(people, token, user, role, people.company, **days)
    assert given["userRole"] | {"id": None, "company": None} == {
        "id": None, "validFrom": days["since"], "validUntil": days["until"], "company": None, "role": {"code": "BUYER"},
    }  # fmt: skip
    theirs = people.token(await people.grant(user))
    assert "purchasing.order:write" in await people.permissions(theirs)
    assert codes(await do(people, token, REVOKE, id=given["userRole"]["id"])) == []
    await people.becomes(theirs, lambda permissions: not permissions)


async def test_nobody_gives_what_they_do_not_have_nor_where_they_do_not_work(people: People) -> None:
    token, user = await clerk(people), await people.hire(None)
    small, _ = await people.compose("sales.order:read")
    assert codes(await grant(people, token, user, await people.role(RoleCode.ADMIN), people.company)) == [
        "RIGHTS_EXCEEDED"
    ]
    assert codes(await grant(people, token, user, small, people.other)) == ["NOT_FOUND"]
    assert codes(await grant(people, token, user, small, None)) == ["NOT_FOUND"]
    assert codes(await grant(people, token, user, small, people.company)) == []


async def test_nobody_resets_the_factors_of_somebody_who_may_do_more(people: People) -> None:
    token, user, owner = await clerk(people), await people.hire("SALES_REP"), await people.hire(RoleCode.ADMIN)
    assert codes(await do(people, token, RESET, id=f"User:{owner}")) == ["RIGHTS_EXCEEDED"]
    peer = await people.hire((await people.compose("sales.order:read"))[1])
    assert codes(await do(people, token, RESET, id=f"User:{peer}")) == []
    # What somebody has from another one for a time is theirs as well.
    today = datetime.now(UTC).date()
    lent = {"role_id": await people.role(RoleCode.ADMIN), "starts_on": today, "ends_on": today, "reason": "On holiday."}
    await builders.insert(people.owner, "rights_delegation", user_id=owner, delegate_id=peer, **lent)
    assert codes(await do(people, token, RESET, id=f"User:{peer}")) == ["RIGHTS_EXCEEDED"]
    assert codes(await do(people, await administrator(people), RESET, id=f"User:{user}")) == []


async def test_roles_of_partners_are_for_partners_alone(people: People) -> None:
    token = await administrator(people)
    party = await builders.party(people.owner, people.company, "R-1")
    partner, ours = await people.hire(None, party_id=party), await people.hire(None)
    of_partners, of_ours = await people.role(RoleCode.PARTNER_CUSTOMER), await people.role(RoleCode.BUYER)
    assert codes(await grant(people, token, ours, of_partners, people.company)) == ["PARTNERS_APART"]
    assert codes(await grant(people, token, partner, of_ours, people.company)) == ["PARTNERS_APART"]
    assert codes(await grant(people, token, partner, of_partners, people.company)) == []
    assert codes(await create(people, token, parentIds=[f"Role:{of_partners}"])) == ["PARTNERS_APART"]


async def test_the_last_administrator_stays(people: People) -> None:
    user = await people.hire(None)
    held = await people.give(user, RoleCode.ADMIN, None)
    token = people.token(await people.grant(user))
    others = "delete from user_role where role_id = (select id from role where code = 'ADMIN') and user_id <> $1"
    await people.owner.execute(others, user)
    assert codes(await do(people, token, REVOKE, id=f"UserRole:{held}")) == ["LAST_ADMINISTRATOR"]
    assert codes(await do(people, token, ARCHIVE % "userArchive", id=f"User:{user}", version=1)) == [
        "LAST_ADMINISTRATOR"
    ]
    until = str(datetime.now(UTC).date())
    ended = await grant(people, token, user, await people.role(RoleCode.ADMIN), None, until=until)
    assert codes(ended) == ["LAST_ADMINISTRATOR"]


async def test_an_administrator_of_every_company_stays_though_one_company_has_its_own(people: People) -> None:
    user = await people.hire(None)
    held = await people.give(user, RoleCode.ADMIN, None)
    await people.hire(RoleCode.ADMIN)
    others = "delete from user_role where role_id = (select id from role where code = 'ADMIN') and company_id is null and id <> $1"
    await people.owner.execute(others, held)
    token = people.token(await people.grant(user))
    assert codes(await do(people, token, REVOKE, id=f"UserRole:{held}")) == ["LAST_ADMINISTRATOR"]


async def test_what_came_by_an_archived_role_is_not_kept_by_writing_it_down(people: People) -> None:
    dear, _ = await people.compose("finance.payment:post")
    between, _ = await people.compose(parents=(dear,), archived_at=datetime.now(UTC))
    role, _ = await people.compose(parents=(between,))
    said = {"id": f"Role:{role}", "version": 1, "permissions": ["finance.payment:post"]}
    assert codes(await do(people, await clerk(people), UPDATE, input=said)) == ["RIGHTS_EXCEEDED"]


async def test_of_two_roles_that_are_given_at_once_the_second_is_judged_with_the_first(people: People) -> None:
    token, user = await administrator(people), await people.hire(None)
    keeps, _ = await people.compose("platform.party:write")
    pays, _ = await people.compose("finance.payment:post")
    async with people.owner.transaction():
        await people.owner.execute("select pg_advisory_xact_lock(hashtextextended('segregation', 0))")
        await builders.insert(people.owner, "user_role", user_id=user, role_id=keeps, company_id=people.company)
        second = asyncio.create_task(grant(people, token, user, pays, people.company))
        done, _ = await asyncio.wait({second}, timeout=1)
    assert codes(await second) == ["SEGREGATION_BROKEN"]
    assert not done


async def test_a_second_factor_is_asked_of_a_role_by_who_reaches_all_who_have_it(people: People) -> None:
    ask = "mutation ($id: ID!) { roleSecondFactorRequire(roleId: $id, required: false) { errors { code } } }"
    await people.hire(RoleCode.ADMIN, people.other)
    role = f"Role:{await people.role(RoleCode.ADMIN)}"
    here = await administrator(people, people.company)
    assert codes(await do(people, here, ask, id=role)) == ["ROLE_HELD_ELSEWHERE"]
    assert codes(await do(people, await administrator(people), ask, id=role)) == []


async def test_who_works_elsewhere_too_is_erased_by_who_reaches_that(people: People) -> None:
    erase = "mutation ($id: ID!) { personErase(id: $id) { errors { code path } } }"
    user = await people.hire(None)
    await people.give(user, RoleCode.ADMIN, None)
    here = await administrator(people, people.company)
    assert codes(await do(people, here, erase, id=f"User:{user}")) == ["WORKS_ELSEWHERE"]


async def test_barring_a_user_ends_what_they_have_open(people: People) -> None:
    token, user = await administrator(people), await people.hire(RoleCode.BUYER)
    theirs = people.token(await people.grant(user))
    assert (await people.send(theirs)).status_code == 200
    assert codes(await do(people, token, ARCHIVE % "userArchive", id=f"User:{user}", version=1)) == []
    async with asyncio.timeout(WITHIN_SECONDS):
        while (await people.send(theirs)).status_code != 401:
            await asyncio.sleep(0)
    assert codes(await do(people, token, ARCHIVE % "userRestore", id=f"User:{user}", version=2)) == []
    assert (await people.send(theirs)).status_code == 401
    assert (await people.send(people.token(await people.grant(user)))).status_code == 200


async def test_who_works_elsewhere_too_is_barred_by_who_reaches_that(people: People) -> None:
    user = await people.hire(RoleCode.BUYER)
    await people.give(user, RoleCode.BUYER, people.other)
    here = await administrator(people, people.company)
    assert codes(await do(people, here, ARCHIVE % "userArchive", id=f"User:{user}", version=1)) == ["WORKS_ELSEWHERE"]
