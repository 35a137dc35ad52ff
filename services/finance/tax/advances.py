"""Tax on advances: an advance is taxed when it is invoiced, and taken off the final invoice with its tax.

What is taken off goes by tax: each tax of the final invoice is lowered by what the advances had of it, never below nothing
(Directive 2006/112/EC, Articles 65 and 226; the final invoice shows the advances and their tax, or it would owe the tax twice).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from kernel.errors import DomainError
from kernel.rounding import exact_ratio, round_to_step


@dataclass(eq=False)
class AdvanceExceeded(DomainError):
    """No more of an advance is taken off than is left of it."""

    message = "{wanted} is to be taken off, and {left} is left of the advance."
    wanted: Decimal
    left: Decimal


@dataclass(eq=False)
class AdvanceAboveInvoice(DomainError):
    """What is taken off an invoice with a tax is part of what the invoice has with that tax."""

    message = "{wanted} is to be taken off with {tax}, and the invoice has {base} of it."
    wanted: Decimal
    tax: str
    base: Decimal


@dataclass(frozen=True, slots=True)
class TaxedPart:
    """What an invoice, or an advance, has of one tax."""

    tax_key: UUID
    tax: str
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Deducted:
    """What is left of an invoice after advances: what is taken off, and what is still owed, by tax."""

    off: tuple[TaxedPart, ...]
    owed: tuple[TaxedPart, ...]


def recalled(advance: Sequence[TaxedPart], recalled_before: Sequence[TaxedPart], wanted: Decimal) -> list[TaxedPart]:
    """Tell what of an advance is taken off when `wanted` of it (before tax) is, its oldest part first.

    The last part takes the tax that is left, so that an advance is taken off to the cent.

    Raises:
        AdvanceExceeded: less is left of it.
    """
    left = [_minus(part, recalled_before) for part in advance]
    whole = sum((part.base for part in left), start=wanted * 0)
    if wanted > whole:
        raise AdvanceExceeded(wanted, whole)
    parts: list[TaxedPart] = []
    for part in left:
        base = min(wanted, part.base)
        wanted -= base
        if base:
            parts.append(TaxedPart(part.tax_key, part.tax, base, _share(part, base)))
    return parts


def deducted(invoice: Sequence[TaxedPart], advances: Iterable[TaxedPart]) -> Deducted:
    """Take advances off an invoice, tax by tax.

    Raises:
        AdvanceAboveInvoice: the invoice has less of a tax than the advances had.
    """
    off = list(advances)
    owed = {part.tax_key: part for part in invoice}
    for advance in off:
        part = owed.get(advance.tax_key)
        base = advance.base * 0 if part is None else part.base
        if part is None or advance.base > base:
            raise AdvanceAboveInvoice(advance.base, advance.tax, base)
        owed[advance.tax_key] = _less(part, advance)
    return Deducted(tuple(off), tuple(owed.values()))


def _share(part: TaxedPart, base: Decimal) -> Decimal:
    exact = exact_ratio(part.amount) * exact_ratio(base) / exact_ratio(part.base)
    return round_to_step(exact, Decimal(1).scaleb(int(part.amount.as_tuple().exponent)))


def _minus(part: TaxedPart, taken: Iterable[TaxedPart]) -> TaxedPart:
    for each in taken:
        if each.tax_key == part.tax_key:
            part = _less(part, each)
    return part


def _less(part: TaxedPart, other: TaxedPart) -> TaxedPart:
    return TaxedPart(part.tax_key, part.tax, part.base - other.base, part.amount - other.amount)
