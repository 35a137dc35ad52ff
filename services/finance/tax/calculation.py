"""What taxes come to: lines and their taxes in, amounts out that add up to the last cent.

Everything is reckoned with exact ratios and rounded once, where the company's policy says: each line for itself (LINE), each
tax over the whole document (DOCUMENT), or each tax over the document from lines that are rounded before (DOCUMENT_BASE, as
EN 16931, BR-CO-17 has it). What is rounded over the document is spread over its lines by largest remainder, so that
lines, taxes and totals always agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from kernel.errors import DomainError
from kernel.rounding import ExactNumber, RoundingPolicy, exact_ratio, round_to, step_of
from models.finance.tax import TaxCategory, TaxKind, TaxRounding
from services.finance.rounding import parts_of, rounded_parts


@dataclass(eq=False)
class NothingToDiscount(DomainError):
    """A discount on a document lowers its lines in proportion, so they must come to more than nothing."""

    message = "There is nothing that {discount} could be taken off."
    discount: Decimal


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax as it stands on one day. `rate` is in percent, or for PER_UNIT the amount for each unit."""

    key: UUID
    code: str
    kind: TaxKind
    rate: Decimal
    category: TaxCategory = TaxCategory.S
    included: bool = False
    compound: bool = False
    reverse_charge: bool = False
    cash_basis: bool = False
    deductible_percent: Decimal = Decimal(100)
    exemption_code: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of a document comes to before anything is rounded, and the taxes on it, in their order."""

    amount: Fraction
    taxes: tuple[Tax, ...]
    quantity: Decimal = Decimal(1)

    @classmethod
    def priced(
        cls, quantity: Decimal, unit_price: Decimal, taxes: Sequence[Tax], discount_percent: Decimal = Decimal(0)
    ) -> "Line":
        """Make a line of a quantity and a price, less a discount in percent."""
        amount = exact_ratio(quantity) * exact_ratio(unit_price) * (1 - exact_ratio(discount_percent) / 100)
        return cls(amount, tuple(dict.fromkeys(taxes)), quantity)


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a document is rounded: to how many digits, where, and to which side."""

    exponent: int
    where: TaxRounding = TaxRounding.DOCUMENT
    policy: RoundingPolicy = RoundingPolicy.HALF_UP

    def round(self, value: ExactNumber) -> Decimal:
        """Round one figure."""
        return round_to(value, self.exponent, self.policy)

    def parts(self, values: Sequence[ExactNumber]) -> list[Decimal]:
        """Round the parts of one figure so that they add up to it."""
        return rounded_parts(values, step_of(self.exponent), self.policy)


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """What one tax comes to, on one line or on all of them.

    `exact` is the amount before it was rounded; `deductible` is how much of it a buyer gets back.
    """

    tax: Tax
    base: Decimal
    amount: Decimal
    deductible: Decimal
    exact: Fraction

    @property
    def charged(self) -> Decimal:
        """What of it stands in the total: nothing where the buyer reckons it himself."""
        return self.amount * 0 if self.tax.reverse_charge else self.amount

    @property
    def not_deductible(self) -> Decimal:
        """What of it stays a cost of the buyer."""
        return self.amount - self.deductible

    def plus(self, other: "TaxAmount") -> "TaxAmount":
        """Add what the same tax comes to elsewhere."""
        return TaxAmount(
            self.tax,
            self.base + other.base,
            self.amount + other.amount,
            self.deductible + other.deductible,
            self.exact + other.exact,
        )


@dataclass(frozen=True, slots=True)
class CalculatedLine:
    """What a line comes to."""

    net: Decimal
    taxes: tuple[TaxAmount, ...]
    discount: Decimal

    @property
    def gross(self) -> Decimal:
        """What is paid for the line."""
        return self.net + sum(tax.charged for tax in self.taxes)


@dataclass(frozen=True, slots=True)
class Calculation:
    """What a document comes to. `total` is `net` plus `tax`; `self_assessed` is owed by the buyer to the tax office."""

    lines: tuple[CalculatedLine, ...]
    taxes: tuple[TaxAmount, ...]
    net: Decimal
    tax: Decimal
    self_assessed: Decimal
    discount: Decimal

    @property
    def total(self) -> Decimal:
        """What is paid for all of it."""
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class _Levied:
    """The exact taxes of a line, and its amount after the discount, rounded."""

    line: Line
    amount: Decimal
    taxes: tuple[Fraction, ...]
    discount: Decimal


def calculate(lines: Sequence[Line], rounding: Rounding, discount: Decimal = Decimal(0)) -> Calculation:
    """Reckon the taxes of a document; `discount` is taken off its lines in proportion to their amounts.

    Where prices contain a tax, the discount contains it too.

    Raises:
        NothingToDiscount: there is a discount, and the lines come to nothing.
    """
    discounts = _spread(discount, [line.amount for line in lines], rounding)
    levied = [_levied(line, off, rounding) for line, off in zip(lines, discounts, strict=True)]
    amounts = _rounded(levied, rounding)
    deductible = _deductible(levied, amounts, rounding)
    return totalled([_line(*each) for each in zip(levied, amounts, deductible, strict=True)], rounding.exponent)


def totalled(lines: Sequence[CalculatedLine], exponent: int) -> Calculation:
    """Add up what lines come to."""
    taxes = _summed(lines)
    zero = round_to(0, exponent)
    return Calculation(
        tuple(lines),
        taxes,
        net=sum((line.net for line in lines), start=zero),
        tax=sum((tax.charged for tax in taxes), start=zero),
        self_assessed=sum((tax.amount - tax.charged for tax in taxes), start=zero),
        discount=sum((line.discount for line in lines), start=zero),
    )


def line_of(
    price: Decimal,
    taxes: Sequence[Tax],
    amounts: Sequence[Decimal],
    deductible: Sequence[Decimal],
    exact: Sequence[Fraction],
    discount: Decimal,
) -> CalculatedLine:
    """Put a line together from its price, which contains some of its taxes, and what these come to."""
    net = price - sum((amount for tax, amount in zip(taxes, amounts, strict=True) if tax.included), start=Decimal(0))
    found: list[TaxAmount] = []
    base = net
    for tax, amount, back, ratio in zip(taxes, amounts, deductible, exact, strict=True):
        found.append(TaxAmount(tax, base, amount, back, ratio))
        if tax.compound:
            base += amount
    return CalculatedLine(net, tuple(found), discount)


def levied(line: Line, amount: Fraction) -> tuple[Fraction, ...]:
    """Solve for the exact taxes of a line whose price comes to an amount.

    Each tax is a factor of the net amount plus something fixed; the price is the net amount and the taxes it contains.
    """
    factors: list[tuple[Fraction, Fraction]] = []
    base, fixed = Fraction(1), Fraction(0)
    contained, contained_fixed = Fraction(1), Fraction(0)
    for tax in line.taxes:
        of_base, of_unit = _factor(tax)
        factor = (of_base * base, of_base * fixed + of_unit * exact_ratio(line.quantity))
        factors.append(factor)
        if tax.compound:
            base, fixed = base + factor[0], fixed + factor[1]
        if tax.included:
            contained, contained_fixed = contained + factor[0], contained_fixed + factor[1]
    net = (amount - contained_fixed) / contained
    return tuple(factor * net + plus for factor, plus in factors)


def _factor(tax: Tax) -> tuple[Fraction, Fraction]:
    """Give what a tax takes of its base, and of each unit."""
    rate = exact_ratio(tax.rate)
    match tax.kind:
        case TaxKind.PERCENT:
            return rate / 100, Fraction(0)
        case TaxKind.DIVISION:
            # A share of the price with the tax in it, not of the price without.
            return rate / (100 - rate), Fraction(0)
        case TaxKind.PER_UNIT:
            return Fraction(0), rate
        case _:
            raise ValueError(f"{tax.kind} is not levied on lines")


def _spread(discount: Decimal, amounts: Sequence[Fraction], rounding: Rounding) -> list[Decimal]:
    if not discount:
        return [rounding.round(0) for _ in amounts]
    total = sum(amounts, start=Fraction(0))
    if not total:
        raise NothingToDiscount(discount)
    shares = [exact_ratio(discount) * amount / total for amount in amounts]
    return parts_of(rounding.round(discount), shares, step_of(rounding.exponent))


def _levied(line: Line, discount: Decimal, rounding: Rounding) -> _Levied:
    amount = line.amount - exact_ratio(discount)
    rounded = rounding.round(amount)
    exact = amount if rounding.where is TaxRounding.DOCUMENT else exact_ratio(rounded)
    return _Levied(line, rounded, levied(line, exact), discount)


def _rounded(lines: Sequence[_Levied], rounding: Rounding) -> list[list[Decimal]]:
    """Give the rounded taxes of each line."""
    if rounding.where is TaxRounding.LINE:
        return [[rounding.round(tax) for tax in line.taxes] for line in lines]
    return _over_all(lines, [list(line.taxes) for line in lines], rounding)


def _deductible(
    lines: Sequence[_Levied], amounts: Sequence[Sequence[Decimal]], rounding: Rounding
) -> list[list[Decimal]]:
    """Give what is deductible of the rounded taxes of each line."""
    exact = [
        [exact_ratio(amount) * exact_ratio(tax.deductible_percent) / 100 for tax, amount in _pairs(line, taxes)]
        for line, taxes in zip(lines, amounts, strict=True)
    ]
    if rounding.where is TaxRounding.LINE:
        return [[rounding.round(part) for part in parts] for parts in exact]
    return _over_all(lines, exact, rounding)


def _over_all(lines: Sequence[_Levied], exact: Sequence[Sequence[Fraction]], rounding: Rounding) -> list[list[Decimal]]:
    """Round the figures of each tax so that they add up to their sum over the document, rounded once."""
    rounded = [[Decimal(0)] * len(line.taxes) for line in lines]
    for tax in _taxes(lines):
        places = [(at, line.line.taxes.index(tax)) for at, line in enumerate(lines) if tax in line.line.taxes]
        parts = rounding.parts([exact[at][place] for at, place in places])
        for (at, place), part in zip(places, parts, strict=True):
            rounded[at][place] = part
    return rounded


def _line(levied: _Levied, amounts: Sequence[Decimal], deductible: Sequence[Decimal]) -> CalculatedLine:
    return line_of(levied.amount, levied.line.taxes, amounts, deductible, levied.taxes, levied.discount)


def _summed(lines: Sequence[CalculatedLine]) -> tuple[TaxAmount, ...]:
    """Add up each tax over the lines, in the order in which the taxes come."""
    found: dict[Tax, TaxAmount] = {}
    for each in (tax for line in lines for tax in line.taxes):
        before = found.get(each.tax)
        found[each.tax] = each if before is None else before.plus(each)
    return tuple(found.values())


def _taxes(lines: Sequence[_Levied]) -> list[Tax]:
    return list(dict.fromkeys(tax for line in lines for tax in line.line.taxes))


def _pairs(line: _Levied, amounts: Sequence[Decimal]) -> list[tuple[Tax, Decimal]]:
    return list(zip(line.line.taxes, amounts, strict=True))
