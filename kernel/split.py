"""Splitting an amount so that the parts add up: largest remainder.

Every part is first cut down to a whole number of steps; the steps that are left go, one each, to the parts that lost
most, the earlier part winning a tie. So no rounding line ever appears, and no part is a full step away from its share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kernel.errors import DomainError
from kernel.rounding import ExactNumber, exact_ratio, in_steps


@dataclass(eq=False)
class NothingToSplitBy(DomainError):
    """An amount can be spread only over something: at least one weight has to be above zero."""

    message = "{amount} cannot be split, because no share has a weight above zero."
    amount: Decimal


@dataclass(eq=False)
class AmountOffStep(DomainError):
    """Only a whole number of steps can be split into parts of whole steps."""

    message = "{amount} is not a multiple of {step}."
    amount: Decimal
    step: Decimal


def split(amount: Decimal, weights: Sequence[ExactNumber], step: Decimal) -> list[Decimal]:
    """Split an amount in proportion to the weights; the parts are multiples of `step` and add up to the amount.

    A weight of zero gets nothing. The parts of a negative amount are those of the positive one with their signs turned.

    Raises:
        AmountOffStep: the amount itself is not a multiple of the step.
        NothingToSplitBy: there is an amount but no weight above zero.
        ValueError: a weight is negative or not finite.
    """
    steps = _steps(amount, step)
    counts = _largest_remainder(abs(steps), weights)
    if counts is None:
        raise NothingToSplitBy(amount)
    sign = -1 if steps < 0 else 1
    return [in_steps(sign * count, step) for count in counts]


def _steps(amount: Decimal, step: Decimal) -> int:
    ratio = exact_ratio(amount) / exact_ratio(step)
    if ratio.denominator != 1:
        raise AmountOffStep(amount, step)
    return ratio.numerator


def _largest_remainder(steps: int, weights: Sequence[ExactNumber]) -> list[int] | None:
    shares = [exact_ratio(weight) for weight in weights]
    if any(share < 0 for share in shares):
        raise ValueError("a weight below zero")
    total = sum(shares)
    if not total:
        return None if steps else [0] * len(shares)
    ideal = [steps * share / total for share in shares]
    counts = [int(part) for part in ideal]
    # Sorting is stable, so of two equal remainders the earlier one comes first.
    by_loss = sorted(range(len(shares)), key=lambda index: counts[index] - ideal[index])
    for index in by_loss[: steps - sum(counts)]:
        counts[index] += 1
    return counts
