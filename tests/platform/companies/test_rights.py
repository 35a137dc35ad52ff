"""Who founds companies, and who changes which."""

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from kernel.sandbox import sandbox_id
from tests.access.people import People
from tests.platform.companies.founder import COMPANY, Founder, said
from tests.schema.builders import insert

CREATE = (
    "mutation ($input: CompanyCreateInput!) { companyCreate(input: $input) { company { id } errors { code path } } }"
)
BEYOND = {"code": "COMPANIES_BEYOND_REACH", "path": ["input"]}
WRITE = "platform.company:write"
PARTNERS = {RoleCode.PARTNER_CUSTOMER, RoleCode.PARTNER_VENDOR}


async def somebody_of(people: People, shop_founder: Founder, role: str) -> Founder:
    """Hire somebody for one company."""
    bearer = people.token(await people.grant(await people.hire(role)))
    return Founder(shop_founder.shop, people.company, bearer=bearer)


async def test_administrators_of_one_company_found_none(people: People, founder: Founder) -> None:
    administrator = await somebody_of(people, founder, RoleCode.ADMIN)
    assert await administrator.refused() == ("COMPANIES_BEYOND_REACH", ["input"])


async def test_nor_does_whoever_names_a_company_in_the_header(people: People, founder: Founder) -> None:
    answer = await founder.shop.ask(
        CREATE, {"input": said()}, token=founder.bearer, torso_company=f"Company:{people.company}"
    )
    assert answer["data"]["companyCreate"] == {"company": None, "errors": [BEYOND]}


@pytest.mark.parametrize("role", sorted(set(RoleCode) - PARTNERS - {RoleCode.ADMIN}))
async def test_other_roles_neither_found_nor_change_companies(people: People, founder: Founder, role: str) -> None:
    everywhere = founder.shop.token(RoleCode(role), everywhere=True)
    for name in ("companyCreate", "companyUpdate"):
        input_ = said() if name == "companyCreate" else {"id": f"Company:{people.company}", "version": 1}
        payload = await Founder(founder.shop, people.company, bearer=everywhere).do(name, COMPANY, input=input_)
        assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]


async def test_administrators_of_one_company_change_that_one_alone(people: People, founder: Founder) -> None:
    administrator = await somebody_of(people, founder, RoleCode.ADMIN)
    shown = f'{{ company(id: "Company:{people.company}") {{ id version name }} }}'
    company = (await administrator.ask(shown))["data"]["company"]
    assert (await administrator.change(company, name="The shop"))["name"] == "The shop"
    other = {"id": f"Company:{people.other}", "version": 1, "name": "Theirs"}
    assert await administrator.refused_change(**other) == ("NOT_FOUND", ["input", "id"])


async def test_partners_change_none_whatever_their_role_says(people: People, founder: Founder) -> None:
    customer = await insert(
        people.owner,
        "party",
        company_id=people.company,
        number=f"P-{uuid7().hex[-8:]}",
        kind="ORGANISATION",
        name="Café",
    )
    role = await people.compose(WRITE, "platform.company:read", for_partners=True)
    partner = await somebody_of(people, founder, role[1])
    user = await people.hire(None, party_id=customer)
    await people.give(user, role[1], people.company)
    partner.bearer = people.token(await people.grant(user))
    version = await people.owner.fetchval("select version from company where id = $1", people.company)
    change = {"id": f"Company:{people.company}", "version": version, "name": "Ours"}
    assert await partner.refused_change(**change) == ("NOT_FOUND", ["input", "id"])
    assert await partner.refused() == ("COMPANIES_BEYOND_REACH", ["input"])


async def test_the_company_of_a_sandbox_stays_as_it_was_made(people: People, founder: Founder) -> None:
    key = sandbox_id()
    values = {
        "name": "Sandbox",
        "legal_name": "Sandbox",
        "currency": "EUR",
        "country": "AT",
        "time_zone": "Europe/Vienna",
    }
    await insert(people.owner, "company", id=key, code=f"SANDBOX-{key.hex[-8:]}", is_sandbox=True, **values)
    change = {"id": f"Company:{key}", "version": 1, "name": "Real"}
    assert await founder.refused_change(**change) == ("NOT_FOUND", ["input", "id"])
    inside = Founder(founder.shop, key, bearer=founder.shop.token(companies=[key]))
    assert await inside.refused_change(**change) == ("SANDBOX_AS_MADE", ["input", "id"])
    assert await inside.refused() == ("COMPANIES_BEYOND_REACH", ["input"])
