from decimal import Decimal

import pytest

from models.sales.pricing_words import PricingBenefit, PricingStacking
from services.sales.pricing.coupons import CouponVerdict
from services.sales.pricing.explanation import Pricing
from services.sales.pricing.facts import Audience, Coupon
from services.sales.pricing.rules import Gift, RuleOutcome
from tests.sales.pricing.building import DOZEN, METRE, PIECE, facts, good, key, line, priced, rule
from tests.sales.pricing.days import TODAY, TOMORROW, YESTERDAY

LAMP, BULB = good("LAMP", "100"), good("BULB", "10", ("light", "bulbs"))
EXCLUSIVE, ON_LIST = PricingStacking.EXCLUSIVE, PricingStacking.ON_LIST
AMOUNT, PRICE, FREE = PricingBenefit.AMOUNT, PricingBenefit.PRICE, PricingBenefit.FREE_ITEM


def outcomes(pricing: Pricing) -> dict[str, str]:
    return {judged.rule.code: judged.outcome for judged in pricing.rules}


def test_sal_02_a_quantity_promotion_on_a_family_of_products() -> None:
    # Ten percent off ten and more of the products 1, 2 and 4 that are in the category; 4 is not, and 3 is not named.
    family = [good(f"p{place}", "20", ("family", "part")) for place in (1, 2, 3)]
    goods = [*family, good("p4", "20")]
    named = frozenset(key(f"product p{place}") for place in (1, 2, 4))
    promotion = rule(
        "10", category_id=key("family"), target_ids=named, unit_id=PIECE, minimum_quantity=Decimal(10)
    )  # fmt: skip
    known = facts(goods, promotion)
    first = priced(known, line("p1", "5"), line("p2", "10"), line("p3", "5"), line("p4", "5"))
    assert (first.listed, first.net) == (Decimal("500.00"), Decimal("470.00"))
    second = priced(known, line("p1", "5"), line("p2", "3"), line("p3", "10"))
    assert (second.listed, second.net) == (Decimal("360.00"), Decimal("360.00"))
    assert outcomes(second) == {"R": RuleOutcome.BELOW_MINIMUM}


def test_sal_04_percentages_on_what_earlier_ones_leave() -> None:
    known = facts([LAMP], rule("20", code="A"), rule("10", code="B"))
    (found,) = priced(known, line("LAMP", "1")).lines
    assert (found.net, found.discount_percent) == (Decimal("72.00"), Decimal("28.0000"))
    assert [each.amount for each in found.discounts] == [Decimal("20.00"), Decimal("8.00")]


def test_percentages_on_the_list_price_add_up() -> None:
    known = facts([LAMP], rule("20", code="A"), rule("10", stacking=ON_LIST, code="B"))
    assert priced(known, line("LAMP", "1")).net == 70


def test_an_exclusive_rule_shuts_out_what_comes_after_it() -> None:
    known = facts([LAMP], rule("5", stacking=EXCLUSIVE, priority=1, code="A"), rule("50", code="B"))
    found = priced(known, line("LAMP", "1"))
    assert (found.net, outcomes(found)) == (95, {"A": RuleOutcome.APPLIED, "B": RuleOutcome.SHUT_OUT})


def test_an_exclusive_rule_is_shut_out_by_what_comes_before_it() -> None:
    known = facts([LAMP], rule("5", stacking=EXCLUSIVE, code="B"), rule("50", priority=1, code="A"))
    assert priced(known, line("LAMP", "1")).net == 50


def test_an_exclusive_rule_shuts_out_others_from_its_own_lines_alone() -> None:
    bulbs = rule("10", stacking=EXCLUSIVE, code="A", priority=1, category_id=key("bulbs"))
    found = priced(facts([LAMP, BULB], bulbs, rule("50", code="B")), line("LAMP", "1"), line("BULB", "1"))
    assert [each.net for each in found.lines] == [50, 9]


def test_rules_come_by_priority_then_audience_then_target_then_code() -> None:
    rules = [
        rule("1", code="D"),
        rule("1", code="C", category_id=key("bulbs")),
        rule("1", code="B", target_ids=frozenset({BULB.sku_id})),
        rule("1", code="A2", audience=Audience.GROUP),
        rule("1", code="A1", audience=Audience.CUSTOMER),
        rule("1", code="Z", priority=7),
        rule("1", code="E"),
    ]
    found = priced(facts([BULB], *rules), line("BULB", "1000"))
    assert [each.rule.code for each in found.rules] == ["Z", "A1", "A2", "B", "C", "D", "E"]


def test_an_amount_is_spread_over_its_lines_to_the_cent() -> None:
    known = facts([LAMP, BULB], rule("10", AMOUNT))
    found = priced(known, line("LAMP", "1"), line("BULB", "1"), line("BULB", "1"))
    assert [each.discount for each in found.lines] == [Decimal("8.33"), Decimal("0.84"), Decimal("0.83")]


def test_an_amount_never_takes_more_than_there_is() -> None:
    assert priced(facts([BULB], rule("15", AMOUNT)), line("BULB", "1")).net == 0


def test_an_amount_comes_as_often_as_its_minimum_is_reached() -> None:
    known = facts([BULB], rule("5", AMOUNT, minimum_amount=Decimal(50), repeats=True))
    discounts = [priced(known, line("BULB", quantity)).discount for quantity in ("4", "5", "9", "10", "15")]
    assert discounts == [0, 5, 5, 10, 15]


def test_a_price_lowers_and_never_raises() -> None:
    cheaper = rule("8.50", PRICE, unit_id=PIECE)
    dearer = rule("12", PRICE, unit_id=PIECE)
    assert priced(facts([BULB], cheaper), line("BULB", "3")).net == Decimal("25.50")
    found = priced(facts([BULB], dearer), line("BULB", "3"))
    assert (found.net, outcomes(found)) == (30, {"R": RuleOutcome.NOTHING_OFF})


def test_a_price_of_another_unit_is_converted() -> None:
    by_the_dozen = rule("96", PRICE, unit_id=DOZEN, minimum_quantity=Decimal(1))
    assert priced(facts([BULB], by_the_dozen), line("BULB", "12")).net == 96


def test_what_does_not_convert_into_the_unit_of_a_rule_is_not_its() -> None:
    by_the_metre = rule("1", PRICE, unit_id=METRE)
    assert priced(facts([BULB], by_the_metre), line("BULB", "12")).rules == []


def test_an_item_is_given_for_each_time_that_the_minimum_is_reached() -> None:
    gift = rule(
        None, FREE, unit_id=PIECE, minimum_quantity=Decimal(10), repeats=True,
        free_sku_id=LAMP.sku_id, free_quantity=Decimal(2),
    )  # fmt: skip
    (judged,) = priced(facts([BULB], gift), line("BULB", "4"), line("BULB", "27")).rules
    assert judged.gift == Gift(LAMP.sku_id, Decimal(6))


def test_what_is_priced_by_hand_is_no_rules_and_counts_for_none() -> None:
    known = facts([BULB], rule("10", unit_id=PIECE, minimum_quantity=Decimal(10)))
    found = priced(known, line("BULB", "9"), line("BULB", "9", unit_price=Decimal(1)))
    assert (found.discount, outcomes(found)) == (0, {"R": RuleOutcome.BELOW_MINIMUM})


def coupon(**said: object) -> Coupon:
    return Coupon(key("SPRING"), "SPRING", key("R"), **said)  # type: ignore[arg-type] # the cases say what they are about


@pytest.mark.parametrize(
    ("spring", "verdict"),
    [
        (coupon(), CouponVerdict.COUNTS),
        (coupon(valid_from=TODAY, valid_until=TODAY), CouponVerdict.COUNTS),
        (coupon(valid_until=YESTERDAY), CouponVerdict.NOT_VALID),
        (coupon(valid_from=TOMORROW), CouponVerdict.NOT_VALID),
        (coupon(is_archived=True), CouponVerdict.NOT_VALID),
        (coupon(customer_id=key("other")), CouponVerdict.OF_SOMEBODY_ELSE),
        (coupon(customer_id=key("me")), CouponVerdict.COUNTS),
        (coupon(uses=2, uses_max=3), CouponVerdict.COUNTS),
        (coupon(uses=3, uses_max=3), CouponVerdict.USED_UP),
        (coupon(uses_of_customer=1, uses_per_customer_max=1), CouponVerdict.USED_UP),
    ],
)
def test_a_coupon_counts_or_says_why_not(spring: Coupon, verdict: CouponVerdict) -> None:
    known = facts([BULB], rule("10", needs_coupon=True), coupons={"SPRING": spring})
    found = priced(known, line("BULB", "1"), coupon_codes=["SPRING", "SPRING"], customer_id=key("me"))
    assert [each.verdict for each in found.coupons] == [verdict]
    assert found.net == (9 if verdict is CouponVerdict.COUNTS else 10)


def test_a_rule_that_needs_a_coupon_waits_for_one_that_is_known() -> None:
    known = facts([BULB], rule("10", needs_coupon=True))
    found = priced(known, line("BULB", "1"), coupon_codes=["FREE"])
    assert [each.verdict for each in found.coupons] == [CouponVerdict.UNKNOWN]
    assert outcomes(found) == {"R": RuleOutcome.COUPON_NEEDED}
