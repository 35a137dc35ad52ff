from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.rounding import RoundingPolicy, round_to, round_to_step, step_of

AMOUNTS = st.decimals(min_value=Decimal(-(10**15)), max_value=Decimal(10**15), places=6)
EXPONENTS = st.integers(0, 6)
POLICIES = st.sampled_from(RoundingPolicy)
HALF_UP, HALF_EVEN = RoundingPolicy


@pytest.mark.parametrize(
    ("value", "half_up", "half_even"),
    [
        ("0.005", "0.01", "0.00"),
        ("0.015", "0.02", "0.02"),
        ("-0.005", "-0.01", "0.00"),
        ("-0.025", "-0.03", "-0.02"),
        ("2.675", "2.68", "2.68"),
        ("1.00499999", "1.00", "1.00"),
        ("7", "7.00", "7.00"),
    ],
)
def test_decides_ties_by_the_policy(value: str, half_up: str, half_even: str) -> None:
    assert str(round_to(Decimal(value), 2, HALF_UP)) == half_up
    assert str(round_to(Decimal(value), 2, HALF_EVEN)) == half_even


@given(AMOUNTS, EXPONENTS)
def test_agrees_with_the_decimal_standard(value: Decimal, exponent: int) -> None:
    for policy, mode in ((HALF_UP, ROUND_HALF_UP), (HALF_EVEN, ROUND_HALF_EVEN)):
        assert round_to(value, exponent, policy) == value.quantize(step_of(exponent), rounding=mode)


@given(AMOUNTS, EXPONENTS, POLICIES)
def test_rounds_decimals_and_ratios_alike(value: Decimal, exponent: int, policy: RoundingPolicy) -> None:
    assert str(round_to(value, exponent, policy)) == str(round_to(Fraction(value), exponent, policy))


@given(AMOUNTS, EXPONENTS, POLICIES)
def test_is_odd_and_settles_at_once(value: Decimal, exponent: int, policy: RoundingPolicy) -> None:
    rounded = round_to(value, exponent, policy)
    assert round_to(-value, exponent, policy) == -rounded
    assert round_to(rounded, exponent, policy) == rounded
    assert abs(rounded - value) * 2 <= step_of(exponent)


@given(st.fractions(min_value=-1000, max_value=1000), st.sampled_from([Decimal("0.05"), Decimal("0.10"), Decimal(5)]))
def test_rounds_ratios_to_the_nearest_cash_step(value: Fraction, step: Decimal) -> None:
    rounded = round_to_step(value, step)
    assert rounded % step == 0
    assert abs(Fraction(rounded) - value) * 2 <= Fraction(step)


def test_never_yields_a_negative_zero() -> None:
    assert str(round_to(Decimal("-0.001"), 2)) == "0.00"


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_rounds_only_finite_numbers(value: str) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        round_to(Decimal(value), 2)


@pytest.mark.parametrize("step", ["0", "-0.05"])
def test_rounds_only_to_a_positive_step(step: str) -> None:
    with pytest.raises(ValueError, match="rounding step"):
        round_to_step(Decimal(1), Decimal(step))
