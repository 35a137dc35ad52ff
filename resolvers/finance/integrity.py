"""The root field for integrity checks."""

from collections.abc import Mapping
from typing import Any

import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

from kernel.errors import DomainError
from planner.arguments import Argument
from planner.fields import Reckoned, argument, declared
from planner.planning import Planning
from resolvers.finance.report_facts import companies_among, facts_of_companies
from resolvers.finance.report_told import told
from schema.finance.integrity import IntegrityChecksPayload
from schema.finance.report import READ
from services.finance.integrity import FACTS, checks_from


def _facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    return facts_of_companies(planning, FACTS, companies_among(arguments["companyIds"]), {})


def _reckoned(facts: Any, _: Mapping[str, Any]) -> Any:
    try:
        return IntegrityChecksPayload(checks=told(checks_from(facts)), errors=[])
    except DomainError as refusal:
        return IntegrityChecksPayload(checks=[], errors=[refusal])


@strawberry.type
class IntegrityQueries:
    """The root field for integrity checks."""

    integrity_checks = declared(
        Reckoned(facts=_facts, reckons=_reckoned, needs=READ),
        "Whether everything that follows from the entries is what they say, and whether they are all there. It reads the "
        "whole history of the companies.",
        arguments=[
            argument("company_ids", list[strawberry.ID], "The companies that are checked, at most 50.", required=True)
        ],
        can_fail=True,
        type_=StrawberryOptional(IntegrityChecksPayload),
    )
