"""Who sees which commissions, who sets their rules, and what is refused."""

from typing import Any

import pytest

from auth.roles import RoleCode
from tests.finance.office import Answer
from tests.sales.commissions.bureau import Bureau

LISTED = (
    "{ commissionPostingLines(first: 50) { nodes { salesRep { id } } } commissionPostings(first: 5) { totalCount } }"
)
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"percent": "0"}, "RULE_BROKEN"),
    ({"percent": "100.5"}, "RULE_BROKEN"),
    ({"priority": 1001}, "RULE_BROKEN"),
    ({"validFrom": "2026-02-01", "validUntil": "2026-01-31"}, "RULE_BROKEN"),
    ({"groupId": "CustomerGroup:0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f"}, "NOT_FOUND"),
    ({"salesRepId": "User:0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f"}, "NOT_FOUND"),
    ({"code": " "}, "VALUE_REQUIRED"),
]


async def two_earn(bureau: Bureau) -> str:
    """Let two people earn something, post it, and give the id of the second."""
    other = await bureau.somebody()
    await bureau.rule()
    for rep in (bureau.rep, other):
        await bureau.billed(10, of=await bureau.sold(rep=rep))
    await bureau.posted()
    return f"User:{other}"


async def listed(bureau: Bureau, role: RoleCode, **said: Any) -> Answer:
    """List what was posted, as somebody in a role."""
    token = bureau.office.shop.token(role, companies=[bureau.office.company], **said)
    return await bureau.office.shop.ask(LISTED, token=token)


async def test_a_salesperson_sees_own_commissions_alone(bureau: Bureau) -> None:
    other = await two_earn(bureau)
    told = await bureau.told(role=RoleCode.SALES_REP, subject=bureau.rep)
    assert [each["salesRepId"] for each in told["companies"][0]["people"]] == [f"User:{bureau.rep}"]
    asked = await bureau.told(role=RoleCode.SALES_REP, subject=bureau.rep, salesRepId=other)
    assert (asked["companies"][0]["people"], asked["companies"][0]["count"]) == ([], 0)


async def test_a_program_that_is_no_user_sees_none(bureau: Bureau) -> None:
    await two_earn(bureau)
    told = await bureau.told(role=RoleCode.SALES_REP, subject="web-shop")
    assert [(each["people"], each["lines"], each["count"]) for each in told["companies"]] == [([], [], 0)]


async def test_a_salesperson_sees_what_was_posted_of_own_commissions_alone(bureau: Bureau) -> None:
    await two_earn(bureau)
    answer = await listed(bureau, RoleCode.SALES_REP, subject=str(bureau.rep))
    assert len(answer["data"]["commissionPostingLines"]["nodes"]) == 1
    assert answer["data"]["commissionPostings"] is None


@pytest.mark.parametrize("role", [RoleCode.SALES_MANAGER, RoleCode.ACCOUNTANT, RoleCode.AUDITOR])
async def test_who_answers_for_them_sees_all(bureau: Bureau, role: RoleCode) -> None:
    other = await two_earn(bureau)
    told = await bureau.told(role=role)
    assert {each["salesRepId"] for each in told["companies"][0]["people"]} == {f"User:{bureau.rep}", other}
    assert len((await listed(bureau, role))["data"]["commissionPostingLines"]["nodes"]) == 2
    assert await bureau.earned(role=role, salesRepId=other) == ["5.00"]


@pytest.mark.parametrize("role", [RoleCode.WAREHOUSE_CLERK, RoleCode.BUYER, RoleCode.SUPPORT_AGENT])
async def test_others_see_none(bureau: Bureau, role: RoleCode) -> None:
    answer = await bureau.told(role=role)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


@pytest.mark.parametrize("role", [RoleCode.SALES_REP, RoleCode.ACCOUNTANT, RoleCode.AUDITOR])
async def test_a_sales_manager_sets_rules_and_others_do_not(bureau: Bureau, role: RoleCode) -> None:
    said = {"companyId": bureau.company, "code": "R", "name": "R", "percent": "5"}
    refused = await bureau.office.do("commissionRuleCreate", "commissionRule { id }", role, input=said)
    assert [error["code"] for error in refused["errors"]] == ["FORBIDDEN"]
    await bureau.office.done("commissionRuleCreate", "commissionRule { id }", RoleCode.SALES_MANAGER, input=said)


@pytest.mark.parametrize(("said", "code"), REFUSED)
async def test_refuses_rules_that_make_no_sense(bureau: Bureau, said: dict[str, Any], code: str) -> None:
    given = {"companyId": bureau.company, "code": "R", "name": "R", "percent": "5", **said}
    refused = await bureau.office.do("commissionRuleCreate", "commissionRule { id }", input=given)
    assert [error["code"] for error in refused["errors"]] == [code]


async def test_tells_nothing_of_companies_that_are_not_seen(bureau: Bureau) -> None:
    told = await bureau.told(role=RoleCode.SALES_MANAGER, companyIds=[f"Company:{bureau.office.shop.other}"])
    assert (told["companies"], [error["code"] for error in told["errors"]]) == ([], ["NOT_FOUND"])


@pytest.mark.parametrize("said", [{"first": 0}, {"first": 1001}, {"salesRepId": "Party:1"}, {"after": "x"}])
async def test_refuses_what_no_list_can_be_asked(bureau: Bureau, said: dict[str, Any]) -> None:
    answer = await bureau.told(**said)
    assert answer["errors"][0]["extensions"]["code"] != "INTERNAL"
