"""Figures of accounts by windows of days, as the statement has read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from kernel.errors import DomainError
from kernel.money import Money
from models import AccountSubtype, AccountType
from services.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Window:
    """Some days, from the beginning or to the end where a day is null; with entries that close years, or without."""

    starts_on: date | None
    ends_on: date | None
    closing: bool = True


@dataclass(eq=False)
class DaysInWrongOrder(DomainError):
    """Days from one on to another are in the order of time."""

    message = "These days end before they begin."


def ordered(days: tuple[date, date]) -> tuple[date, date]:
    """Give days back that are in order.

    Raises:
        DaysInWrongOrder: they are not.
    """
    starts_on, ends_on = days
    if ends_on < starts_on:
        raise DaysInWrongOrder(path=("input",))
    return days


@dataclass(frozen=True, slots=True)
class Account:
    """An account, and its debits and credits in each window; zero where nothing was posted."""

    key: UUID
    code: str
    name: str
    type: AccountType
    subtype: AccountSubtype
    debits: Sequence[Decimal]
    credits: Sequence[Decimal]

    @property
    def balances(self) -> list[Decimal]:
        """Debits less credits."""
        return [debit - credit for debit, credit in zip(self.debits, self.credits, strict=True)]


@dataclass(frozen=True, slots=True)
class CompanyFigures:
    """The accounts of one company on which there is anything in one of the windows."""

    company: UUID
    code: str
    currency: str
    accounts: Sequence[Account]

    def money(self, amount: Decimal) -> Money:
        """Say an amount in the currency of the company."""
        return Money(amount, self.currency)


def sums(amounts: Iterable[Sequence[Decimal]], count: int) -> list[Decimal]:
    """Add up column by column."""
    totals = [Decimal(0)] * count
    for each in amounts:
        totals = [total + amount for total, amount in zip(totals, each, strict=True)]
    return totals


def figures_from(facts: Mapping[str, Any] | None, windows: int) -> list[CompanyFigures]:
    """Read what the statement gives for so many windows.

    Raises:
        NotFound: the viewer does not see a company, or there is no such value of a dimension.
    """
    if facts is None:
        raise NotFound(path=("input", "companyIds"))
    if not facts["value_known"]:
        raise NotFound(path=("input", "valueId"))
    accounts = [(row["company"], _account(row, windows)) for row in facts["accounts"]]
    return [
        CompanyFigures(
            UUID(row["id"]), row["code"], row["currency"], [each for key, each in accounts if key == row["id"]]
        )
        for row in facts["companies"]
    ]


def _account(row: Mapping[str, Any], windows: int) -> Account:
    debits, credits_ = [Decimal(0)] * windows, [Decimal(0)] * windows
    for place, debit, credit in row["figures"]:
        debits[place - 1], credits_[place - 1] = Decimal(debit), Decimal(credit)
    kind, subtype = AccountType(row["type"]), AccountSubtype(row["subtype"])
    return Account(UUID(row["id"]), row["code"], row["name"], kind, subtype, debits, credits_)
