"""Balance sheet, income statement and cash flow: the same balances, put under headings.

Amounts stand as people read them: what a company has, owes and earns is above zero, and so is what it spends. In the cash
flow, above zero is what comes in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from kernel.money import Money
from models import AccountSubtype, AccountType
from services.finance.reports.figures import Account, CompanyFigures, sums


class ReportHeading(StrEnum):
    """What lines of a report stand under."""

    ASSETS = "ASSETS"
    LIABILITIES = "LIABILITIES"
    EQUITY = "EQUITY"
    INCOME = "INCOME"
    EXPENSES = "EXPENSES"
    OPERATING = "OPERATING"
    INVESTING = "INVESTING"
    FINANCING = "FINANCING"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """An account with its amounts, column by column."""

    account: UUID
    code: str
    name: str
    type: AccountType
    subtype: AccountSubtype
    amounts: Sequence[Money]


@dataclass(frozen=True, slots=True)
class ReportSection:
    """What stands under one heading, and what it comes to."""

    heading: ReportHeading
    lines: Sequence[ReportLine]
    totals: Sequence[Money]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a company tells: sections, and a result of each column that follows from all of them."""

    company: UUID
    currency: str
    sections: Sequence[ReportSection]
    result: Sequence[Money]


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Where the money of a company came from and went to; what it had before and has after, column by column."""

    company: UUID
    currency: str
    result: Sequence[Money]
    depreciation: Sequence[Money]
    sections: Sequence[ReportSection]
    net_change: Sequence[Money]
    opening: Sequence[Money]
    closing: Sequence[Money]


_TYPES: Final = {
    AccountType.ASSET: ReportHeading.ASSETS,
    AccountType.LIABILITY: ReportHeading.LIABILITIES,
    AccountType.EQUITY: ReportHeading.EQUITY,
    AccountType.INCOME: ReportHeading.INCOME,
    AccountType.EXPENSE: ReportHeading.EXPENSES,
}
_DEBIT: Final = (AccountType.ASSET, AccountType.EXPENSE)
_RESULT: Final = (AccountType.INCOME, AccountType.EXPENSE)
_MONEY: Final = (AccountSubtype.BANK, AccountSubtype.CASH)


def balance_sheet(company: CompanyFigures, columns: int) -> Statement:
    """Lay out what is on the accounts on some days; the result is what is earned and not yet in the equity.

    Assets are liabilities and equity and the result.
    """
    types = (AccountType.ASSET, AccountType.LIABILITY, AccountType.EQUITY)
    return _statement(company, types, columns)


def income_statement(company: CompanyFigures, columns: int) -> Statement:
    """Lay out what was earned and spent in some days; the result is the difference."""
    return _statement(company, _RESULT, columns)


def cash_flow(company: CompanyFigures, columns: int) -> CashFlow:
    """Lay out the change of money by the indirect method, from windows in pairs: before the days, and the days.

    Everything that is not money is turned round: what it grows by has been paid. Operating begins with the result.
    Depreciation is no payment: it is put back there, and taken off what fixed assets seem to have brought in. So the
    totals of the sections are the change of money.
    """
    moved = [_picked(account, 1) for account in company.accounts]
    money = [account for account in company.accounts if account.subtype in _MONEY]
    result = _total([each for each in moved if each.type in _RESULT], columns, turned=True)
    depreciation = _total(
        [each for each in moved if each.subtype is AccountSubtype.DEPRECIATION], columns, turned=False
    )
    nothing = [Decimal(0)] * columns
    beside = {
        ReportHeading.OPERATING: sums([result, depreciation], columns),
        ReportHeading.INVESTING: [-amount for amount in depreciation],
        ReportHeading.FINANCING: nothing,
    }
    sections = [
        _section(company, heading, [each for each in moved if _flow(each) is heading], columns, lambda _: True, also)
        for heading, also in beside.items()
    ]
    before = _total([_picked(account, 0) for account in money], columns, turned=False)
    change = _total([_picked(account, 1) for account in money], columns, turned=False)
    return CashFlow(
        company.company,
        company.currency,
        _money(company, result),
        _money(company, depreciation),
        sections,
        _money(company, change),
        _money(company, before),
        _money(company, sums([before, change], columns)),
    )


def _flow(account: Account) -> ReportHeading | None:
    if account.type in _RESULT or account.subtype in _MONEY:
        return None
    if account.subtype is AccountSubtype.FIXED_ASSET:
        return ReportHeading.INVESTING
    return ReportHeading.FINANCING if account.type is AccountType.EQUITY else ReportHeading.OPERATING


def _statement(company: CompanyFigures, types: Sequence[AccountType], columns: int) -> Statement:
    sections = [
        _section(
            company,
            _TYPES[type_],
            [each for each in company.accounts if each.type is type_],
            columns,
            lambda each: each.type not in _DEBIT,
        )
        for type_ in types
    ]
    result = _total([each for each in company.accounts if each.type in _RESULT], columns, turned=True)
    return Statement(company.company, company.currency, sections, _money(company, result))


def _section(
    company: CompanyFigures,
    heading: ReportHeading,
    accounts: Sequence[Account],
    columns: int,
    turned: Callable[[Account], bool],
    also: Sequence[Decimal] = (),
) -> ReportSection:
    """Write the lines of a section; its totals have what belongs to it and stands on no line `also`."""
    amounts = [[-amount for amount in each.balances] if turned(each) else each.balances for each in accounts]
    lines = [
        ReportLine(each.key, each.code, each.name, each.type, each.subtype, _money(company, said))
        for each, said in zip(accounts, amounts, strict=True)
        if any(said)
    ]
    return ReportSection(heading, lines, _money(company, sums([*amounts, *([also] if also else [])], columns)))


def _picked(account: Account, at: int) -> Account:
    """Give an account with every second window: those before the days (0), or those of the days (1)."""
    debits, credits_ = account.debits[at::2], account.credits[at::2]
    return Account(account.key, account.code, account.name, account.type, account.subtype, debits, credits_)


def _total(accounts: Sequence[Account], columns: int, *, turned: bool) -> list[Decimal]:
    total = sums((account.balances for account in accounts), columns)
    return [-amount for amount in total] if turned else total


def _money(company: CompanyFigures, amounts: Sequence[Decimal]) -> list[Money]:
    return [company.money(amount) for amount in amounts]
