"""The trial balance: what was on each account before some days, what was posted in them, and what is on it after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from kernel.money import Money
from models import AccountSubtype, AccountType
from services.finance.reports.figures import Account, CompanyFigures, Window, ordered, sums


@dataclass(frozen=True, slots=True)
class Movement:
    """What an account began with, what was posted to it, and what it ended with: debits less credits."""

    opening: Money
    debit: Money
    credit: Money
    closing: Money


@dataclass(frozen=True, slots=True)
class TrialBalanceLine:
    """An account, and its movements in each range of days."""

    account: UUID
    code: str
    name: str
    type: AccountType
    subtype: AccountSubtype
    movements: Sequence[Movement]


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """The accounts of a company, and what they come to together; the balances come to nothing."""

    company: UUID
    currency: str
    lines: Sequence[TrialBalanceLine]
    totals: Sequence[Movement]


def windows_of(ranges: Sequence[tuple[date, date]], *, before_closing: bool) -> list[Window]:
    """Give two windows for each range: everything before it, and the range itself.

    Raises:
        DaysInWrongOrder: a range ends before it begins.
    """
    windows: list[Window] = []
    for each in ranges:
        starts_on, ends_on = ordered(each)
        before = None if starts_on == date.min else starts_on - timedelta(days=1)
        windows += [Window(None, before or date.min), Window(starts_on, ends_on, not before_closing)]
    return windows


def trial_balance(company: CompanyFigures, ranges: int) -> TrialBalance:
    """Lay out the figures of a company, read by `windows_of`."""
    totals = [sums([_columns(account, at) for account in company.accounts], 4) for at in range(ranges)]
    return TrialBalance(
        company.company,
        company.currency,
        [_line(company, account, ranges) for account in company.accounts],
        [_movement(company, total) for total in totals],
    )


def _line(company: CompanyFigures, account: Account, ranges: int) -> TrialBalanceLine:
    movements = [_movement(company, _columns(account, at)) for at in range(ranges)]
    return TrialBalanceLine(account.key, account.code, account.name, account.type, account.subtype, movements)


def _columns(account: Account, at: int) -> list[Decimal]:
    opening = account.balances[2 * at]
    debit, credit = account.debits[2 * at + 1], account.credits[2 * at + 1]
    return [opening, debit, credit, opening + debit - credit]


def _movement(company: CompanyFigures, amounts: Sequence[Decimal]) -> Movement:
    opening, debit, credit, closing = (company.money(amount) for amount in amounts)
    return Movement(opening, debit, credit, closing)
