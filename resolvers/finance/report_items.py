"""Root fields for reports of what is owed and of taxes."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

from kernel.errors import DomainError
from models import OpenItemSide
from planner.arguments import Argument
from planner.errors import PlanError
from planner.fields import Reckoned, argument, declared
from planner.planning import Planning
from resolvers.finance.report_facts import COMPARISONS_MAX, companies_from, facts_of_companies
from resolvers.finance.report_told import told
from schema.finance.report import READ
from schema.finance.report_items import AgedInput, AgedPayload, TaxReportInput, TaxReportPayload
from services.finance.reports.figures import ordered
from services.finance.reports.items import AGED, TAXES, aged, tax_report

Given = Mapping[str, Any]


def _aged(side: OpenItemSide, said: str) -> Any:
    """Declare the report of what is open on one side of the books."""

    def facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
        given = arguments["input"]
        others = {
            "side": given.bind(sa.Text(), lambda _: side.value),
            "day": given.bind(sa.Date(), lambda said: said["asOf"]),
            "bounds": given.bind(sa.ARRAY(sa.Integer()), _sorted_bounds),
        }
        return facts_of_companies(planning, AGED, companies_from(given), others)

    return _declared(said, AgedInput, AgedPayload, facts, lambda facts, given: aged(facts, _bounds(given)))


def _tax_facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    given = arguments["input"]
    others = {
        "starts": given.bind(sa.Date(), lambda said: said["startsOn"]),
        "ends": given.bind(sa.Date(), lambda said: said["endsOn"]),
    }
    return facts_of_companies(planning, TAXES, companies_from(given), others)


def _taxes(facts: Any, given: Given) -> Any:
    ordered((given["startsOn"], given["endsOn"]))
    return tax_report(facts)


def _declared(
    said: str,
    input_: type,
    payload: type,
    facts: Callable[..., ColumnElement[Any]],
    lay_out: Callable[[Any, Given], Any],
) -> Any:
    def reckons(found: Any, given: Given) -> Any:
        try:
            return payload(companies=told(lay_out(found, given["input"])), errors=[])
        except DomainError as refusal:
            return payload(companies=[], errors=[refusal])

    return declared(
        Reckoned(facts=facts, reckons=reckons, needs=READ),
        said,
        arguments=[argument("input", input_, "What it is to tell.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(payload),
    )


def _bounds(said: Given) -> list[int]:
    bounds = said.get("bounds", [30, 60, 90])
    if len(bounds) > COMPARISONS_MAX:
        raise PlanError(f"`bounds` takes at most {COMPARISONS_MAX}.")
    return bounds


def _sorted_bounds(said: Given) -> list[int]:
    """Give bounds that PostgreSQL can count by; those that do not rise are refused when it is reckoned."""
    return sorted({bound for bound in _bounds(said) if bound > 0})


@strawberry.type
class ItemReportQueries:
    """Root fields for reports of what is owed and of taxes."""

    aged_receivables = _aged(
        OpenItemSide.RECEIVABLE, "What parties owe on a day, by how long it is overdue; true in the past as well."
    )
    aged_payables = _aged(
        OpenItemSide.PAYABLE, "What parties are owed on a day, by how long it is overdue; true in the past as well."
    )
    tax_report = _declared(
        "What was taxed in some days, tax by tax.", TaxReportInput, TaxReportPayload, _tax_facts, _taxes
    )
