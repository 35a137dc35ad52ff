"""What programs may do in people's names: seen and ended by these people, and by those who look after programs."""

from uuid import UUID

from auth.roles import RoleCode
from tests.platform.clients.registry import GRANTS, REVOKE_GRANT, Registry, codes
from tests.schema.builders import insert


async def test_people_see_and_end_what_they_granted(registry: Registry) -> None:
    seller, other = [await registry.person(RoleCode.SALES_REP) for _ in range(2)]
    program = (await registry.create(name="Route planner"))["oauthClient"]
    own, others = await registry.granted(program, seller), await registry.granted(program, other)
    answer = await registry.shop.ask(GRANTS, token=seller.token)
    assert [(each["id"], each["clientName"]) for each in answer["data"]["viewer"]["grants"]["nodes"]] == [
        (own, "Route planner")
    ]
    assert codes(await registry.do(REVOKE_GRANT, seller, id=others)) == ["NOT_FOUND"]
    ended = await registry.do(REVOKE_GRANT, seller, id=own)
    assert ended["oauthGrant"]["revokedBecause"] == "REVOKED_BY_USER"
    assert await registry.ended(others) is None


async def test_whoever_ends_what_they_granted_is_asked_again(registry: Registry) -> None:
    seller, owner = await registry.person(RoleCode.SALES_REP), registry.shop.owner
    program = (await registry.create())["oauthClient"]
    grant, client = await registry.granted(program, seller), UUID(program["id"].partition(":")[2])
    for person in (seller, registry.colleague):
        await insert(owner, "oauth_consent", client_id=client, user_id=person.id, scopes=["sales.*"])
    await registry.do(REVOKE_GRANT, seller, id=grant)
    asked = await owner.fetch("select user_id from oauth_consent where client_id = $1", client)
    assert [row["user_id"] for row in asked] == [registry.colleague.id]


async def test_administrators_end_what_others_granted(registry: Registry) -> None:
    seller = await registry.person(RoleCode.SALES_REP)
    grant = await registry.granted((await registry.create())["oauthClient"], seller)
    assert (await registry.do(REVOKE_GRANT, id=grant))["oauthGrant"]["revokedBecause"] == "REVOKED_BY_ADMINISTRATOR"
    # What has ended has its reason already.
    again = await registry.do(REVOKE_GRANT, seller, id=grant)
    assert again["oauthGrant"]["revokedBecause"] == "REVOKED_BY_ADMINISTRATOR"


async def test_who_looks_after_programs_in_a_company_leaves_what_people_of_others_granted(registry: Registry) -> None:
    here, seller = [await registry.person(role) for role in (RoleCode.ADMIN, RoleCode.SALES_REP)]
    grant = await registry.granted((await registry.create())["oauthClient"], seller)
    await registry.works_in(seller, registry.company)
    await registry.works_in(seller, registry.shop.other)
    assert codes(await registry.do(REVOKE_GRANT, here, id=grant)) == ["NOT_FOUND"]
    await registry.shop.owner.execute("delete from user_role where company_id = $1", registry.shop.other)
    assert codes(await registry.do(REVOKE_GRANT, here, id=grant)) == []


async def test_a_program_in_its_own_name_is_everybodys_and_ended_by_who_reaches_every_company(
    registry: Registry,
) -> None:
    here, program = await registry.person(RoleCode.ADMIN), await registry.service()
    grant = await registry.granted(program, None)
    assert codes(await registry.do(REVOKE_GRANT, here, id=grant)) == ["NOT_FOUND"]
    assert codes(await registry.do(REVOKE_GRANT, id=grant)) == []


async def test_auditors_see_what_others_granted_and_leave_it(registry: Registry) -> None:
    auditor = await registry.person(RoleCode.AUDITOR)
    grant = await registry.granted((await registry.create())["oauthClient"], registry.admin)
    answer = await registry.shop.ask(
        "query ($id: ID!) { oauthGrant(id: $id) { id } }", {"id": grant}, token=auditor.token
    )
    assert answer["data"]["oauthGrant"] == {"id": grant}
    assert await registry.do(REVOKE_GRANT, auditor, id=grant) == {"denied": "platform.grant:revoke"}


async def test_partners_see_what_was_granted_to_their_programs(registry: Registry) -> None:
    own = (await registry.create(partyId=f"Party:{registry.customer}"))["oauthClient"]
    seen = await registry.granted(own, registry.admin)
    await registry.granted((await registry.create())["oauthClient"], registry.admin)
    answer = await registry.shop.ask("{ oauthGrants(first: 9) { nodes { id } } }", token=registry.partner.token)
    assert answer["data"]["oauthGrants"]["nodes"] == [{"id": seen}]
