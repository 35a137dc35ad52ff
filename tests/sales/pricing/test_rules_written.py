"""Pricing rules as they are written, and what they do to prices, through the API."""

from typing import Any

import pytest

from tests.sales.pricing.pricer import Pricer


async def test_rules_take_off_one_after_the_other_and_say_so(pricer: Pricer) -> None:
    await pricer.rule("FIRST", percent="20", priority=1)
    await pricer.rule("THEN")
    found = (await pricer.explained("5"))["explanation"]
    (line,) = found["lines"]
    assert line["discounts"] == [
        {"rule": "FIRST", "amount": {"amount": "20.00"}},
        {"rule": "THEN", "amount": {"amount": "8.00"}},
    ]
    assert (line["discountPercent"], found["net"]["amount"]) == ("28.0000", "72.00")


async def test_a_rule_for_goods_below_its_minimum_says_why_it_does_not_count(pricer: Pricer) -> None:
    unit, target = f"Unit:{pricer.shop.unit}", {"skuId": f"Sku:{pricer.sku}"}
    await pricer.rule("TEN", unitId=unit, minimumQuantity="10", targets=[target])
    below, reached = await pricer.explained("9"), await pricer.explained("10")
    assert [each["outcome"] for each in below["explanation"]["rules"]] == ["BELOW_MINIMUM"]
    assert [each["outcome"] for each in reached["explanation"]["rules"]] == ["APPLIED"]
    assert reached["explanation"]["discount"] == {"amount": "20.00"}


async def test_a_rule_gives_an_item_for_nothing(pricer: Pricer) -> None:
    gift = {"freeSkuId": f"Sku:{pricer.sku}", "freeQuantity": "1"}
    await pricer.rule("GIFT", benefit="FREE_ITEM", percent=None, minimumAmount="100", repeats=True, **gift)
    (rule,) = (await pricer.explained("11"))["explanation"]["rules"]
    assert (rule["freeSkuId"], rule["freeQuantity"]) == (f"Sku:{pricer.sku}", "2.000000")


async def test_a_rule_counts_for_its_customer_on_its_days_alone(pricer: Pricer) -> None:
    customer = f"Party:{pricer.customer}"
    await pricer.rule("OWN", customerId=customer, validUntil="2026-03-02")
    assert (await pricer.explained(customerId=customer))["explanation"]["net"] == {"amount": "18.00"}
    assert (await pricer.explained())["explanation"]["rules"] == []
    later = await pricer.explained(customerId=customer, pricedOn="2026-03-03")
    assert later["explanation"]["rules"] == []


async def test_a_coupon_lets_its_rule_count(pricer: Pricer) -> None:
    await pricer.coupon("SPRING")
    without, given = await pricer.explained(), await pricer.explained(couponCodes=["SPRING", "NONE"])
    assert [each["outcome"] for each in without["explanation"]["rules"]] == ["COUPON_NEEDED"]
    assert given["explanation"]["coupons"] == [
        {"code": "SPRING", "verdict": "COUNTS"},
        {"code": "NONE", "verdict": "UNKNOWN"},
    ]
    assert given["explanation"]["net"] == {"amount": "18.00"}


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"percent": None}, "percent_where_needed"),
        ({"percent": "101"}, "percent_in_range"),
        ({"figure": "5"}, "figure_where_needed"),
        ({"benefit": "FREE_ITEM", "percent": None}, "free_item_where_needed"),
        ({"benefit": "PRICE", "percent": None, "figure": "5"}, "unit_where_needed"),
        ({"minimumQuantity": "1"}, "unit_where_needed"),
        ({"repeats": True}, "repeats_what_adds_up"),
        ({"priority": 1001}, "priority_in_range"),
        ({"validFrom": "2026-02-01", "validUntil": "2026-01-01"}, "valid_in_order"),
    ],
)
async def test_refuses_a_rule_that_cannot_be(pricer: Pricer, said: dict[str, Any], rule: str) -> None:
    named = {"code": "R", "name": "R", "benefit": "PERCENT", "percent": "10", **said}
    (error,) = (await pricer.made("PricingRule", **named))["errors"]
    assert (error["code"], error["rule"]) == ("RULE_BROKEN", rule.upper())
