"""Root fields for integrity checks and their reports, and how a report is asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

from kernel.errors import DomainError
from planner.arguments import Argument
from planner.drafts import key_of
from planner.fields import Reckoned, argument, declared
from planner.lists import by_id, pages
from planner.mutations import Outcome, mutation
from planner.planning import Planning
from resolvers.finance.report_facts import companies_among, facts_of_companies
from resolvers.finance.report_told import told
from resolvers.platform.change import changes
from schema import names
from schema.base import Connection
from schema.finance.integrity import CHECK, IntegrityChecksPayload
from schema.finance.report import READ
from schema.payloads import payload
from schema.platform.change import Changes
from services.finance.integrity import FACTS, IntegrityCheckKind, checks_from
from services.finance.integrity_report import report_request
from services.work import Work


def _kinds(said: Sequence[str] | None) -> list[IntegrityCheckKind]:
    return [IntegrityCheckKind(kind) for kind in said or ()] or list(IntegrityCheckKind)


def _facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    kinds = arguments["kinds"].bind(sa.ARRAY(sa.Text()), lambda said: [kind.value for kind in _kinds(said)])
    return facts_of_companies(planning, FACTS, companies_among(arguments["companyIds"]), {"kinds": kinds})


def _reckoned(facts: Any, given: Mapping[str, Any]) -> Any:
    try:
        return IntegrityChecksPayload(checks=told(checks_from(facts, _kinds(given["kinds"]))), errors=[])
    except DomainError as refusal:
        return IntegrityChecksPayload(checks=[], errors=[refusal])


@strawberry.type
class IntegrityQueries:
    """Root fields for integrity checks and their reports."""

    integrity_checks = declared(
        Reckoned(facts=_facts, reckons=_reckoned, needs=READ),
        "Whether everything that follows from the entries is what they say, and whether they are all there. It reads the "
        "whole history of the companies, in the time of a request; `integrityReportRequest` takes the time that it needs.",
        arguments=[
            argument("company_ids", list[strawberry.ID], "The companies that are checked, at most 50.", required=True),
            argument("kinds", list[IntegrityCheckKind], "What is checked; everything when it is empty.", default=[]),
        ],
        can_fail=True,
        type_=StrawberryOptional(IntegrityChecksPayload),
    )
    integrity_reports: Connection[names.IntegrityReport] | None = pages(
        "What was found when the books were checked, every night and when somebody asked.", names.IntegrityReport
    )
    integrity_report: names.IntegrityReport | None = by_id("An integrity report by its id.")


async def _request(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"job": await report_request(work, key_of(given["companyId"], "Company", ("companyId",)))}


@strawberry.type
class IntegrityMutations:
    """How a report is asked for."""

    integrity_report_request = mutation(
        "Have all checks done in the background, over the whole history, with signatures and what is kept of them outside "
        "of the database. The result of the job names the report: `integrityReport`.",
        payload(names.Job),
        _request,
        needs=CHECK,
        arguments=[argument("company_id", strawberry.ID, "The company whose books are checked.", required=True)],
    )


@strawberry.type
class IntegritySubscriptions:
    """Subscriptions to checks of the books."""

    integrity_alert: Changes[names.IntegrityReport] = changes(
        "That a check of the books does not hold.", names.IntegrityReport, has_snapshot=False
    )
