"""From the currency of a document to that of the company, so that what was balanced stays balanced."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kernel.currency import currency_exponent
from kernel.decimals import EXACT
from kernel.errors import DomainError
from kernel.rounding import RoundingPolicy, exact_ratio, in_steps, round_to, step_of
from kernel.split import split


@dataclass(eq=False)
class UnbalancedInCompanyCurrency(DomainError):
    """Amounts that are said in the currency of the company leave no more to the others than rounding explains."""

    message = "In {currency}, debits and credits differ by {difference}."
    currency: str
    difference: Decimal


@dataclass(frozen=True, slots=True)
class Conversion:
    """At what rate into which currency, and how it is rounded."""

    rate: Decimal
    currency: str
    policy: RoundingPolicy

    def convert(self, amounts: Sequence[Decimal], given: Sequence[Decimal | None]) -> list[Decimal]:
        """Convert signed amounts that add up to zero; the results do too.

        Debits and credits are converted as two totals, and each total is split by largest remainder, so that no line for
        a rounding difference is needed. Amounts that are given stay as they are.

        Raises:
            UnbalancedInCompanyCurrency: the given ones leave a difference that is more than a rounding.
        """
        exponent = currency_exponent(self.currency)
        said = [None if amount is None else round_to(amount, exponent) for amount in given]
        on_debit = [place for place, amount in enumerate(amounts) if said[place] is None and amount > 0]
        on_credit = [place for place, amount in enumerate(amounts) if said[place] is None and amount < 0]
        debit = self._total([amounts[place] for place in on_debit], exponent)
        credit = self._total([amounts[place] for place in on_credit], exponent)
        difference = EXACT.add(EXACT.add(debit, credit), _sum(amount for amount in said if amount is not None))
        if difference:
            if abs(difference) > in_steps(len(on_debit) + len(on_credit), step_of(exponent)):
                raise UnbalancedInCompanyCurrency(self.currency, difference)
            # The larger side takes it, in which it weighs less.
            if on_debit and (not on_credit or debit >= -credit):
                debit = EXACT.subtract(debit, difference)
            else:
                credit = EXACT.subtract(credit, difference)
        result = [amount or Decimal(0) for amount in said]
        for places, total in ((on_debit, debit), (on_credit, credit)):
            parts = split(total, [abs(amounts[place]) for place in places], step_of(exponent)) if places else []
            for place, part in zip(places, parts, strict=True):
                result[place] = part
        return [round_to(amount, exponent) for amount in result]

    def _total(self, amounts: Sequence[Decimal], exponent: int) -> Decimal:
        return round_to(exact_ratio(_sum(amounts)) * exact_ratio(self.rate), exponent, self.policy)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total
