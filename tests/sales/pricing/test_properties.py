"""What holds whatever is priced: the order of lines decides nothing, and everything adds up to the cent."""

from collections import Counter
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from models.sales.pricing_words import PricingBenefit, PricingStacking
from services.sales.pricing.explanation import Pricing
from services.sales.pricing.facts import Facts, Rule
from services.sales.pricing.lines import PricedLine, WantedLine
from tests.sales.pricing.building import DOZEN, PIECE, facts, good, key, line, priced

GOODS = [
    good(code, price, path)
    for code, price, path in (("a", "0.01", ()), ("b", "9.99", ("x",)), ("c", "33.333333", ("x", "y")), ("d", "0", ()))
]
CENTS = st.decimals(Decimal("0.01"), Decimal(100), places=2)


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    """Draw rules of all kinds, of which several may be for the same goods."""
    return [draw(_rule(place)) for place in range(draw(st.integers(0, 5)))]


@st.composite
def _rule(draw: st.DrawFn, place: int) -> Rule:
    benefit = draw(st.sampled_from(PricingBenefit))
    is_gift = benefit is PricingBenefit.FREE_ITEM
    minimum = draw(st.none() | st.integers(1, 20).map(Decimal))
    return Rule(
        key(f"rule {place}"),
        f"R{place}",
        benefit,
        draw(st.sampled_from(PricingStacking)),
        None if is_gift else draw(CENTS),
        priority=draw(st.integers(0, 2)),
        category_id=draw(st.none() | st.just(key("x"))),
        target_ids=draw(st.frozensets(st.sampled_from((key("a"), key("product c"))))),
        unit_id=draw(st.sampled_from((PIECE, DOZEN))),
        minimum_quantity=minimum,
        minimum_amount=draw(st.none() | CENTS),
        repeats=minimum is not None and draw(st.booleans()),
        free_sku_id=key("a") if is_gift else None,
        free_quantity=Decimal(1) if is_gift else None,
    )


LINES = st.lists(
    st.builds(
        line,
        st.sampled_from("abcd"),
        st.sampled_from(("0.333", "1", "2", "7", "12", "100")),
        unit_id=st.sampled_from((None, DOZEN)),
        unit_price=st.none() | st.none() | st.just(Decimal("1.5")),
    ),
    max_size=8,
)


def told(found: PricedLine) -> tuple[object, ...]:
    return (
        found.wanted, found.base.unit_price, found.listed, tuple((each.rule.code, each.amount) for each in found.discounts),
    )  # fmt: skip


def outcomes(pricing: Pricing) -> list[tuple[object, ...]]:
    return [(each.rule.code, each.outcome, each.amount, each.gift) for each in pricing.rules]


def known(some: list[Rule]) -> Facts:
    return facts(GOODS, *some)


@given(rules(), LINES, st.randoms())
def test_the_order_of_lines_changes_nothing(some: list[Rule], lines: list[WantedLine], dice: Random) -> None:
    one, other = priced(known(some), *lines), priced(known(some), *dice.sample(lines, len(lines)))
    assert Counter(map(told, one.lines)) == Counter(map(told, other.lines))
    assert outcomes(one) == outcomes(other)


@given(rules(), LINES, st.randoms())
def test_the_order_in_which_rules_are_read_changes_nothing(
    some: list[Rule], lines: list[WantedLine], dice: Random
) -> None:
    one, other = priced(known(some), *lines), priced(known(dice.sample(some, len(some))), *lines)
    assert list(map(told, one.lines)) == list(map(told, other.lines))
    assert outcomes(one) == outcomes(other)


@given(rules(), LINES)
def test_rules_lines_and_document_agree_to_the_cent(some: list[Rule], lines: list[WantedLine]) -> None:
    found = priced(known(some), *lines)
    by_rule = Counter[str]()
    for each in found.lines:
        assert each.net + sum(discount.amount for discount in each.discounts) == each.listed
        for discount in each.discounts:
            by_rule[discount.rule.code] += discount.amount  # type: ignore[assignment] # a counter of amounts
    assert {each.rule.code: each.amount for each in found.rules if each.amount} == dict(by_rule)
    assert found.discount == sum(each.amount for each in found.rules)
    assert found.net == sum(each.net for each in found.lines)


@given(rules(), LINES)
def test_no_line_is_less_than_nothing_and_no_discount_raises_it(some: list[Rule], lines: list[WantedLine]) -> None:
    for each in priced(known(some), *lines).lines:
        assert 0 <= each.net <= each.listed
        assert all(discount.amount > 0 for discount in each.discounts)
        assert 0 <= each.discount_percent <= 100


@given(rules(), LINES)
def test_what_is_exclusive_is_alone_on_its_line(some: list[Rule], lines: list[WantedLine]) -> None:
    for each in priced(known(some), *lines).lines:
        if any(discount.rule.stacking is PricingStacking.EXCLUSIVE for discount in each.discounts):
            assert len(each.discounts) == 1
