"""Somebody lets another have a role for a time: never longer than they have it, and never what they do not have."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.sandbox import sandbox_id
from tests.access.people import People
from tests.access.test_roles import codes, do
from tests.schema.builders import insert

DELEGATE = """
mutation ($to: ID!, $role: ID!, $company: ID, $since: Date!, $until: Date!, $reason: String) {
  rightsDelegate(toUserId: $to, roleId: $role, companyId: $company, startsOn: $since, endsOn: $until, reason: $reason) {
    rightsDelegation { id reason endedAt }
    errors { code path }
  }
}
"""
END = "mutation ($id: ID!) { rightsDelegationEnd(id: $id) { rightsDelegation { endedAt } errors { code path } } }"
LISTED = "{ rightsDelegations(first: 10) { nodes { reason } } }"
TODAY = datetime.now(UTC).date()


async def delegate(people: People, token: str, other: UUID, role: str, **said: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "to": f"User:{other}", "role": f"Role:{await people.role(role)}", "company": f"Company:{people.company}",
        "since": str(TODAY), "until": str(TODAY + timedelta(days=14)), "reason": "Holidays", **said,
    }  # fmt: skip
    return await do(people, token, DELEGATE, **given)


async def test_the_other_has_the_role_until_it_is_ended(people: People) -> None:
    boss, deputy = await people.hire(RoleCode.CONTROLLER), await people.hire(RoleCode.PRODUCTION_PLANNER)
    token, theirs = [people.token(await people.grant(user)) for user in (boss, deputy)]
    made = await delegate(people, token, deputy, RoleCode.CONTROLLER)
    assert made["errors"] == []
    await people.becomes(theirs, lambda permissions: "finance.period:close" in permissions)
    assert codes(await do(people, token, END, id=made["rightsDelegation"]["id"])) == []
    await people.becomes(theirs, lambda permissions: "finance.period:close" not in permissions)


async def test_it_ends_with_the_role_of_whoever_delegated_it(people: People) -> None:
    boss, deputy = await people.hire(RoleCode.CONTROLLER), await people.hire(RoleCode.PRODUCTION_PLANNER)
    token, theirs = [people.token(await people.grant(user)) for user in (boss, deputy)]
    await delegate(people, token, deputy, RoleCode.CONTROLLER)
    await people.becomes(theirs, lambda permissions: "finance.period:close" in permissions)
    await people.owner.execute("delete from user_role where user_id = $1", boss)
    await people.becomes(theirs, lambda permissions: "finance.period:close" not in permissions)


async def test_it_comes_back_with_the_role_of_whoever_delegated_it(people: People) -> None:
    boss, deputy = await people.hire(RoleCode.CONTROLLER), await people.hire(RoleCode.PRODUCTION_PLANNER)
    token, theirs = [people.token(await people.grant(user)) for user in (boss, deputy)]
    await delegate(people, token, deputy, RoleCode.CONTROLLER)
    for archived, has in ((True, False), (False, True)):
        bar = "update user_account set archived_at = case when $2 then now() end where id = $1"
        await people.owner.execute(bar, boss, archived)
        await people.becomes(theirs, lambda permissions, has=has: ("finance.period:close" in permissions) == has)


async def test_is_not_passed_on(people: People) -> None:
    boss, deputy = await people.hire(RoleCode.CONTROLLER), await people.hire(RoleCode.PRODUCTION_PLANNER)
    third = await people.hire()
    token, theirs = [people.token(await people.grant(user)) for user in (boss, deputy)]
    await delegate(people, token, deputy, RoleCode.CONTROLLER)
    assert codes(await delegate(people, theirs, third, RoleCode.CONTROLLER)) == ["NOT_FOUND"]


async def test_refuses_what_cannot_be_delegated(people: People) -> None:
    boss, deputy = await people.hire(RoleCode.CONTROLLER), await people.hire(RoleCode.PRODUCTION_PLANNER)
    token = people.token(await people.grant(boss))
    for said, code in (
        ({"reason": " "}, "VALUE_REQUIRED"),
        ({"company": f"Company:{people.other}"}, "NOT_FOUND"),
        ({"since": str(TODAY - timedelta(days=1))}, "DELEGATION_DAYS_UNFIT"),
        ({"until": str(TODAY + timedelta(days=400))}, "DELEGATION_DAYS_UNFIT"),
        ({"to": f"User:{boss}"}, "DELEGATION_UNFIT"),
    ):
        assert codes(await delegate(people, token, deputy, RoleCode.CONTROLLER, **said)) == [code]
    assert codes(await delegate(people, token, deputy, RoleCode.ADMIN)) == ["NOT_FOUND"]


async def test_nobody_delegates_a_role_in_a_sandbox(people: People) -> None:
    boss, deputy = await people.hire(None), await people.hire(None)
    await people.give(boss, RoleCode.CONTROLLER, None)
    key, names = sandbox_id(), dict.fromkeys(("code", "name", "legal_name"), f"S-{boss}")
    place = {"currency": "EUR", "country": "AT", "time_zone": "Europe/Vienna"}
    await insert(people.owner, "company", id=key, **names, **place, is_sandbox=True)
    given = {
        "to": f"User:{deputy}", "role": f"Role:{await people.role(RoleCode.CONTROLLER)}", "company": f"Company:{key}",
        "since": str(TODAY), "until": str(TODAY), "reason": "Holidays",
    }  # fmt: skip
    token = people.token(await people.grant(boss))
    headers = {"authorization": f"Bearer {token}", "torso-company": f"Company:{key}"}
    asked = {"query": DELEGATE, "variables": given}
    answer = (await people.site.client.post("/graphql", json=asked, headers=headers)).json()
    assert answer["data"]["rightsDelegate"]["errors"] == [{"code": "NOT_FOUND", "path": ["companyId"]}]


async def test_is_seen_by_both_and_by_nobody_else(people: People) -> None:
    boss, deputy = await people.hire(RoleCode.ACCOUNTANT), await people.hire(RoleCode.PRODUCTION_PLANNER)
    third = await people.hire()
    tokens = [people.token(await people.grant(user)) for user in (boss, deputy, third)]
    await delegate(people, tokens[0], deputy, RoleCode.ACCOUNTANT)
    listed = [(await people.send(token, LISTED)).json()["data"]["rightsDelegations"]["nodes"] for token in tokens]
    assert [len(each) for each in listed] == [1, 1, 0]
