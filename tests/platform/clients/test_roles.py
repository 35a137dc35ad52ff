"""Roles that programs have in their own name: for partners those of partners, and never more than the giver has."""

from auth.roles import RoleCode
from tests.platform.clients.registry import GRANT_ROLE, REVOKE_ROLE, Registry, codes
from tests.schema.builders import insert


async def test_a_service_has_a_role_in_a_company_for_a_time(registry: Registry) -> None:
    service, role = await registry.service(), await registry.role(RoleCode.SUPPORT_AGENT)
    asked = {"client": service["id"], "role": role, "company": f"Company:{registry.company}"}
    given = await registry.do(GRANT_ROLE, **asked, **{"from": "2026-01-01", "until": "2026-12-31"})
    assert given["oauthClientRole"]["role"] == {"code": "SUPPORT_AGENT"}
    assert given["oauthClientRole"]["validUntil"] == "2026-12-31"
    assert codes(await registry.do(GRANT_ROLE, **asked)) == ["ALREADY_TAKEN"]
    gone = await registry.do(REVOKE_ROLE, id=given["oauthClientRole"]["id"], version=1)
    assert gone == {"errors": []}
    assert (await registry.read(service["id"]) or {})["roles"] == []


async def test_a_time_does_not_end_before_it_begins(registry: Registry) -> None:
    service, role = await registry.service(), await registry.role(RoleCode.SUPPORT_AGENT)
    asked = {"client": service["id"], "role": role, "company": f"Company:{registry.company}"}
    given = await registry.do(GRANT_ROLE, **asked, **{"from": "2026-02-01", "until": "2026-01-31"})
    assert [(each["code"], each["path"]) for each in given["errors"]] == [("VALIDITY_UNFIT", ["validUntil"])]


async def test_a_partners_program_has_roles_of_partners_alone(registry: Registry) -> None:
    program = await registry.service(partyId=f"Party:{registry.customer}")
    company = f"Company:{registry.company}"
    ours = await registry.do(GRANT_ROLE, client=program["id"], role=await registry.role("SALES_REP"), company=company)
    assert codes(ours) == ["ROLE_UNFIT_FOR_CLIENT"]
    theirs = await registry.role("PARTNER_CUSTOMER")
    assert codes(await registry.do(GRANT_ROLE, client=program["id"], role=theirs)) == ["ROLE_UNFIT_FOR_CLIENT"]
    assert codes(await registry.do(GRANT_ROLE, client=program["id"], role=theirs, company=company)) == []
    service = await registry.service()
    assert codes(await registry.do(GRANT_ROLE, client=service["id"], role=theirs, company=company)) == [
        "ROLE_UNFIT_FOR_CLIENT"
    ]


async def test_who_asks_in_nobodys_own_name_has_no_roles(registry: Registry) -> None:
    program, role = (await registry.create())["oauthClient"], await registry.role("SALES_REP")
    given = await registry.do(GRANT_ROLE, client=program["id"], role=role, company=f"Company:{registry.company}")
    assert codes(given) == ["ROLE_UNFIT_FOR_CLIENT"]


async def test_nobody_gives_more_than_they_have(registry: Registry) -> None:
    service, role = await registry.service(), await registry.role(RoleCode.ACCOUNTANT)
    helper = await registry.person(RoleCode.ADMIN, scope="platform.* sales.*")
    here = {"client": service["id"], "role": role, "company": f"Company:{registry.company}"}
    assert codes(await registry.do(GRANT_ROLE, helper, **here)) == ["RIGHTS_EXCEEDED"]
    of_here = await registry.person(RoleCode.ADMIN)
    for company in (None, f"Company:{registry.shop.other}"):
        assert codes(await registry.do(GRANT_ROLE, of_here, **{**here, "company": company})) == ["NOT_FOUND"]
    assert codes(await registry.do(GRANT_ROLE, **here)) == []


async def test_nobody_takes_more_than_they_could_give(registry: Registry) -> None:
    service, role = await registry.service(), await registry.role(RoleCode.ACCOUNTANT)
    here = {"client": service["id"], "role": role, "company": f"Company:{registry.company}"}
    held = (await registry.do(GRANT_ROLE, **here))["oauthClientRole"]
    everywhere = (await registry.do(GRANT_ROLE, **{**here, "company": None}))["oauthClientRole"]
    of_here = await registry.person(RoleCode.ADMIN)
    helper = await registry.person(RoleCode.ADMIN, scope="platform.*")
    for who, which, code in ((of_here, everywhere, "NOT_FOUND"), (helper, held, "RIGHTS_EXCEEDED")):
        assert codes(await registry.do(REVOKE_ROLE, who, id=which["id"], version=which["version"])) == [code]


async def test_a_role_gives_what_it_inherits_too(registry: Registry) -> None:
    owner, service = registry.shop.owner, await registry.service()
    code = f"X{service['clientId'][:8]}"
    role = await insert(owner, "role", code=code, name="Empty", description="Nothing of its own.", permissions=[])
    parent = await owner.fetchval("select id from role where code = 'ACCOUNTANT'")
    await insert(owner, "role_parent", role_id=role, parent_id=parent)
    helper = await registry.person(RoleCode.ADMIN, scope="platform.*")
    company = f"Company:{registry.company}"
    given = await registry.do(GRANT_ROLE, helper, client=service["id"], role=f"Role:{role}", company=company)
    assert codes(given) == ["RIGHTS_EXCEEDED"]
