"""What may be said of taxes, and who may say it."""

from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.tax.asking import CREATE, Taxes
from tests.writing.shop import Shop

UPDATE = """
mutation ($input: TaxCodeUpdateInput!) {
  taxCodeUpdate(input: $input) {
    taxCode { version rates { validFrom percent } } errors { code path }
  }
}
"""


@pytest.fixture
def taxes(shop: Shop) -> Taxes:
    """Taxes to write."""
    return Taxes(shop)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"rates": [{"validFrom": "2000-01-01", "unitAmount": "1"}]}, "RATE_UNFIT"),
        ({"kind": "PER_UNIT", "rates": [{"validFrom": "2000-01-01", "percent": "1"}]}, "RATE_UNFIT"),
        ({"kind": "DIVISION", "rates": [{"validFrom": "2000-01-01", "percent": "100"}]}, "RATE_UNFIT"),
        ({"kind": "GROUP", "rates": [{"validFrom": "2000-01-01", "percent": "1"}]}, "RATE_UNFIT"),
        ({"rates": [{"validFrom": "2000-01-01", "percent": "1"}] * 2}, "ALREADY_TAKEN"),
        ({"isReverseCharge": True, "isIncluded": True}, "RULE_BROKEN"),
        ({"exemptionCode": "VATEX-EU-132"}, "RULE_BROKEN"),
        ({"category": "E", "exemptionCode": "BECAUSE"}, "RULE_BROKEN"),
        ({"kind": "WITHHOLDING"}, "RULE_BROKEN"),
    ],
)
async def test_refuses_taxes_that_cannot_be(taxes: Taxes, said: dict[str, Any], code: str) -> None:
    assert await taxes.refused(**said) == [code]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"exemptionCode": "VATEX-EU-132"}, "exemptionCode"),
        ({"isReverseCharge": True, "isIncluded": True}, "isReverseCharge"),
        ({"kind": "WITHHOLDING"}, "withholdingBase"),
        ({"isWithheldOnInvoice": True}, "isWithheldOnInvoice"),
    ],
)
async def test_says_at_which_field_a_rule_is_broken(taxes: Taxes, said: dict[str, Any], field: str) -> None:
    given = {"companyId": f"Company:{taxes.shop.company}", "code": "X", "name": "T", "kind": "PERCENT", **said}
    answer = await taxes.shop.ask(CREATE, {"input": given})
    assert [error["path"] for error in answer["data"]["taxCodeCreate"]["errors"]] == [["input", field]]


async def test_refuses_groups_in_groups_and_parts_of_what_is_no_group(taxes: Taxes) -> None:
    vat = await taxes.add("VAT", "20")
    group = await taxes.add("G", kind="GROUP", components=[{"taxCodeId": vat, "position": 1}])

    assert await taxes.refused(kind="GROUP", components=[{"taxCodeId": group, "position": 1}]) == ["NOT_IN_GROUP"]
    assert await taxes.refused(components=[{"taxCodeId": vat, "position": 1}]) == ["ONLY_GROUPS_HAVE_PARTS"]


async def test_adds_a_rate_from_a_day_on(taxes: Taxes) -> None:
    vat = await taxes.add("VAT", "20")
    edits = {"add": [{"validFrom": "2027-01-01", "percent": "21"}]}

    answer = await taxes.shop.ask(UPDATE, {"input": {"id": vat, "version": 1, "rates": edits}})

    rates = answer["data"]["taxCodeUpdate"]["taxCode"]["rates"]
    assert [rate["percent"] for rate in rates] == ["20.000000", "21.000000"]


@pytest.mark.parametrize(
    ("role", "is_allowed"),
    [(RoleCode.ACCOUNTANT, True), (RoleCode.CONTROLLER, True), (RoleCode.SALES_REP, False), (RoleCode.AUDITOR, False)],
)
async def test_who_keeps_the_books_writes_taxes(shop: Shop, role: RoleCode, is_allowed: bool) -> None:
    given = {"companyId": f"Company:{shop.company}", "code": uuid7().hex, "name": "T", "kind": "PERCENT"}

    answer = await shop.ask(CREATE, {"input": given}, token=shop.token(role))

    assert (answer["data"]["taxCodeCreate"] is not None) is is_allowed


async def test_a_tax_of_another_company_is_no_part(taxes: Taxes) -> None:
    vat = await taxes.add("VAT", "20")
    given = {
        "companyId": f"Company:{taxes.shop.other}",
        "code": uuid7().hex,
        "name": "G",
        "kind": "GROUP",
        "components": [{"taxCodeId": vat, "position": 1}],
    }

    answer = await taxes.shop.ask(CREATE, {"input": given}, token=taxes.shop.token(companies=[taxes.shop.other]))

    assert [error["code"] for error in answer["data"]["taxCodeCreate"]["errors"]] == ["NOT_FOUND"]
