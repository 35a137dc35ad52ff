"""The one place where numbers are rounded.

Half away from zero unless the company's policy says half-even. Ratios are exact (integers underneath), so the result
does not depend on a decimal context, and a value is rounded once, from all its digits.
"""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Final, TypeAlias

from kernel.decimals import EXACT, require_finite

ExactNumber: TypeAlias = Decimal | Fraction | int


class RoundingPolicy(StrEnum):
    """What happens to a value that lies exactly between two neighbours."""

    HALF_UP = "HALF_UP"
    """Away from zero: 0.5 becomes 1 and -0.5 becomes -1. The default."""
    HALF_EVEN = "HALF_EVEN"
    """To the even neighbour: 0.5 becomes 0 and 1.5 becomes 2."""


_ROUNDING: Final = {
    RoundingPolicy.HALF_UP: Context(EXACT.prec, ROUND_HALF_UP, traps=[InvalidOperation]),
    RoundingPolicy.HALF_EVEN: Context(EXACT.prec, ROUND_HALF_EVEN, traps=[InvalidOperation]),
}


def round_to(value: ExactNumber, exponent: int, policy: RoundingPolicy = RoundingPolicy.HALF_UP) -> Decimal:
    """Round to `exponent` digits after the point; the result always has that scale.

    Raises:
        ValueError: the value is not finite, or the exponent is negative.
    """
    step = step_of(exponent)
    if isinstance(value, Fraction):
        return round_to_step(value, step, policy)
    decimal = Decimal(value)
    require_finite(decimal)
    # By the decimals' own arithmetic, which is many times quicker than by ratios. There is no negative zero.
    rounded = decimal.quantize(step, context=_ROUNDING[policy])
    return rounded or rounded.copy_abs()


def round_to_step(value: ExactNumber, step: Decimal, policy: RoundingPolicy = RoundingPolicy.HALF_UP) -> Decimal:
    """Round to a multiple of a cash step such as 0.05, at the scale of the step.

    Raises:
        ValueError: the value is not finite, or the step is not positive.
    """
    return in_steps(_whole(exact_ratio(value) / _positive(step), policy), step)


@cache
def step_of(exponent: int) -> Decimal:
    """Give the smallest step at a number of digits after the point: 0.01 for 2."""
    if exponent < 0:
        raise ValueError(f"{exponent} digits after the point")
    return Decimal((0, (1,), -exponent))


def exact_ratio(value: ExactNumber) -> Fraction:
    """Turn a number into a ratio of integers, without loss.

    Raises:
        ValueError: the value is not finite.
    """
    if isinstance(value, Decimal):
        require_finite(value)
    return Fraction(value)


def in_steps(count: int, step: Decimal) -> Decimal:
    """Give so many steps, at the scale of the step."""
    return EXACT.multiply(Decimal(count), step)


def _positive(step: Decimal) -> Fraction:
    ratio = exact_ratio(step)
    if ratio <= 0:
        raise ValueError(f"a rounding step of {step}")
    return ratio


def _whole(ratio: Fraction, policy: RoundingPolicy) -> int:
    below, rest = divmod(abs(ratio.numerator), ratio.denominator)
    if 2 * rest == ratio.denominator:
        up = policy is RoundingPolicy.HALF_UP or below % 2 == 1
    else:
        up = 2 * rest > ratio.denominator
    whole = below + up
    return -whole if ratio < 0 else whole
