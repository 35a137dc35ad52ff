"""Rules about rights are made and put out of use; the standard ones stay as they are."""

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from services.platform.reference import ensure
from tests.oracle.naive.dynamic import Value
from tests.writing.shop import Shop

CREATE = """mutation ($input: SegregationRuleCreateInput!) { segregationRuleCreate(input: $input) {
  segregationRule { id version code isStandard severity } errors { code path } } }"""
UPDATE = """mutation ($input: SegregationRuleUpdateInput!) { segregationRuleUpdate(input: $input) {
  segregationRule { version name severity } errors { code path } } }"""
PUT = """mutation ($id: ID!, $version: Int!) { segregationRule%s(id: $id, version: $version) {
  segregationRule { version archivedAt isStandard } errors { code } } }"""
STANDARD = '{ segregationRuleByCode(code: "KEEP_VENDORS_AND_PAY") { id version archivedAt isStandard severity } }'


def rule(**values: str) -> dict[str, str]:
    """Give the input of a rule."""
    permissions = {"firstPermission": "audit.log:read", "secondPermission": "finance.tax_return:file"}
    said = {"code": f"R_{uuid7().hex}", "name": "Prices", "description": "Both.", "severity": "REFUSE", **permissions}
    return {**said, **values}


async def test_a_rule_is_made_and_put_out_of_use_and_back(shop: Shop) -> None:
    made = (await shop.ask(CREATE, {"input": rule()}))["data"]["segregationRuleCreate"]["segregationRule"]
    assert (made["isStandard"], made["severity"]) == (False, "REFUSE")
    archived = await _put(shop, "Archive", made)
    assert archived["archivedAt"]
    assert (await _put(shop, "Restore", {**made, **archived}))["archivedAt"] is None


async def test_a_rule_of_ones_own_is_changed_and_a_standard_one_is_not(shop: Shop) -> None:
    made = (await shop.ask(CREATE, {"input": rule()}))["data"]["segregationRuleCreate"]["segregationRule"]
    said = {"id": made["id"], "version": 1, "name": "Prices of vendors", "severity": "WARN"}
    answer = (await shop.ask(UPDATE, {"input": said}))["data"]["segregationRuleUpdate"]
    assert answer["segregationRule"] == {"version": 2, "name": "Prices of vendors", "severity": "WARN"}
    standard = (await shop.ask(STANDARD))["data"]["segregationRuleByCode"]
    said |= {"id": standard["id"], "version": standard["version"]}
    answer = (await shop.ask(UPDATE, {"input": said}))["data"]["segregationRuleUpdate"]
    assert answer["errors"] == [{"code": "SEGREGATION_RULE_IS_STANDARD", "path": ["input", "id"]}]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"firstPermission": "sales.nothing:read"}, "PERMISSION_UNKNOWN"),
        ({"firstPermission": "finance.tax_return:file"}, "RULE_BROKEN"),
        ({"code": "KEEP_VENDORS_AND_PAY"}, "ALREADY_TAKEN"),
        ({"name": " "}, "VALUE_REQUIRED"),
    ],
)
async def test_refuses_what_is_no_rule(shop: Shop, said: dict[str, str], code: str) -> None:
    answer = await shop.ask(CREATE, {"input": rule(**said)})
    assert [error["code"] for error in answer["data"]["segregationRuleCreate"]["errors"]] == [code]


async def test_a_standard_rule_that_is_out_of_use_stays_so(shop: Shop) -> None:
    standard = (await shop.ask(STANDARD))["data"]["segregationRuleByCode"]
    archived = await _put(shop, "Archive", standard)
    await ensure(shop.owner)
    again = (await shop.ask(STANDARD))["data"]["segregationRuleByCode"]
    assert (again["archivedAt"], again["version"]) == (archived["archivedAt"], archived["version"])
    await _put(shop, "Restore", again)


@pytest.mark.parametrize(
    ("role", "may"), [(RoleCode.CONTROLLER, True), (RoleCode.AUDITOR, False), (RoleCode.BUYER, False)]
)
async def test_rules_are_for_who_answers_for_the_books(shop: Shop, role: RoleCode, may: bool) -> None:
    answer = await shop.ask(CREATE, {"input": rule()}, token=shop.token(role))
    assert (answer["data"]["segregationRuleCreate"] is not None) == may


async def _put(shop: Shop, verb: str, which: Value) -> Value:
    answer = await shop.ask(PUT % verb, {"id": which["id"], "version": which["version"]})
    done = answer["data"][f"segregationRule{verb}"]
    assert done["errors"] == [], answer
    return done["segregationRule"]
