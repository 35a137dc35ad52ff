"""What the demo tells of taxes: the tax lines of its entries, and what they come to in each month."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import models
from kernel.currency import currency_exponent
from kernel.rounding import round_to
from models import TaxSide
from services.demo.books import Money, Posted
from services.demo.identity import COMPANY_ID, at, demo_id
from services.demo.rows import Rows
from services.finance.tax.facts import TaxFact


class Told(NamedTuple):
    """A tax line, with its figures in euros."""

    entry_id: UUID
    position: int
    on: date
    currency: str
    fact: TaxFact
    base: Decimal
    amount: Decimal
    deductible: Decimal


class TaxFacts:
    """The tax lines of the demo."""

    def __init__(self) -> None:
        self.told: list[Told] = []

    def tell(self, posted: Posted, on: date, money: Money, facts: Sequence[TaxFact]) -> None:
        """Tell of the taxes of an entry; what is posted of them has the amounts of its legs."""
        amounts = {leg.id: amount for leg, amount in zip(posted.legs, posted.amounts, strict=True)}
        for position, fact in enumerate(facts, 1):
            amount = amounts.get(fact.leg_id, Decimal("0.00")) if fact.leg_id else Decimal("0.00")
            is_input = fact.side is TaxSide.INPUT
            self.told.append(
                Told(
                    posted.entry_id, position, on, money.currency, fact, round_to(fact.base * money.rate, 2),
                    amount if is_input else -amount, amount if is_input else Decimal("0.00"),
                )
            )  # fmt: skip

    def within(self, starts_on: date, ends_on: date) -> Iterable[Told]:
        """Give what was taxed on some days."""
        return (each for each in self.told if starts_on <= each.on <= ends_on)

    def add_to(self, rows: Rows) -> None:
        """Add the tax lines."""
        for each in self.told:
            fact, zero = each.fact, round_to(0, currency_exponent(each.currency))
            rows.add(
                models.TaxLine, demo_id("tax line", f"{each.entry_id} {each.position}"), at(each.on, 15),
                company_id=COMPANY_ID, entry_id=each.entry_id, position=each.position, taxed_on=each.on,
                tax_code_id=fact.tax_code_id, side=fact.side, category=fact.category, rate=fact.rate,
                party_id=fact.party_id, currency=each.currency, base=fact.base, amount=fact.amount,
                deductible=fact.deductible + zero, company_currency="EUR", company_base=each.base,
                company_amount=each.amount, company_deductible=each.deductible,
            )  # fmt: skip
