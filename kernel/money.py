"""Money: an amount with its currency, at the currency's exponent, always.

Unit prices and unit costs are not money in this sense: they are decimals with six digits after the point, and become
money when they are multiplied with a quantity (`Money.rounded(product(unit_price, quantity), currency)`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, Inexact
from functools import total_ordering
from typing import Self

from kernel.currency import currency_exponent
from kernel.decimals import EXACT, parse_decimal, plain, require_finite
from kernel.errors import DomainError
from kernel.rounding import ExactNumber, RoundingPolicy, exact_ratio, round_to, round_to_step, step_of
from kernel.split import split


@dataclass(eq=False)
class CurrencyMismatch(DomainError):
    """Amounts are added and compared within one currency; between two, a dated exchange rate has to be named."""

    message = "{left} and {right} are different currencies."
    left: str
    right: str


@dataclass(eq=False)
class AmountTooFine(DomainError):
    """An amount has no more digits after the point than its currency."""

    message = "{amount} has more digits after the point than {currency} has ({exponent})."
    amount: Decimal
    currency: str
    exponent: int


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency. Scale is not meaning: 10 EUR and 10.00 EUR are one value, kept as 10.00.

    Raises:
        AmountTooFine: the amount would have to be rounded, which only `Money.rounded` does.
        CurrencyCodeInvalid: the currency is not three capital letters.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        require_finite(self.amount)
        exponent = currency_exponent(self.currency)
        try:
            amount = EXACT.quantize(self.amount, step_of(exponent))
        except Inexact:
            raise AmountTooFine(self.amount, self.currency, exponent) from None
        # Less than nothing by nothing is nothing.
        object.__setattr__(self, "amount", amount or amount.copy_abs())

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Self:
        """Take an amount as it is; text is read as plain decimal text.

        Raises:
            AmountTooFine: the amount has more digits than the currency.
            DecimalInvalid: the text is not a plain decimal.
        """
        return cls(parse_decimal(amount) if isinstance(amount, str) else Decimal(amount), currency)

    @classmethod
    def rounded(cls, amount: ExactNumber, currency: str, policy: RoundingPolicy = RoundingPolicy.HALF_UP) -> Self:
        """Make money of an exact figure, rounded once to the currency's exponent."""
        return cls(round_to(amount, currency_exponent(currency), policy), currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Give nothing, in a currency."""
        return cls(Decimal(0), currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        """Add up; no amounts make zero.

        Raises:
            CurrencyMismatch: one of them is in another currency.
        """
        return sum(amounts, start=cls.zero(currency))

    @property
    def is_negative(self) -> bool:
        return self.amount < 0

    def __add__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(EXACT.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def __neg__(self) -> "Money":
        return Money(EXACT.minus(self.amount), self.currency)

    def __abs__(self) -> "Money":
        return -self if self.is_negative else self

    def __lt__(self, other: "Money") -> bool:
        self._require_same_currency(other)
        return self.amount < other.amount

    def __str__(self) -> str:
        return f"{plain(self.amount)} {self.currency}"

    def times(self, factor: ExactNumber, policy: RoundingPolicy = RoundingPolicy.HALF_UP) -> "Money":
        """Multiply, rounded once to the currency's exponent."""
        return Money.rounded(exact_ratio(self.amount) * exact_ratio(factor), self.currency, policy)

    def in_cash(self, step: Decimal, policy: RoundingPolicy = RoundingPolicy.HALF_UP) -> "Money":
        """Round to what can be paid in coins: a multiple of 0.05 for CHF."""
        return Money(round_to_step(self.amount, step, policy), self.currency)

    def allocate(self, weights: Sequence[ExactNumber], cash_step: Decimal | None = None) -> tuple["Money", ...]:
        """Split over weights by largest remainder; the parts add up to this amount exactly.

        Raises:
            NothingToSplitBy: there is an amount but no weight above zero.
            AmountOffStep: this amount is not a multiple of the cash step.
        """
        step = cash_step if cash_step is not None else step_of(currency_exponent(self.currency))
        return tuple(Money(part, self.currency) for part in split(self.amount, weights, step))

    def _require_same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)
