"""Who has rights that do not go together: where, by which roles, and what of it is seen."""

from datetime import date
from uuid import UUID

from auth.roles import RoleCode
from tests.oracle.naive.dynamic import Value
from tests.platform.segregation.people import own_role, person
from tests.writing.shop import Shop

TOLD = """query ($input: SegregationViolationsInput!) { segregationViolations(input: $input) { count errors { code }
  violations { userId userName companyId ruleCode severity firstRoles secondRoles isExempt } } }"""
PAYS = "KEEP_VENDORS_AND_PAY"


async def violations(shop: Shop, user: UUID, token: str | None = None, **said: object) -> list[Value]:
    """Ask for what somebody breaks."""
    answer = await shop.ask(TOLD, {"input": {"userId": f"User:{user}", **said}}, token=token)
    return answer["data"]["segregationViolations"]["violations"]


async def test_tells_who_breaks_a_rule_where_and_by_which_roles(shop: Shop) -> None:
    user = await person(shop, "BUYER", "ACCOUNTANT", company=shop.company)
    (told,) = await violations(shop, user, ruleCode=PAYS)
    assert told == {
        "userId": f"User:{user}", "userName": "Cy", "companyId": f"Company:{shop.company}", "ruleCode": PAYS,
        "severity": "REFUSE", "firstRoles": ["BUYER"], "secondRoles": ["ACCOUNTANT"], "isExempt": False,
    }  # fmt: skip


async def test_tells_of_roles_everywhere_once(shop: Shop) -> None:
    user = await person(shop, "BUYER", "ACCOUNTANT")
    await shop.owner.execute(
        "insert into user_role (user_id, role_id, company_id) select $1, id, $2 from role where code = 'HR_OFFICER'",
        user, shop.company,
    )  # fmt: skip
    assert [each["companyId"] for each in await violations(shop, user, ruleCode=PAYS)] == [None]


async def test_tells_of_a_role_everywhere_that_does_not_go_with_one_of_a_company(shop: Shop) -> None:
    user = await person(shop, "BUYER")
    await shop.owner.execute(
        "insert into user_role (user_id, role_id, company_id) select $1, id, $2 from role where code = 'ACCOUNTANT'",
        user, shop.company,
    )  # fmt: skip
    told = await violations(shop, user, ruleCode=PAYS)
    assert [each["companyId"] for each in told] == [f"Company:{shop.company}"]


async def test_tells_of_what_a_role_has_from_another(shop: Shop) -> None:
    both = await own_role(shop, "finance.payment:post", parent="BUYER")
    (told,) = await violations(shop, await person(shop, both), ruleCode=PAYS)
    assert told["firstRoles"] == told["secondRoles"] == [both]


async def test_tells_neither_of_what_has_ended_nor_of_who_is_barred(shop: Shop) -> None:
    ended = await person(shop, "BUYER", "ACCOUNTANT", valid_until=date(2020, 1, 1))
    barred = await person(shop, "BUYER", "ACCOUNTANT")
    await shop.owner.execute("update user_account set archived_at = now() where id = $1", barred)
    assert await violations(shop, ended) == await violations(shop, barred) == []


async def test_lists_administrators_as_exempt(shop: Shop) -> None:
    told = await violations(shop, await person(shop, "ADMIN"))
    assert told
    assert all(each["isExempt"] for each in told)


async def test_tells_only_of_companies_that_one_sees(shop: Shop) -> None:
    user = await person(shop, "BUYER", "ACCOUNTANT", company=shop.other)
    assert await violations(shop, user) == []
    assert await violations(shop, user, shop.token(companies=[shop.other]))


async def test_filters_counts_and_pages(shop: Shop) -> None:
    user = await person(shop, "SALES_MANAGER", "BUYER", "ACCOUNTANT")
    answer = await shop.ask(TOLD, {"input": {"userId": f"User:{user}", "first": 2, "offset": 1}})
    told = answer["data"]["segregationViolations"]
    every = await violations(shop, user)
    assert (told["count"], told["violations"]) == (len(every), every[1:3])
    assert {each["severity"] for each in every} == {"WARN", "REFUSE"}
    refused = await violations(shop, user, severity="REFUSE")
    assert refused == [each for each in every if each["severity"] == "REFUSE"]
    assert await violations(shop, user, companyId=f"Company:{shop.company}") == every


async def test_is_for_who_may_see_it(shop: Shop) -> None:
    asked: dict[str, object] = {"input": {"first": 1}}
    assert (await shop.ask(TOLD, asked, token=shop.token(RoleCode.AUDITOR)))["data"]["segregationViolations"]
    denied = await shop.ask(TOLD, asked, token=shop.token(RoleCode.SALES_REP))
    assert denied["errors"][0]["extensions"]["permission"] == "platform.segregation:read"
