"""Rules say for how many days a kind of thing is kept, within the bounds of our table."""

from typing import Any
from uuid import UUID

import pytest

from auth.demo import DEMO_REALM, issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from models import RetentionKind
from schema.platform import retention as schema
from services.platform.retention.bounds import BOUNDS
from tests.writing.shop import Shop

pytestmark = pytest.mark.usefixtures("works")

SET = """mutation ($kind: RetentionKind!, $days: Int!, $company: ID) {
  retentionRuleSet(kind: $kind, keptDays: $days, companyId: $company) {
    retentionRule { id kind keptDays company { id } }
    errors { code path ... on RetentionOutOfBounds { minDays maxDays why } } } }"""
CLEAR = "mutation ($id: ID!) { retentionRuleClear(id: $id) { errors { code path } } }"
RULES = "{ retentionRules(first: 10) { nodes { kind keptDays company { id } } } }"


def everywhere(shop: Shop, role: RoleCode = RoleCode.ADMIN) -> str:
    """Give a token of somebody who reaches every company."""
    return issue(TokenIssuer(signing_key(shop.site.settings.home), DEMO_REALM, SystemClock()), role)


async def said(
    shop: Shop, kind: str, days: int, company: UUID | None = None, token: str | None = None
) -> dict[str, Any]:
    """Say for how long something is kept, and give what came of it."""
    values = {"kind": kind, "days": days, "company": company and f"Company:{company}"}
    answer = await shop.ask(SET, values, token=token or everywhere(shop))
    return answer["data"]["retentionRuleSet"] or answer


async def test_a_rule_is_made_changed_and_taken_away(shop: Shop) -> None:
    made = (await said(shop, "FINISHED_JOBS", 10))["retentionRule"]
    changed = (await said(shop, "FINISHED_JOBS", 20))["retentionRule"]
    assert (changed["id"], changed["keptDays"], changed["company"]) == (made["id"], 20, None)
    assert (await shop.ask(RULES))["data"]["retentionRules"]["nodes"] == [
        {"kind": "FINISHED_JOBS", "keptDays": 20, "company": None}
    ]
    cleared = await shop.ask(CLEAR, {"id": made["id"]}, token=everywhere(shop))
    assert cleared["data"]["retentionRuleClear"]["errors"] == []
    assert (await shop.ask(RULES))["data"]["retentionRules"]["nodes"] == []


@pytest.mark.parametrize("kind", RetentionKind)
async def test_nothing_is_kept_for_shorter_or_longer_than_may_be(shop: Shop, kind: RetentionKind) -> None:
    bounds = BOUNDS[kind]
    for days in (bounds.min_days - 1, bounds.max_days + 1):
        told = {"minDays": bounds.min_days, "maxDays": bounds.max_days, "why": bounds.why}
        refused = {"code": "RETENTION_OUT_OF_BOUNDS", "path": ["keptDays"], **told}
        assert (await said(shop, kind, days))["errors"] == [refused]
    for days in (bounds.min_days, bounds.max_days):
        assert (await said(shop, kind, days))["errors"] == []


async def test_what_belongs_to_people_has_no_rule_of_a_company(shop: Shop) -> None:
    refused = await said(shop, "ENDED_SESSIONS", 30, shop.company)
    assert refused["errors"] == [{"code": "RETENTION_OF_INSTALLATION", "path": ["companyId"]}]


async def test_who_reaches_some_companies_says_it_for_these_alone(shop: Shop) -> None:
    assert (await said(shop, "FINISHED_JOBS", 5, shop.company, shop.token()))["errors"] == []
    for company in (None, shop.other):
        refused = await said(shop, "FINISHED_JOBS", 5, company, shop.token())
        assert refused["errors"] == [{"code": "NOT_FOUND", "path": ["companyId"]}]


async def test_who_reaches_some_companies_takes_no_rule_of_all_away(shop: Shop) -> None:
    made = (await said(shop, "FINISHED_JOBS", 5))["retentionRule"]
    refused = await shop.ask(CLEAR, {"id": made["id"]})
    assert refused["data"]["retentionRuleClear"]["errors"] == [{"code": "NOT_FOUND", "path": ["id"]}]


async def test_only_administrators_say_it_and_auditors_see_it(shop: Shop) -> None:
    refused = await said(shop, "FINISHED_JOBS", 5, token=everywhere(shop, RoleCode.AUDITOR))
    assert refused["errors"][0]["extensions"]["permission"] == schema.WRITE
    assert (await shop.ask(RULES, token=shop.token(RoleCode.AUDITOR)))["data"]["retentionRules"] is not None
    assert (await shop.ask(RULES, token=shop.token(RoleCode.BUYER)))["data"]["retentionRules"] is None


def test_every_kind_has_bounds_that_hold_what_is_usual() -> None:
    assert set(BOUNDS) == set(RetentionKind)
    for bounds in BOUNDS.values():
        assert bounds.min_days <= (bounds.usual_days or bounds.min_days) <= bounds.max_days
