"""A company is changed; what its entries and documents were reckoned by stays once there are any."""

from datetime import UTC, datetime

import pytest

from tests.platform.companies.founder import COMPANY, Founder

MOVED = {"country": "DE", "timeZone": "Europe/Berlin", "roundingPolicy": "HALF_EVEN"}


async def test_changes_what_is_said_and_keeps_the_rest(founder: Founder) -> None:
    company = await founder.found(vatNumber="ATU00000024")
    changed = await founder.change(company, name="Kettles", legalName="Kettles GmbH", vatNumber=None)
    kept = {"version": 2, "name": "Kettles", "legalName": "Kettles GmbH", "vatNumber": None}
    assert changed == {**company, **kept}


async def test_a_new_company_may_still_move(founder: Founder) -> None:
    company = await founder.found()
    await founder.set_up(datetime.now(UTC).year)
    assert await founder.change(company, **MOVED) == {**company, **MOVED, "version": 2}


@pytest.mark.parametrize("name", MOVED)
async def test_stays_where_it_is_once_there_is_business(founder: Founder, name: str) -> None:
    company = await founder.found()
    business = await founder.set_up(datetime.now(UTC).year)
    await business.offer(1)
    refusal = "errors { code path ... on BusinessBegun { has } }"
    document = (
        f"mutation ($input: CompanyUpdateInput!) {{ companyUpdate(input: $input) {{ company {{ id }} {refusal} }} }}"
    )
    change = {"id": company["id"], "version": 1, name: MOVED[name]}
    answer = (await founder.ask(document, variables={"input": change}))["data"]["companyUpdate"]
    assert answer["errors"] == [{"code": "BUSINESS_BEGUN", "path": ["input", name], "has": "quotation"}]
    same = {each: company[each] for each in MOVED}
    assert (await founder.change(company, name="Kettles", **same))["name"] == "Kettles"


async def test_refuses_what_does_not_fit(founder: Founder) -> None:
    company = await founder.found(vatNumber="ATU00000024")
    which = {"id": company["id"], "version": 1}
    for values, code in (
        ({"timeZone": "Mars/Olympus"}, "TIME_ZONE_UNKNOWN"),
        ({"timeZone": None}, "VALUE_REQUIRED"),
        ({"vatNumber": "ATU1"}, "VAT_NUMBER_UNFIT"),
        ({"country": None}, "VALUE_REQUIRED"),
        ({"name": " "}, "VALUE_REQUIRED"),
        ({"version": 7}, "STALE_VERSION"),
    ):
        assert await founder.refused_change(**{**which, **values}) == (code, ["input", *values])
    assert await founder.refused_change(**which, country="DE") == ("VAT_NUMBER_UNFIT", ["input", "vatNumber"])


async def test_code_and_currency_are_not_to_be_said_again(founder: Founder) -> None:
    company = await founder.found()
    for name, value in (("code", "OTHER-CODE"), ("currency", "USD")):
        document = f"mutation ($input: CompanyUpdateInput!) {{ companyUpdate(input: $input) {{ {COMPANY} }} }}"
        answer = await founder.ask(document, variables={"input": {"id": company["id"], "version": 1, name: value}})
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_its_version_rises_with_whatever_changes_it(founder: Founder) -> None:
    company = await founder.found()
    shown = "company { version requiresSecondFactor }"
    required = await founder.done("companySecondFactorRequire", shown, companyId=company["id"], required=True)
    assert required == {"version": 2, "requiresSecondFactor": True}
    change = {"id": company["id"], "version": 1, "name": "Kettles"}
    assert await founder.refused_change(**change) == ("STALE_VERSION", ["input", "version"])
    again = await founder.done("companySecondFactorRequire", shown, companyId=company["id"], required=False)
    assert (await founder.change({**company, **again}, name="Kettles"))["version"] == 4
