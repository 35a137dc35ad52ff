"""Taxes that are owed when an invoice is paid: posted to a transition account with the invoice, and moved by payments."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kernel.rounding import RoundingPolicy, exact_ratio, round_to


@dataclass(frozen=True, slots=True)
class Moved:
    """What a payment makes owed of a tax."""

    base: Decimal
    amount: Decimal


def moved(
    base: Decimal,
    amount: Decimal,
    total: Decimal,
    paid_before: Decimal,
    paid: Decimal,
    exponent: int,
    policy: RoundingPolicy = RoundingPolicy.HALF_UP,
) -> Moved:
    """Tell what of a tax a payment moves, of an invoice over `total` of which `paid_before` was paid before.

    What is moved follows what is paid altogether, rounded; so all payments together move all of the tax, and no cent more.
    A payment that is taken back (`paid` below zero) moves it back.
    """
    before, after = _share(paid_before, total), _share(paid_before + paid, total)

    def part(of: Decimal) -> Decimal:
        until, already = exact_ratio(of) * after, exact_ratio(of) * before
        return round_to(until, exponent, policy) - round_to(already, exponent, policy)

    return Moved(part(base), part(amount))


def _share(paid: Decimal, total: Decimal) -> Fraction:
    """How much of an invoice is paid, from 0 to 1; one over nothing is paid."""
    if not total:
        return Fraction(1)
    return min(max(exact_ratio(paid) / exact_ratio(total), Fraction(0)), Fraction(1))
