"""What pricing rules do: one after the other, each to the lines that are still open to it.

The order is that of their rank: the higher priority first; of equals those of the customer, of its group, of everybody; of
these those that name goods, a category, all; then by code. A rule reaches its minimum by all lines that it is for.

What a rule takes off is rounded once over its lines, and spread over them by largest remainder, so that rule, lines and
document agree to the cent. No line is ever less than nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor
from uuid import UUID

from kernel.rounding import step_of
from models.sales.pricing_words import PricingBenefit, PricingStacking
from services.finance.rounding import rounded_parts
from services.sales.pricing.facts import Facts, Rule
from services.sales.pricing.lines import PricedLine


class RuleOutcome(StrEnum):
    """What became of a rule."""

    APPLIED = "APPLIED"
    BELOW_MINIMUM = "BELOW_MINIMUM"
    COUPON_NEEDED = "COUPON_NEEDED"
    SHUT_OUT = "SHUT_OUT"
    NOTHING_OFF = "NOTHING_OFF"


@dataclass(frozen=True, slots=True)
class Gift:
    """What a rule adds for nothing, in the unit of the SKU."""

    sku_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule that is for something of the document, what became of it, and what it gave."""

    rule: Rule
    outcome: RuleOutcome
    amount: Decimal
    gift: Gift | None = None


def apply(facts: Facts, lines: Sequence[PricedLine], with_coupon: frozenset[UUID]) -> list[Judged]:
    """Let the rules do to the lines what they do; `with_coupon` are those whose coupon counts."""
    ranked = sorted(lines, key=lambda line: line.rank)
    judged: list[Judged] = []
    for rule in sorted(facts.rules, key=lambda each: each.rank):
        matching = [line for line in ranked if line.counts_for(rule, facts)]
        if matching:
            judged.append(_judged(facts, rule, matching, rule.needs_coupon and rule.id not in with_coupon))
    return judged


def _judged(facts: Facts, rule: Rule, matching: Sequence[PricedLine], lacks_coupon: bool) -> Judged:
    nothing = step_of(facts.exponent) * 0
    if lacks_coupon:
        return Judged(rule, RuleOutcome.COUPON_NEEDED, nothing)
    times = _times(facts, rule, matching)
    if not times:
        return Judged(rule, RuleOutcome.BELOW_MINIMUM, nothing)
    reachable = [line for line in matching if line.is_open_to(rule)]
    if not reachable:
        return Judged(rule, RuleOutcome.SHUT_OUT, nothing)
    if rule.benefit is PricingBenefit.FREE_ITEM:
        return _given(rule, reachable, times, nothing)
    return _taken_off(facts, rule, reachable, times)


def _times(facts: Facts, rule: Rule, matching: Sequence[PricedLine]) -> int:
    """How often a rule gives what it gives: never below its minimum, and once, or as often as the minimum is reached."""
    reached: list[Fraction] = []
    if rule.minimum_quantity:
        assert rule.unit_id is not None
        quantity = sum((line.quantity_in(rule.unit_id, facts) for line in matching), start=Fraction(0))
        reached.append(quantity / Fraction(rule.minimum_quantity))
    if rule.minimum_amount:
        amount = sum((Fraction(line.listed) for line in matching), start=Fraction(0))
        reached.append(amount / Fraction(rule.minimum_amount))
    times = min((floor(each) for each in reached), default=1)
    return times if rule.repeats else min(times, 1)


def _given(rule: Rule, reachable: Sequence[PricedLine], times: int, nothing: Decimal) -> Judged:
    assert rule.free_sku_id is not None
    assert rule.free_quantity is not None
    for line in reachable:
        line.reached_by(rule, nothing)
    return Judged(rule, RuleOutcome.APPLIED, nothing, Gift(rule.free_sku_id, rule.free_quantity * times))


def _taken_off(facts: Facts, rule: Rule, reachable: Sequence[PricedLine], times: int) -> Judged:
    exact = _exact(facts, rule, reachable, times)
    parts = rounded_parts(exact, step_of(facts.exponent), facts.rounding)
    total = sum(parts, start=step_of(facts.exponent) * 0)
    if not total:
        return Judged(rule, RuleOutcome.NOTHING_OFF, total)
    for line, part in zip(reachable, parts, strict=True):
        line.reached_by(rule, part)
    return Judged(rule, RuleOutcome.APPLIED, total)


def _exact(facts: Facts, rule: Rule, reachable: Sequence[PricedLine], times: int) -> list[Fraction]:
    """What a rule takes off each line before it is rounded: of its list amount, or of what is left, which it never exceeds."""
    assert rule.figure is not None
    figure, left = Fraction(rule.figure), [Fraction(line.net) for line in reachable]
    on_list = rule.stacking is PricingStacking.ON_LIST
    bases = [Fraction(line.listed) for line in reachable] if on_list else left
    match rule.benefit:
        case PricingBenefit.PERCENT:
            wanted = [base * figure / 100 for base in bases]
        case PricingBenefit.AMOUNT:
            whole = sum(left)
            wanted = [min(figure * times, whole) * each / whole if whole else Fraction(0) for each in left]
        case _:
            assert rule.unit_id is not None
            asked = [line.quantity_in(rule.unit_id, facts) * figure for line in reachable]
            wanted = [base - price for base, price in zip(bases, asked, strict=True)]
    return [max(Fraction(0), min(each, rest)) for each, rest in zip(wanted, left, strict=True)]
