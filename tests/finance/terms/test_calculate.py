"""Due dates and discounts reckoned through the API, with figures from other systems' tests."""

from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.writing.shop import Shop

CREATE = """
mutation ($input: PaymentTermCreateInput!) {
  paymentTermCreate(input: $input) { paymentTerm { id } errors { code path } }
}
"""
CALCULATE = """
query ($input: PaymentTermCalculateInput!) {
  paymentTermCalculate(input: $input) {
    calculation {
      instalments { dueOn amount { amount } }
      discounts { untilOn payable { amount } }
      total { amount } cashDifference { amount }
    }
    errors { __typename code path }
  }
}
"""


def line(place: int, kind: str, figure: str | None = None, *steps: tuple[str, int | None]) -> dict[str, Any]:
    """Give the input of an instalment."""
    said = [{"position": at, "kind": step, "count": count} for at, (step, count) in enumerate(steps, 1)]
    named = {} if figure is None else {"amount" if kind == "FIXED" else "percent": figure}
    return {"position": place, "kind": kind, "steps": said, **named}


async def term(shop: Shop, *lines: dict[str, Any], **said: Any) -> str:
    """Make a payment term, and give its id."""
    given = {"companyId": f"Company:{shop.company}", "code": uuid7().hex, "name": "Term", "lines": list(lines), **said}
    answer = await shop.ask(CREATE, {"input": given})
    assert answer["data"]["paymentTermCreate"]["errors"] == [], answer
    return answer["data"]["paymentTermCreate"]["paymentTerm"]["id"]


async def ask(shop: Shop, key: str, total: str, dated_on: str, token: str | None = None, **said: Any) -> dict[str, Any]:
    """Reckon a document."""
    given = {"paymentTermId": key, "currency": "EUR", "total": total, "datedOn": dated_on, **said}
    return (await shop.ask(CALCULATE, {"input": given}, token=token))["data"]["paymentTermCalculate"]


async def instalments(shop: Shop, key: str, total: str, dated_on: str) -> list[tuple[str, str]]:
    """Reckon a document, and give its due dates and amounts."""
    found = (await ask(shop, key, total, dated_on))["calculation"]["instalments"]
    return [(each["dueOn"], each["amount"]["amount"]) for each in found]


async def test_splits_by_percent_amount_and_remainder(shop: Shop) -> None:
    key = await term(
        shop,
        line(1, "PERCENT_OF_REMAINDER", "25", ("DAYS", 30)),
        line(2, "PERCENT_OF_TOTAL", "25", ("MONTHS", 1)),
        line(3, "FIXED", "396.84", ("MONTHS", 1), ("DAYS", 30)),
        line(4, "REMAINDER", None, ("MONTHS", 2), ("DAY_OF_MONTH", 15), ("DAYS", 30)),
    )

    assert await instalments(shop, key, "1587.35", "2011-10-01") == [
        ("2011-10-31", "396.84"),
        ("2011-11-01", "396.84"),
        ("2011-12-01", "396.84"),
        ("2012-01-14", "396.83"),
    ]


@pytest.mark.parametrize(
    ("dated_on", "all_of_it", "in_two"),
    [
        ("2022-01-01", "2022-01-31", ["2022-01-16", "2022-02-15"]),
        ("2022-01-15", "2022-02-14", ["2022-01-30", "2022-03-01"]),
        ("2022-01-31", "2022-03-02", ["2022-02-15", "2022-03-17"]),
    ],
)
async def test_counts_days_as_days(shop: Shop, dated_on: str, all_of_it: str, in_two: list[str]) -> None:
    whole = await term(shop, line(1, "PERCENT_OF_TOTAL", "100", ("DAYS", 30)))
    parts = [line(1, "PERCENT_OF_TOTAL", "30", ("DAYS", 15)), line(2, "PERCENT_OF_TOTAL", "70", ("DAYS", 45))]
    halves = await term(shop, *parts)

    assert [day for day, _ in await instalments(shop, whole, "100", dated_on)] == [all_of_it]
    assert [day for day, _ in await instalments(shop, halves, "100", dated_on)] == in_two


@pytest.mark.parametrize(("base", "payable"), [("GROSS", "1035.00"), ("NET", "1050.00")])
async def test_takes_a_discount_of_gross_or_of_net(shop: Shop, base: str, payable: str) -> None:
    discounts = [{"days": 1, "percent": "10"}]
    key = await term(shop, line(1, "REMAINDER", None, ("DAYS", 2)), discounts=discounts, discountBase=base)

    found = (await ask(shop, key, "1150", "2016-01-01", net="1000"))["calculation"]

    assert found["instalments"] == [{"dueOn": "2016-01-03", "amount": {"amount": "1150.00"}}]
    assert found["discounts"] == [{"untilOn": "2016-01-02", "payable": {"amount": payable}}]


async def test_rounds_instalments_to_what_coins_can_pay(shop: Shop) -> None:
    key = await term(shop, line(1, "PERCENT_OF_TOTAL", "50", ("DAYS", 20)), line(2, "REMAINDER", None, ("DAYS", 40)))

    on = (await ask(shop, key, "42.06", "2026-01-01", cashStep="0.05"))["calculation"]
    off = (await ask(shop, key, "42.06", "2026-01-01"))["calculation"]

    assert (on["total"]["amount"], on["cashDifference"]["amount"]) == ("42.10", "0.04")
    assert (off["total"]["amount"], off["cashDifference"]["amount"]) == ("42.06", "0.00")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"cashStep": "0"}, "CASH_STEP_INVALID"),
        ({"cashStep": "0.001"}, "CASH_STEP_INVALID"),
        ({"dated_on": "9999-12-31"}, "DUE_TOO_LATE"),
        ({"currency": "USD"}, "TERM_IN_OTHER_CURRENCY"),
        ({"total": "10"}, "TERM_EXCEEDS_TOTAL"),
    ],
)
async def test_refuses_what_cannot_be_due(shop: Shop, said: dict[str, Any], code: str) -> None:
    key = await term(shop, line(1, "FIXED", "20", ("DAYS", 1)), line(2, "REMAINDER"))

    found = await ask(shop, key, **{"total": "100", "dated_on": "2026-01-01", **said})

    assert [error["code"] for error in found["errors"]] == [code]


async def test_goes_by_the_holidays_of_the_company(shop: Shop) -> None:
    key = await term(shop, line(1, "REMAINDER", None, ("NEXT_WORKING_DAY", None)))

    # Christmas in Austria, a Friday, is followed by another holiday and a Sunday.
    assert await instalments(shop, key, "100", "2026-12-25") == [("2026-12-28", "100.00")]


async def test_a_term_of_another_company_is_as_good_as_none(shop: Shop) -> None:
    key = await term(shop)
    token = shop.token(RoleCode.SALES_REP, companies=[shop.other])

    found = await ask(shop, key, "100", "2026-01-01", token)

    assert found["errors"] == [{"__typename": "NotFound", "code": "NOT_FOUND", "path": ["input", "paymentTermId"]}]
