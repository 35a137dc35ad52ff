"""Payment terms written and read through the API."""

from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.writing.shop import Shop

CREATE = """
mutation ($input: PaymentTermCreateInput!) {
  paymentTermCreate(input: $input) {
    paymentTerm {
      code discountBase discounts { days percent }
      lines { kind percent amount { amount currency } steps { kind count } }
    }
    errors { code path ... on RuleBroken { rule } }
  }
}
"""


def term(shop: Shop, **said: Any) -> dict[str, Any]:
    """Give the input of a payment term."""
    return {"companyId": f"Company:{shop.company}", "code": uuid7().hex, "name": "Term", **said}


async def create(shop: Shop, role: RoleCode = RoleCode.ACCOUNTANT, **said: Any) -> dict[str, Any]:
    """Make a payment term."""
    return await shop.ask(CREATE, {"input": term(shop, **said)}, token=shop.token(role))


async def test_writes_instalments_steps_and_discounts_in_their_order(shop: Shop) -> None:
    lines = [
        {"position": 2, "kind": "REMAINDER", "steps": [{"position": 1, "kind": "END_OF_MONTH"}]},
        {
            "position": 1,
            "kind": "FIXED",
            "amount": "100",
            "steps": [{"position": 2, "kind": "NEXT_WORKING_DAY"}, {"position": 1, "kind": "DAYS", "count": 14}],
        },
    ]

    made = await create(shop, lines=lines, discounts=[{"days": 10, "percent": "3"}], discountBase="NET")

    found = made["data"]["paymentTermCreate"]["paymentTerm"]
    assert [line["kind"] for line in found["lines"]] == ["FIXED", "REMAINDER"]
    assert found["lines"][0]["amount"] == {"amount": "100.000000", "currency": "EUR"}
    assert [step["kind"] for step in found["lines"][0]["steps"]] == ["DAYS", "NEXT_WORKING_DAY"]
    assert (found["discountBase"], found["discounts"]) == ("NET", [{"days": 10, "percent": "3.000000"}])


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ({"kind": "FIXED"}, "AMOUNT_WHERE_NEEDED"),
        ({"kind": "REMAINDER", "percent": "10"}, "PERCENT_WHERE_NEEDED"),
        ({"kind": "PERCENT_OF_TOTAL", "percent": "120"}, "PERCENT_IN_RANGE"),
        ({"kind": "REMAINDER", "steps": [{"position": 1, "kind": "WEEKDAY", "count": 8}]}, "WEEKDAY_IN_RANGE"),
        ({"kind": "REMAINDER", "steps": [{"position": 1, "kind": "DAYS"}]}, "COUNT_WHERE_NEEDED"),
    ],
)
async def test_refuses_instalments_that_say_too_much_or_too_little(shop: Shop, line: dict[str, Any], rule: str) -> None:
    made = await create(shop, lines=[{"position": 1, **line}])

    (error,) = made["data"]["paymentTermCreate"]["errors"]
    assert (error["code"], error["rule"]) == ("RULE_BROKEN", rule)


async def test_a_sales_rep_sees_payment_terms_and_changes_none(shop: Shop) -> None:
    denied = await create(shop, RoleCode.SALES_REP)
    seen = await shop.ask("{ paymentTerms(first: 1) { totalCount } }", token=shop.token(RoleCode.SALES_REP))

    assert denied["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert "errors" not in seen
