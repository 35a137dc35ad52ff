"""Rounding of figures that have to add up: many exact parts with one rounded total, and totals paid in cash.

`kernel.rounding` rounds one value; `kernel.split` splits an amount by weights. Here the parts are given, exact, and may
have either sign, as the lines of an invoice with a return on it have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

from kernel.errors import DomainError
from kernel.rounding import ExactNumber, RoundingPolicy, exact_ratio, in_steps, round_to_step, step_of


@dataclass(eq=False)
class CashStepInvalid(DomainError):
    """What coins can pay is a multiple of the smallest amount of the currency, such as 0.05 for CHF."""

    message = "Coins cannot pay multiples of {step}."
    step: Decimal


class InCash(NamedTuple):
    """What is paid in cash, and by how much that differs from what is owed; above zero where more is paid."""

    amount: Decimal
    difference: Decimal


def rounded_parts(
    parts: Sequence[ExactNumber], step: Decimal, policy: RoundingPolicy = RoundingPolicy.HALF_UP
) -> list[Decimal]:
    """Round the sum of the parts once, and the parts so that they add up to it.

    By largest remainder: no part is a full step away from its exact value, and the earlier part wins a tie. Parts with all
    their signs turned give the same figures with their signs turned, so a credit note mirrors its invoice.
    """
    total = sum((exact_ratio(part) for part in parts), start=Fraction(0))
    return parts_of(round_to_step(total, step, policy), parts, step)


def parts_of(total: Decimal, parts: Sequence[ExactNumber], step: Decimal) -> list[Decimal]:
    """Round exact parts so that they add up to a total that their sum was rounded to.

    Raises:
        ValueError: the total is a step or more away from the sum of the parts for each of them.
    """
    exact = [exact_ratio(part) / exact_ratio(step) for part in parts]
    sign = _sign(exact)
    exact = [sign * part for part in exact]
    counts = [floor(part) for part in exact]
    left = exact_ratio(total) / exact_ratio(step) * sign - sum(counts)
    if left.denominator != 1 or not 0 <= left <= len(parts):
        raise ValueError(f"{total} is not what these parts round to")
    by_rest = sorted(range(len(exact)), key=lambda index: counts[index] - exact[index])
    for index in by_rest[: int(left)]:
        counts[index] += 1
    return [in_steps(sign * count, step) for count in counts]


def in_cash(amount: Decimal, cash_step: Decimal, policy: RoundingPolicy = RoundingPolicy.HALF_UP) -> InCash:
    """Round an amount to what coins can pay, at the scale of the amount.

    Raises:
        CashStepInvalid: the step is none of the amount's currency.
    """
    if cash_step <= 0 or cash_step % step_of(-int(amount.as_tuple().exponent)):
        raise CashStepInvalid(cash_step)
    paid = round_to_step(amount, cash_step, policy).quantize(amount)
    return InCash(paid, paid - amount)


def _sign(parts: Sequence[Fraction]) -> int:
    """Which way round the parts are counted: that of their sum, or where they cancel, that of the first."""
    total = sum(parts, start=Fraction(0))
    leading = total or next((part for part in parts if part), Fraction(0))
    return -1 if leading < 0 else 1
