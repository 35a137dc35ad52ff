"""Tax on advances: an advance is taxed when it is invoiced, and taken off the final invoice with its tax.

What is taken off goes by tax: each tax of the final invoice is lowered by what the advances had of it, never below nothing
(Directive 2006/112/EC, Articles 65 and 226; the final invoice shows the advances and their tax, or it would owe the tax twice).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kernel.errors import DomainError, InputPath
from kernel.rounding import exact_ratio, step_of
from services.finance.tax.calculation import TaxAmount

# How many of the smallest amount a line may be off: half where it is rounded, one where it bears its share of a discount.
_ROUNDED: Final = Fraction(3, 2)


@dataclass(eq=False)
class AdvanceAboveInvoice(DomainError):
    """What is taken off an invoice with a tax is part of what the invoice has with that tax."""

    message = "{wanted} is to be taken off with {tax}, and the invoice has {base} of it."
    wanted: Decimal
    tax: str
    base: Decimal


def rounded_away(lines: int, exponent: int) -> Fraction:
    """Give how far the sums of so many lines may lie apart for no other reason than that each is rounded."""
    return _ROUNDED * lines * exact_ratio(step_of(exponent))


def require_part(
    invoice: Sequence[TaxAmount],
    advances: Iterable[TaxAmount],
    path: InputPath = (),
    allowed: Fraction = Fraction(0),
) -> None:
    """Check tax by tax that the bases of advances are part of that of an invoice, but for what is `allowed` for rounding.

    What they come to may differ, where the rate of the tax has changed in between.

    Raises:
        AdvanceAboveInvoice: the invoice has less of a tax than the advances had.
    """
    had = {each.tax.key: each.base for each in invoice}
    for off in _summed(advances):
        base = had.get(off.tax.key, off.base * 0)
        if exact_ratio(beyond(off.base, base)) > allowed:
            raise AdvanceAboveInvoice(off.base, off.tax.code, base, path=path)


def owed(invoice: Sequence[TaxAmount], advances: Iterable[TaxAmount]) -> list[TaxAmount]:
    """Take advances off an invoice, tax by tax: what of its taxes was not told with them."""
    return _summed([*invoice, *(_turned(each) for each in advances)])


def beyond(part: Decimal, whole: Decimal) -> Decimal:
    """Tell how far a part goes beyond the whole, or to the other side of nothing; nothing where it is part of it."""
    return max(part - max(whole, part * 0), min(whole, part * 0) - part, part * 0)


def _summed(amounts: Iterable[TaxAmount]) -> list[TaxAmount]:
    """Add up each tax, which is at the rate that it has first."""
    found = dict[object, TaxAmount]()
    for each in amounts:
        so_far = found.get(each.tax.key)
        found[each.tax.key] = each if so_far is None else so_far.plus(each)
    return list(found.values())


def _turned(amount: TaxAmount) -> TaxAmount:
    return replace(amount, base=-amount.base, amount=-amount.amount, deductible=-amount.deductible, exact=-amount.exact)
