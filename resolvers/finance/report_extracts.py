"""Root fields for extracts: what was posted in a journal and to an account, and what a party owes."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

import models
from kernel.errors import DomainError
from planner.arguments import Argument
from planner.errors import PlanError
from planner.fields import Reckoned, argument, declared
from planner.planning import Planning
from resolvers.finance.facts import facts_seen, key_from
from resolvers.finance.report_facts import names_no_value
from resolvers.finance.report_told import told
from schema.finance.journal_report import JournalReportInput, JournalReportPayload
from schema.finance.open_item import READ as READ_ITEMS
from schema.finance.report import READ
from schema.finance.report_extracts import (
    GeneralLedgerInput,
    GeneralLedgerPayload,
    StatementOfAccountInput,
    StatementOfAccountPayload,
)
from services.finance.reports.extracts import (
    LEDGER,
    LEDGER_OF_VALUE,
    LINES_MAX,
    STATEMENT,
    general_ledger,
    statements_of_account,
)
from services.finance.reports.figures import ordered
from services.finance.reports.journal import ENTRIES_MAX, JOURNAL, journal_report

Given = Mapping[str, Any]
Arguments = Mapping[str, Argument]
Bound = sa.BindParameter[Any]


def _days(given: Argument) -> dict[str, Bound]:
    return {
        "starts": given.bind(sa.Date(), lambda said: said["startsOn"]),
        "ends": given.bind(sa.Date(), lambda said: said["endsOn"]),
    }


def _text(text: str, values: Mapping[str, Bound]) -> sa.TextClause:
    for name, bound in values.items():
        text = text.replace(f":{name}", f":{bound.key}")
    return sa.text(text).bindparams(*values.values())


def _ledger_facts(planning: Planning, arguments: Arguments) -> ColumnElement[Any]:
    given = arguments["input"]
    company, account = key_from(given, "companyId", "Company"), key_from(given, "accountId", "LedgerAccount")
    values = {
        "company": company,
        "account": account,
        **_days(given),
        "after": key_from(given, "after", "JournalLine"),
        "before_closing": given.bind(sa.Boolean(), lambda said: said.get("beforeClosing", False)),
        "size": given.bind(sa.Integer(), _size),
    }
    rows = [(models.Company.__table__, company), (models.LedgerAccount.__table__, account)]
    if names_no_value(given):
        return facts_seen(planning, _text(LEDGER, values), rows)
    value = key_from(given, "valueId", "DimensionValue")
    rows.append((models.DimensionValue.__table__, value))
    return facts_seen(planning, _text(LEDGER_OF_VALUE, {**values, "value": value}), rows)


def _journal_facts(planning: Planning, arguments: Arguments) -> ColumnElement[Any]:
    given = arguments["input"]
    company, journal = key_from(given, "companyId", "Company"), key_from(given, "journalId", "Journal")
    values = {
        "company": company,
        "journal": journal,
        **_days(given),
        "after": key_from(given, "after", "JournalEntry"),
        "size": given.bind(sa.Integer(), _entries),
    }
    rows = [(models.Company.__table__, company), (models.Journal.__table__, journal)]
    return facts_seen(planning, _text(JOURNAL, values), rows)


def _statement_facts(planning: Planning, arguments: Arguments) -> ColumnElement[Any]:
    """Write what a party owes; the open items of a party that the viewer sees are seen all of them."""
    given = arguments["input"]
    company, party = key_from(given, "companyId", "Company"), key_from(given, "partyId", "Party")
    values = {
        "company": company,
        "party": party,
        **_days(given),
        "after": key_from(given, "after", "OpenItem"),
        "size": given.bind(sa.Integer(), _size),
    }
    rows = [(models.Company.__table__, company), (models.Party.__table__, party)]
    return facts_seen(planning, _text(STATEMENT, values), rows)


def _ledger(facts: Any, given: Given) -> Any:
    said = given["input"]
    try:
        ordered((said["startsOn"], said["endsOn"]))
        found = general_ledger(facts, _size(said))
        return GeneralLedgerPayload(general_ledger=told(found), errors=[])
    except DomainError as refusal:
        return GeneralLedgerPayload(general_ledger=None, errors=[refusal])


def _journal(facts: Any, given: Given) -> Any:
    said = given["input"]
    try:
        ordered((said["startsOn"], said["endsOn"]))
        return JournalReportPayload(journal_report=told(journal_report(facts, _entries(said))), errors=[])
    except DomainError as refusal:
        return JournalReportPayload(journal_report=None, errors=[refusal])


def _statement(facts: Any, given: Given) -> Any:
    said = given["input"]
    try:
        ordered((said["startsOn"], said["endsOn"]))
        return StatementOfAccountPayload(statements=told(statements_of_account(facts)), errors=[])
    except DomainError as refusal:
        return StatementOfAccountPayload(statements=[], errors=[refusal])


def _size(said: Given) -> int:
    return _between(said.get("first", 100), LINES_MAX)


def _entries(said: Given) -> int:
    return _between(said.get("first", 50), ENTRIES_MAX)


def _between(size: int, most: int) -> int:
    if not 0 < size <= most:
        raise PlanError(f"`first` is between 1 and {most}.")
    return size


@strawberry.type
class ExtractQueries:
    """Root fields for extracts: what was posted in a journal and to an account, and what a party owes."""

    journal_report = declared(
        Reckoned(facts=_journal_facts, reckons=_journal, needs=READ),
        "What was posted in a journal in some days, entry by entry in the order of their numbers.",
        arguments=[argument("input", JournalReportInput, "The journal and the days.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(JournalReportPayload),
    )
    general_ledger = declared(
        Reckoned(facts=_ledger_facts, reckons=_ledger, needs=READ),
        "What was posted to an account in some days, with what was on it before and after.",
        arguments=[argument("input", GeneralLedgerInput, "The account and the days.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(GeneralLedgerPayload),
    )
    statement_of_account = declared(
        Reckoned(facts=_statement_facts, reckons=_statement, needs=READ_ITEMS),
        "What a party owed, and came to owe, in some days; below zero where it is owed something.",
        arguments=[argument("input", StatementOfAccountInput, "The party and the days.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(StatementOfAccountPayload),
    )
