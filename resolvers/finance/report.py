"""Root fields for reports of balances."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

from kernel.errors import DomainError
from planner.arguments import Argument
from planner.fields import Reckoned, argument, declared
from planner.planning import Planning
from resolvers.finance.facts import key_from
from resolvers.finance.report_facts import (
    companies_from,
    days_from,
    facts_of_companies,
    names_no_value,
    ranges_from,
    windows_from,
)
from resolvers.finance.report_told import told
from schema.finance.report import (
    READ,
    BalanceSheetPayload,
    CashFlowPayload,
    DayReportInput,
    IncomeStatementPayload,
    RangeReportInput,
    TrialBalanceInput,
    TrialBalancePayload,
)
from services.finance.reports.facts import OF_ALL, OF_VALUE
from services.finance.reports.figures import CompanyFigures, Window, figures_from, ordered
from services.finance.reports.statements import balance_sheet, cash_flow, income_statement
from services.finance.reports.trial_balance import trial_balance, windows_of

Given = Mapping[str, Any]
Windows = Callable[[Given], Sequence[Window]]


def _report(
    said: str,
    input_: type,
    payload: type,
    windows: Windows,
    lay_out: Callable[[CompanyFigures, int], Any],
    each: int = 1,
) -> Any:
    """Declare a report of balances, with so many windows for each column."""

    def facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
        given = arguments["input"]
        starts, ends, closing = windows_from(given, windows)
        others = {"starts": starts, "ends": ends, "closing": closing}
        if names_no_value(given):
            return facts_of_companies(planning, OF_ALL, companies_from(given), others)
        value = key_from(given, "valueId", "DimensionValue")
        return facts_of_companies(planning, OF_VALUE, companies_from(given), {**others, "value": value})

    def reckons(facts: Any, given: Given) -> Any:
        try:
            wanted = windows(given["input"])
            found = figures_from(facts, len(wanted))
            return payload(companies=[told(lay_out(company, len(wanted) // each)) for company in found], errors=[])
        except DomainError as refusal:
            return payload(companies=[], errors=[refusal])

    return declared(
        Reckoned(facts=facts, reckons=reckons, needs=READ),
        said,
        arguments=[argument("input", input_, "What it is to tell.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(payload),
    )


def _trial(said: Given) -> list[Window]:
    return windows_of(ranges_from(said), before_closing=said.get("beforeClosing", False))


def _flow(said: Given) -> list[Window]:
    return windows_of(ranges_from(said), before_closing=True)


def _days(said: Given) -> list[Window]:
    return [Window(None, day) for day in days_from(said)]


def _ranges(said: Given) -> list[Window]:
    return [Window(*ordered(days), closing=False) for days in ranges_from(said)]


@strawberry.type
class ReportQueries:
    """Root fields for reports of balances."""

    trial_balance = _report(
        "What was on every account before some days, what was posted in them, and what is on it after.",
        TrialBalanceInput,
        TrialBalancePayload,
        _trial,
        trial_balance,
        each=2,
    )
    balance_sheet = _report(
        "What companies have and owe on a day.", DayReportInput, BalanceSheetPayload, _days, balance_sheet
    )
    income_statement = _report(
        "What companies earned and spent in some days, before years are closed.",
        RangeReportInput,
        IncomeStatementPayload,
        _ranges,
        income_statement,
    )
    cash_flow = _report(
        "Where the money of companies came from and went to in some days, by the indirect method.",
        RangeReportInput,
        CashFlowPayload,
        _flow,
        cash_flow,
        each=2,
    )
