"""Root field for what stock was worth at the end of a day."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

from kernel.errors import DomainError
from planner.arguments import Argument
from planner.errors import PlanError
from planner.fields import Reckoned, argument, declared
from planner.planning import Planning
from resolvers.finance.report_facts import companies_from, facts_of_companies
from resolvers.finance.report_told import told
from schema.inventory.stock_valuation import StockValuationInput, StockValuationPayload
from schema.inventory.stock_value import READ
from services.inventory.valuation.report import (
    LINES_DEFAULT,
    LINES_MAX,
    VALUATION,
    StockValuationGrouping,
    stock_valuation,
)

Given = Mapping[str, Any]


def _facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    given = arguments["input"]
    others = {
        "day": given.bind(sa.Date(), lambda said: said["asOf"]),
        "grouping": given.bind(sa.Text(), lambda said: StockValuationGrouping(said.get("grouping", "SKU")).value),
        "first": given.bind(sa.Integer(), _first),
        "after": given.bind(sa.Text(), lambda said: said.get("after")),
    }
    return facts_of_companies(planning, VALUATION, companies_from(given), others, of="stock_value")


def _reckons(facts: Any, _given: Given) -> Any:
    try:
        return StockValuationPayload(companies=told(stock_valuation(facts)), errors=[])
    except DomainError as refusal:
        return StockValuationPayload(companies=[], errors=[refusal])


def _first(said: Given) -> int:
    first = said.get("first", LINES_DEFAULT)
    if not 0 < first <= LINES_MAX:
        raise PlanError(f"`first` takes 1 to {LINES_MAX}.")
    return first


@strawberry.type
class StockValuationQueries:
    """Root field for what stock was worth at the end of a day."""

    stock_valuation = declared(
        Reckoned(facts=_facts, reckons=_reckons, needs=READ),
        "What stock was worth at the end of a day, by SKU, category or warehouse; true in the past as well.",
        arguments=[argument("input", StockValuationInput, "What it is to tell.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(StockValuationPayload),
    )
