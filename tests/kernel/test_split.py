from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.split import AmountOffStep, NothingToSplitBy, split

STEPS = st.sampled_from([Decimal("0.01"), Decimal("0.05"), Decimal(1), Decimal("0.000001")])
COUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.decimals(0, 10**9, places=6), min_size=1, max_size=30)
CENT = Decimal("0.01")


@given(COUNTS, WEIGHTS.filter(any), STEPS)
def test_parts_add_up_and_stay_within_one_step_of_their_share(
    count: int, weights: list[Decimal], step: Decimal
) -> None:
    amount = count * step
    parts = split(amount, weights, step)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        share = Fraction(amount) * Fraction(weight) / Fraction(sum(weights))
        assert part % step == 0
        assert abs(Fraction(part) - share) < Fraction(step)
        assert weight or not part


@given(COUNTS, WEIGHTS.filter(any))
def test_a_negative_amount_splits_like_the_positive_one(count: int, weights: list[Decimal]) -> None:
    mirrored = [-part for part in split(-count * CENT, weights, CENT)]
    assert mirrored == split(count * CENT, weights, CENT)


@given(COUNTS, WEIGHTS.filter(any), st.integers(1, 1000))
def test_only_the_proportion_of_the_weights_matters(count: int, weights: list[Decimal], factor: int) -> None:
    scaled = [Fraction(weight) * factor for weight in weights]
    assert split(count * CENT, scaled, CENT) == split(count * CENT, weights, CENT)


def test_left_over_steps_go_to_the_largest_remainders_and_earlier_parts_first() -> None:
    assert split(Decimal("10.00"), [1, 1, 1], CENT) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    assert split(Decimal("0.05"), [1, 1], CENT) == [Decimal("0.03"), Decimal("0.02")]
    assert split(Decimal("1.00"), [1, 5, 1], Decimal("0.05")) == [Decimal("0.15"), Decimal("0.70"), Decimal("0.15")]


def test_parts_print_at_the_scale_of_the_step() -> None:
    assert [str(part) for part in split(Decimal(3), [1, 0], CENT)] == ["3.00", "0.00"]


def test_refuses_to_spread_an_amount_over_nothing() -> None:
    for weights in ([], [0, 0]):
        with pytest.raises(NothingToSplitBy):
            split(Decimal(1), weights, CENT)


def test_nothing_splits_into_nothings_over_any_weights() -> None:
    assert split(Decimal(0), [], CENT) == []
    assert split(Decimal(0), [0, 0], CENT) == [0, 0]


def test_refuses_an_amount_that_coins_cannot_pay() -> None:
    with pytest.raises(AmountOffStep):
        split(Decimal("1.02"), [1], Decimal("0.05"))


def test_a_negative_weight_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="below zero"):
        split(Decimal(1), [2, -1], CENT)
