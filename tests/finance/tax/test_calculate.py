"""Taxes reckoned through the API, with figures from other systems' tests."""

from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.tax.asking import Taxes
from tests.writing.shop import Shop

POSITION = """
mutation ($input: TaxPositionCreateInput!) {
  taxPositionCreate(input: $input) { taxPosition { id code } errors { code path } }
}
"""


@pytest.fixture
def taxes(shop: Shop) -> Taxes:
    """Taxes to ask for."""
    return Taxes(shop)


@pytest.mark.parametrize(("rounding", "amount"), [("LINE", "20.00"), ("DOCUMENT", "20.02"), ("DOCUMENT_BASE", "20.00")])
async def test_rounds_per_line_or_per_document(taxes: Taxes, rounding: str, amount: str) -> None:
    await taxes.add("VAT", "20")

    found = await taxes.calculate(*[(1, "1.001", ["VAT"])] * 100, rounding=rounding)

    assert (found["net"]["amount"], found["tax"]["amount"]) == ("100.00", amount)
    assert found["taxes"][0]["base"]["amount"] == "100.00"


async def test_gives_each_tax_over_all_lines(taxes: Taxes) -> None:
    await taxes.add("T1", "10")
    await taxes.add("T2", "20")

    found = await taxes.calculate((1, 10, ["T1"]), (1, 20, ["T1", "T2"]))

    assert [(tax["base"]["amount"], tax["amount"]["amount"]) for tax in found["taxes"]] == [
        ("30.00", "3.00"),
        ("20.00", "4.00"),
    ]
    assert (found["net"]["amount"], found["total"]) == ("30.00", {"amount": "37.00", "currency": "EUR"})


@pytest.mark.parametrize(("gross", "net", "amount"), [("11.90", "9.83", "2.07"), ("2.80", "2.31", "0.49")])
async def test_keeps_gross_prices(taxes: Taxes, gross: str, net: str, amount: str) -> None:
    await taxes.add("VAT", "21", isIncluded=True)

    assert await taxes.totals((1, gross, ["VAT"]), rounding="LINE") == (net, amount, gross)


@pytest.mark.parametrize(
    ("price", "is_included", "totals"),
    [
        ("22689", False, ("22689", "4311", "27000")),
        ("9176", False, ("9176", "1743", "10919")),
        ("27000", True, ("22689", "4311", "27000")),
        ("10920", True, ("9176", "1744", "10920")),
    ],
)
async def test_reckons_in_a_currency_without_decimals(
    taxes: Taxes, price: str, is_included: bool, totals: tuple[str, str, str]
) -> None:
    await taxes.add("VAT", "19", isIncluded=is_included)

    assert await taxes.totals((1, price, ["VAT"]), currency="JPY", rounding="LINE") == totals


async def test_reckons_many_quantities_without_drift(taxes: Taxes) -> None:
    await taxes.add("VAT", "19")

    lines = [(quantity, "4.60", ["VAT"]) for quantity in (84, 54, 288, 144, 430)]

    assert await taxes.totals(*lines) == ("4600.00", "874.00", "5474.00")


async def test_spreads_a_discount_on_the_whole(taxes: Taxes) -> None:
    await taxes.add("VAT", "24")

    lines = [(1, price, ["VAT"]) for price in (75, 500, 200, 100, 50, 50)]

    assert await taxes.totals(*lines, discount="75") == ("900.00", "216.00", "1116.00")


async def test_takes_the_rate_of_the_day(taxes: Taxes) -> None:
    rates = [{"validFrom": "2020-07-01", "percent": "16"}, {"validFrom": "2021-01-01", "percent": "19"}]
    await taxes.add("VAT", rates=rates)

    found = [(await taxes.totals((1, 100, ["VAT"]), taxedOn=day))[1] for day in ("2020-12-31", "2021-01-01")]

    assert found == ["16.00", "19.00"]


async def test_refuses_a_day_before_the_first_rate(taxes: Taxes) -> None:
    await taxes.add("VAT", "20")

    answer = await taxes.answer((1, 100, ["VAT"]), taxedOn="1999-12-31")

    assert answer["data"]["taxCalculate"] == {
        "calculation": None,
        "errors": [
            {"__typename": "TaxRateMissing", "code": "TAX_RATE_MISSING", "path": ["input", "lines", "0", "taxCodeIds"]}
        ],
    }


async def test_takes_a_group_apart_and_explains_each_tax(taxes: Taxes) -> None:
    excise = await taxes.add(
        "EXCISE", rates=[{"validFrom": "2000-01-01", "unitAmount": "0.35"}], kind="PER_UNIT", isCompound=True
    )
    vat = await taxes.add("VAT", "20")
    parts = [{"taxCodeId": vat, "position": 2}, {"taxCodeId": excise, "position": 1}]
    await taxes.add("BOTH", kind="GROUP", components=parts)

    found = await taxes.calculate((10, "2.00", ["BOTH"]))

    assert [tax["amount"]["amount"] for tax in found["taxes"]] == ["3.50", "4.70"]
    assert found["taxes"][1]["explanation"].endswith(": 20 % of 23.50: 4.7, rounded 4.70.")


async def test_replaces_taxes_where_the_buyer_owes_them(taxes: Taxes) -> None:
    vat = await taxes.add("VAT", "20")
    abroad = await taxes.add("AE", "0", category="AE", exemptionCode="VATEX-EU-AE")
    party = await _party(taxes.shop, country="DE", vat_number="DE123456789")
    position = {
        "companyId": f"Company:{taxes.shop.company}",
        "code": uuid7().hex,
        "name": "Inside the Union",
        "wording": "Reverse charge",
        "rules": [{"territory": "EU", "hasVatNumber": True, "usedFor": "SALE"}],
        "mappings": [{"fromCodeId": vat, "toCodeId": abroad}],
    }
    made = await taxes.shop.ask(POSITION, {"input": position})
    assert made["data"]["taxPositionCreate"]["errors"] == []

    found = await taxes.calculate((1, 100, ["VAT"]), partyId=party)

    assert (found["tax"]["amount"], found["total"]["amount"]) == ("0.00", "100.00")
    assert found["wording"] == "Reverse charge"
    assert found["taxes"][0]["rate"] == "0.000000"
    assert len(found["replaced"]) == 1
    assert (await taxes.totals((1, 100, ["VAT"])))[1] == "20.00"


async def test_leaves_what_the_buyer_owes_out_of_the_total(taxes: Taxes) -> None:
    rates = [{"validFrom": "2000-01-01", "percent": "20", "deductiblePercent": "75"}]
    await taxes.add("RC", rates=rates, isReverseCharge=True)

    found = await taxes.calculate((1, 1000, ["RC"]), trade="PURCHASE")

    assert (found["total"]["amount"], found["selfAssessed"]["amount"]) == ("1000.00", "200.00")
    assert found["taxes"][0]["deductible"]["amount"] == "150.00"


async def test_asks_for_taxes_where_nobody_says_any(taxes: Taxes) -> None:
    lines = [{"quantity": "1", "unitPrice": "10"}]

    answer = await taxes.answer(lines=lines)

    assert [error["code"] for error in answer["data"]["taxCalculate"]["errors"]] == ["VALUE_REQUIRED"]


@pytest.mark.parametrize("role", [RoleCode.SALES_REP, RoleCode.BUYER, RoleCode.ACCOUNTANT, RoleCode.AUDITOR])
async def test_whoever_writes_documents_may_reckon(taxes: Taxes, role: RoleCode) -> None:
    await taxes.add("VAT", "20")

    answer = await taxes.answer((1, 100, ["VAT"]), token=taxes.shop.token(role))

    assert answer["data"]["taxCalculate"]["calculation"]["tax"] == {"amount": "20.00"}


async def test_others_are_denied(taxes: Taxes) -> None:
    await taxes.add("VAT", "20")

    answer = await taxes.answer((1, 100, ["VAT"]), token=taxes.shop.token(RoleCode.WAREHOUSE_CLERK))

    assert answer["data"]["taxCalculate"] is None
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_company_of_others_is_as_good_as_none(taxes: Taxes) -> None:
    await taxes.add("VAT", "20")
    token = taxes.shop.token(RoleCode.ACCOUNTANT, companies=[taxes.shop.other])

    answer = await taxes.answer((1, 100, ["VAT"]), token=token)

    assert answer["data"]["taxCalculate"]["errors"] == [
        {"__typename": "NotFound", "code": "NOT_FOUND", "path": ["input", "companyId"]}
    ]


async def test_answers_beside_other_fields_and_with_what_is_written_in_the_document(taxes: Taxes) -> None:
    vat = await taxes.add("VAT", "20")
    line = f'{{ quantity: "2", unitPrice: "1.50", taxCodeIds: ["{vat}"] }}'
    said = f'companyId: "Company:{taxes.shop.company}", trade: SALE, currency: "EUR", taxedOn: "2026-01-01", lines: [{line}]'
    query = f"""{{
      first: taxCalculate(input: {{ {said} }}) {{ calculation {{ total {{ amount }} __typename }} }}
      taxCode(id: "{vat}") {{ kind }}
      second: taxCalculate(input: {{ {said}, discount: "1" }}) {{ calculation {{ total {{ amount }} }} }}
    }}"""

    answer = await taxes.shop.ask(query)

    assert answer["data"] == {
        "first": {"calculation": {"total": {"amount": "3.60"}, "__typename": "TaxCalculation"}},
        "taxCode": {"kind": "PERCENT"},
        "second": {"calculation": {"total": {"amount": "2.40"}}},
    }


async def _party(shop: Shop, *, country: str, vat_number: str) -> str:
    document = """
    mutation ($input: PartyCreateInput!) { partyCreate(input: $input) { party { id } errors { code path } } }
    """
    given: dict[str, Any] = {
        "companyId": f"Company:{shop.company}",
        "number": uuid7().hex,
        "kind": "ORGANISATION",
        "name": "Buyer",
        "vatNumber": vat_number,
        "addresses": [{"kind": "MAIN", "line1": "Street 1", "city": "Berlin", "country": country}],
    }
    answer = await shop.ask(document, {"input": given})
    return answer["data"]["partyCreate"]["party"]["id"]
