"""Reports of balances as clients see them: figures with the accounts that they come from, and no layout."""

import datetime as dt

import strawberry
from strawberry.types.base import StrawberryList

from models import AccountSubtype, AccountType
from schema.base import Money
from schema.enums import described
from schema.payloads import part, payload_type
from schema.scalars import CurrencyCode
from services.finance.reports.statements import ReportHeading

READ = "finance.report:read"

_LINES = "`generalLedger` of the account, days and value of a dimension tells line by line how it came about."

described(
    ReportHeading,
    "What lines of a report stand under.",
    {
        ReportHeading.ASSETS: "What the company has.",
        ReportHeading.LIABILITIES: "What it owes.",
        ReportHeading.EQUITY: "What belongs to its owners.",
        ReportHeading.INCOME: "What it earned.",
        ReportHeading.EXPENSES: "What it spent.",
        ReportHeading.OPERATING: "Money from its business: the result, and what is neither invested nor financed.",
        ReportHeading.INVESTING: "Money put into fixed assets, or got out of them.",
        ReportHeading.FINANCING: "Money from its owners, or given to them.",
    },
)


@strawberry.input(description="Days from one on to another, both included.")
class DayRangeInput:
    """Days from one on to another, both included."""

    starts_on: dt.date = strawberry.field(description="The first day.")
    ends_on: dt.date = strawberry.field(description="The last day.")


@strawberry.input(description="A report about days from one on to another.")
class RangeReportInput:
    """A report about days from one on to another."""

    company_ids: list[strawberry.ID] = strawberry.field(description="The companies that it tells of, at most 50.")
    starts_on: dt.date = strawberry.field(description="The first day that it tells of.")
    ends_on: dt.date = strawberry.field(description="The last day that it tells of.")
    comparisons: list[DayRangeInput] = strawberry.field(
        description="Other days to compare with, at most 12: each is one more column.", default_factory=list
    )
    value_id: strawberry.ID | None = strawberry.field(
        description="A value of a dimension: what belongs to it, and to those below it, alone. Everything when left out.",
        default=strawberry.UNSET,
    )


@strawberry.input(description="A trial balance.")
class TrialBalanceInput(RangeReportInput):
    """A trial balance."""

    before_closing: bool = strawberry.field(
        description="Leave out the entries of these days that close a year.", default=False
    )


@strawberry.input(description="A report about what is there on a day.")
class DayReportInput:
    """A report about what is there on a day."""

    company_ids: list[strawberry.ID] = strawberry.field(description="The companies that it tells of, at most 50.")
    as_of: dt.date = strawberry.field(description="The day, at whose end it is told.")
    comparisons: list[dt.date] = strawberry.field(
        description="Other days to compare with, at most 12: each is one more column.", default_factory=list
    )
    value_id: strawberry.ID | None = strawberry.field(
        description="A value of a dimension: what belongs to it, and to those below it, alone. Everything when left out.",
        default=strawberry.UNSET,
    )


@strawberry.type(description="An account in a report. " + _LINES)
class ReportAccount:
    """An account in a report."""

    account_id: strawberry.ID = strawberry.field(description="The account.")
    code: str = strawberry.field(description="Its number in the chart.")
    name: str = strawberry.field(description="What people call it.")
    type: AccountType = strawberry.field(description="What it tells of.")
    subtype: AccountSubtype = strawberry.field(description="What is special about it.")


@strawberry.type(
    description="What was on an account, what was posted to it, and what is on it then: debits less credits."
)
class Movement:
    """What was on an account, what was posted to it, and what is on it then."""

    opening: Money = strawberry.field(description="What was on it before these days.")
    debit: Money = strawberry.field(description="The debits of these days.")
    credit: Money = strawberry.field(description="The credits of these days.")
    closing: Money = strawberry.field(description="What is on it after them.")


@strawberry.type(description="An account of a trial balance. " + _LINES)
class TrialBalanceLine(ReportAccount):
    """An account of a trial balance."""

    movements: list[Movement] = strawberry.field(description="In these days, and in those compared with.")


@strawberry.type(description="What is on the accounts of a company, and what was posted to them.")
class TrialBalance:
    """What is on the accounts of a company, and what was posted to them."""

    company_id: strawberry.ID = strawberry.field(description="The company.")
    currency: CurrencyCode = strawberry.field(description="Its currency, which all amounts are in.")
    lines: list[TrialBalanceLine] = strawberry.field(description="Its accounts on which there is anything, by number.")
    totals: list[Movement] = strawberry.field(
        description="What they come to: debits and credits are equal, balances come to nothing."
    )


@strawberry.type(description="An account with its amounts. " + _LINES)
class ReportLine(ReportAccount):
    """An account with its amounts."""

    amounts: list[Money] = strawberry.field(description="Of these days, and of those compared with.")


@strawberry.type(description="What stands under one heading.")
class ReportSection:
    """What stands under one heading."""

    heading: ReportHeading = strawberry.field(description="The heading.")
    lines: list[ReportLine] = strawberry.field(description="Accounts that are not zero in every column, by number.")
    totals: list[Money] = strawberry.field(description="What the section comes to.")


@strawberry.type(description="A balance sheet or an income statement of a company; amounts stand as people read them.")
class FinancialStatement:
    """A balance sheet or an income statement of a company."""

    company_id: strawberry.ID = strawberry.field(description="The company.")
    currency: CurrencyCode = strawberry.field(description="Its currency, which all amounts are in.")
    sections: list[ReportSection] = strawberry.field(description="What it tells, by heading.")
    result: list[Money] = strawberry.field(
        description="Income less expenses; on a balance sheet what is not taken to the equity yet, so that assets are "
        "liabilities, equity and this together."
    )


@strawberry.type(description="Where the money of a company came from and went to; above zero is what comes in.")
class CashFlow:
    """Where the money of a company came from and went to."""

    company_id: strawberry.ID = strawberry.field(description="The company.")
    currency: CurrencyCode = strawberry.field(description="Its currency, which all amounts are in.")
    result: list[Money] = strawberry.field(description="Income less expenses, with which operating begins.")
    depreciation: list[Money] = strawberry.field(
        description="Expenses that nobody is paid; put back to operating, and taken off investing."
    )
    sections: list[ReportSection] = strawberry.field(description="Operating, investing and financing.")
    net_change: list[Money] = strawberry.field(description="What the sections come to: the change of money.")
    opening: list[Money] = strawberry.field(description="The money at banks and in tills before these days.")
    closing: list[Money] = strawberry.field(description="The money there after them.")


def _payload(name: str, of: type, said: str) -> type:
    return payload_type(
        f"{name}Payload",
        f"What came of asking for {said}.",
        part("companies", StrawberryList(of), "Company by company."),
    )


TrialBalancePayload = _payload("TrialBalance", TrialBalance, "a trial balance")
BalanceSheetPayload = _payload("BalanceSheet", FinancialStatement, "a balance sheet")
IncomeStatementPayload = _payload("IncomeStatement", FinancialStatement, "an income statement")
CashFlowPayload = _payload("CashFlow", CashFlow, "a cash flow")
