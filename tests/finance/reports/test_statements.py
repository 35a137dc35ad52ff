"""Reports tell what the books say, on every day, in the past as well."""

from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Office
from tests.finance.reports.asking import companies, first_quarter, report

MOVEMENTS = "movements { opening { amount } debit { amount } credit { amount } closing { amount } }"
TRIAL = (
    f"lines {{ code accountId {MOVEMENTS} }} totals {{ debit {{ amount }} credit {{ amount }} closing {{ amount }} }}"
)
STATEMENT = "sections { heading lines { code amounts { amount } } totals { amount } } result { amount }"


def told(movement: dict[str, dict[str, str]]) -> tuple[str, ...]:
    """Give the figures of a movement."""
    return tuple(movement[name]["amount"] for name in ("opening", "debit", "credit", "closing"))


async def test_a_trial_balance_tells_what_was_before_and_what_came(office: Office) -> None:
    await first_quarter(office)

    (found,) = await companies(office, "trialBalance", TRIAL, startsOn="2026-02-01", endsOn="2026-03-31")

    lines = {line["code"]: told(line["movements"][0]) for line in found["lines"]}
    assert lines == {
        "1410": ("1000.00", "120.00", "30.00", "1090.00"),
        "2110": ("0.00", "0.00", "20.00", "-20.00"),
        "3010": ("-1000.00", "0.00", "0.00", "-1000.00"),
        "4010": ("0.00", "0.00", "100.00", "-100.00"),
        "6110": ("0.00", "30.00", "0.00", "30.00"),
    }
    assert found["totals"][0]["debit"] == found["totals"][0]["credit"] == {"amount": "150.00"}
    assert found["totals"][0]["closing"] == {"amount": "0.00"}


async def test_days_within_a_period_are_told_to_the_day(office: Office) -> None:
    await first_quarter(office)
    await office.post({"1410": "5.00", "3010": "-5.00"}, "2026-02-16")

    (found,) = await companies(office, "trialBalance", TRIAL, startsOn="2026-01-10", endsOn="2026-02-15")

    assert {line["code"]: told(line["movements"][0])[3] for line in found["lines"]} == {
        "1410": "1120.00", "2110": "-20.00", "3010": "-1000.00", "4010": "-100.00",
    }  # fmt: skip


async def test_a_line_leads_to_what_was_posted(office: Office) -> None:
    await first_quarter(office)
    (found,) = await companies(office, "trialBalance", TRIAL, startsOn="2026-02-01", endsOn="2026-03-31")
    bank = next(line for line in found["lines"] if line["code"] == "1410")

    filter_ = f'{{account: {{id: {{eq: "{bank["accountId"]}"}}}}, postedOn: {{gte: "2026-02-01", lte: "2026-03-31"}}}}'
    answer = await office.ask(f"{{ journalLines(first: 10, filter: {filter_}) {{ nodes {{ amount {{ amount }} }} }} }}")

    amounts = [node["amount"]["amount"] for node in answer["data"]["journalLines"]["nodes"]]
    assert sorted(amounts) == ["-30.00", "120.00"]


async def test_a_balance_sheet_is_even_on_every_day_that_it_compares(office: Office) -> None:
    await first_quarter(office)

    (found,) = await companies(
        office, "balanceSheet", STATEMENT, asOf="2026-03-31", comparisons=["2026-02-28", "2026-01-09"]
    )

    assets, liabilities, equity = ([total["amount"] for total in section["totals"]] for section in found["sections"])
    assert assets == ["1090.00", "1120.00", "0.00"]
    assert liabilities == ["20.00", "20.00", "0.00"]
    assert equity == ["1000.00", "1000.00", "0.00"]
    assert [each["amount"] for each in found["result"]] == ["70.00", "100.00", "0.00"]


async def test_an_income_statement_compares_days_with_others(office: Office) -> None:
    await first_quarter(office)
    february = {"startsOn": "2026-02-01", "endsOn": "2026-02-28"}

    (found,) = await companies(
        office, "incomeStatement", STATEMENT, startsOn="2026-03-01", endsOn="2026-03-31", comparisons=[february]
    )

    income, expenses = ([total["amount"] for total in section["totals"]] for section in found["sections"])
    assert (income, expenses) == (["0.00", "100.00"], ["30.00", "0.00"])
    assert [each["amount"] for each in found["result"]] == ["-30.00", "100.00"]


@pytest.mark.parametrize("name", ["trialBalance", "cashFlow"])
async def test_days_that_are_compared_are_told_as_by_themselves(office: Office, name: str) -> None:
    await first_quarter(office)
    march, february = ({"startsOn": f"2026-0{month}-01", "endsOn": f"2026-0{month}-28"} for month in (3, 2))
    selection = {
        "trialBalance": "totals { opening { amount } debit { amount } credit { amount } closing { amount } }",
        "cashFlow": "result { amount } netChange { amount } opening { amount } closing { amount }",
    }[name]

    (compared,) = await companies(office, name, selection, **march, comparisons=[february])

    (first,), (second,) = [await companies(office, name, selection, **days) for days in (march, february)]
    assert first != second
    assert compared == {figure: first[figure] + second[figure] for figure in first}


async def test_a_cash_flow_comes_to_the_change_of_money(office: Office) -> None:
    await first_quarter(office)
    selection = "result { amount } sections { heading totals { amount } } netChange { amount } opening { amount } closing { amount }"

    (found,) = await companies(office, "cashFlow", selection, startsOn="2026-02-01", endsOn="2026-03-31")

    totals = {section["heading"]: section["totals"][0]["amount"] for section in found["sections"]}
    assert totals == {"OPERATING": "90.00", "INVESTING": "0.00", "FINANCING": "0.00"}
    assert [found[name][0]["amount"] for name in ("result", "netChange", "opening", "closing")] == [
        "70.00", "90.00", "1000.00", "1090.00",
    ]  # fmt: skip


async def test_a_closed_year_still_tells_its_result(office: Office) -> None:
    await first_quarter(office)
    await office.close_periods()
    given: dict[str, Any] = {"id": office.year["id"], "version": office.year["version"], "idempotencyKey": str(uuid7())}
    await office.done("fiscalYearClose", "fiscalYear { state }", **given)

    (income,) = await companies(office, "incomeStatement", STATEMENT, startsOn="2026-01-01", endsOn="2026-12-31")
    (sheet,) = await companies(office, "balanceSheet", STATEMENT, asOf="2026-12-31")

    assert income["result"] == [{"amount": "70.00"}]
    assert sheet["result"] == [{"amount": "0.00"}]
    assert [section["totals"][0]["amount"] for section in sheet["sections"]] == ["1090.00", "20.00", "1070.00"]


async def test_tells_what_belongs_to_a_value_of_a_dimension(office: Office) -> None:
    answer = await office.ask("{ dimensions(first: 10) { nodes { id code } } }")
    centre = next(node["id"] for node in answer["data"]["dimensions"]["nodes"] if node["code"] == "COST_CENTRE")
    said = {"companyId": f"Company:{office.company}", "dimensionId": centre, "code": "NORTH", "name": "North"}
    north = await office.done("dimensionValueCreate", "dimensionValue { id }", input=said)
    selection = "journalEntry { id }"
    lines = [
        {"accountId": office.accounts["6110"], "debit": "7.00", "valueIds": [north["id"]]},
        {"accountId": office.accounts["1410"], "credit": "7.00"},
    ]
    given = {"companyId": f"Company:{office.company}", "postedOn": "2026-01-05", "description": "North", "lines": lines}
    await office.done("openingBalancePost", selection, input=given, idempotencyKey=north["id"])

    for ends_on in ("2026-01-31", "2026-01-05"):
        (found,) = await companies(
            office, "trialBalance", TRIAL, startsOn="2026-01-01", endsOn=ends_on, valueId=north["id"]
        )
        assert {line["code"]: told(line["movements"][0])[3] for line in found["lines"]} == {"6110": "7.00"}


async def test_no_value_of_a_dimension_is_everything(office: Office) -> None:
    await first_quarter(office)
    (found,) = await companies(office, "balanceSheet", STATEMENT, asOf="2026-01-31", valueId=None)
    assert found["sections"][0]["totals"] == [{"amount": "1000.00"}]


async def test_refuses_days_in_the_wrong_order(office: Office) -> None:
    found = await report(
        office, "incomeStatement", "companies { currency }", startsOn="2026-03-01", endsOn="2026-02-01"
    )
    assert found["errors"] == [{"code": "DAYS_IN_WRONG_ORDER", "path": ["input"]}]


async def test_nobody_is_told_of_a_company_that_they_do_not_see(office: Office) -> None:
    other = [f"Company:{office.company}", f"Company:{office.shop.other}"]
    found = await report(office, "balanceSheet", "companies { currency }", asOf="2026-03-01", companyIds=other)
    assert found["errors"] == [{"code": "NOT_FOUND", "path": ["input", "companyIds"]}]


async def test_who_sells_sees_no_report(office: Office) -> None:
    answer = await report(office, "balanceSheet", "companies { currency }", RoleCode.SALES_REP, asOf="2026-03-01")
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
