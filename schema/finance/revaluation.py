"""Revaluations as clients see them."""

import datetime as dt
from decimal import Decimal

import models
from planner.entity import entity
from planner.fields import column, many, measure, one
from schema import names
from schema.base import CompanyRecord, Money
from schema.scalars import CurrencyCode

READ = "finance.revaluation:read"
LEDGER = "finance.entry:read"
RUN = "finance.revaluation:run"


@entity(models.Revaluation, needs=READ, order="-revalued_on")
class Revaluation(CompanyRecord):
    """That what was open in a foreign currency, and the money that is kept in it, was revalued. A fact: it never changes; the
    next period begins by undoing it.
    """

    revalued_on: dt.date = column("The day whose rate it was revalued at.", filters=True, orders=True, groups=True)
    currency: CurrencyCode = column("The foreign currency.", groups=True)
    rate: Decimal = column("How much of the company's currency one unit was worth, ten digits.")
    difference: Money = measure(
        "What that made: above zero for a gain.", "difference_amount", "company_currency", sums=True
    )
    entry: names.JournalEntry | None = one("What was posted.", "entry_id", filters=True, needs=LEDGER)
    lines: list[names.RevaluationLine] | None = many("What was revalued.", "revaluation_id", order="id", at_most=10_000)


@entity(models.RevaluationLine, needs=READ)
class RevaluationLine(CompanyRecord):
    """What one party's open items on one account, or the money there, were worth before, and are worth. A fact: it never
    changes.
    """

    revaluation: names.Revaluation | None = one("The revaluation.", "revaluation_id")
    account: names.LedgerAccount | None = one("The account.", "account_id", filters=True)
    party: names.Party | None = one("Whose items they are; null for money.", "party_id", filters=True)
    open: Money = measure("What is open or there; it stays as it is.", "open_amount", "currency")
    before: Money = measure("What that was worth in the books.", "before_amount", "company_currency")
    after: Money = measure("What it is worth at the rate of the day.", "after_amount", "company_currency")
