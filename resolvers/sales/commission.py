"""Root fields for commissions and their rules, and what can be done about them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

from auth.principal import Narrowing, RightsKey
from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.access import viewer
from planner.arguments import Argument
from planner.drafts import key_of
from planner.errors import PlanError
from planner.fields import Reckoned, argument, declared
from planner.lists import KeyPart, by_id, by_key, pages
from planner.mutations import Outcome, mutation
from planner.planning import Planning
from resolvers.finance.report_facts import companies_from, facts_of_companies
from resolvers.finance.report_told import told
from resolvers.keys import OF_COMPANY
from resolvers.writing import archives, creates, restores, updates
from schema import names
from schema.base import Connection
from schema.payloads import payload
from schema.sales.commission import POST, READ, READ_ALL, WRITE_RULES
from schema.sales.commission_report import CommissionsInput, CommissionsPayload
from services.sales.commission.posting import post_commissions
from services.sales.commission.report import COMMISSIONS, LINES_DEFAULT, LINES_MAX, commissions
from services.sales.commission.rule import COMMISSION_RULE
from services.work import Work

Given = Mapping[str, Any]


def _facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    given = arguments["input"]
    key = cast("RightsKey", planning.access.key)
    is_narrowed = Narrowing.SALES in key.narrowed
    sees_all, sees_some = (planning.access.allows(READ_ALL) and each for each in (not is_narrowed, is_narrowed))
    others = {
        "until": given.bind(sa.Date(), lambda said: said["earnedUntil"]),
        "since": given.bind(sa.Date(), lambda said: said.get("invoicedFrom")),
        "person": given.bind(sa.Uuid(), lambda said: _key(said, "salesRepId", "User")),
        "everybody": given.bind(sa.Boolean(), lambda _: sees_all),
        "own": viewer("user", sa.Uuid()),
        "some": given.bind(sa.Boolean(), lambda _: sees_some),
        "reps": viewer("sales_reps", sa.ARRAY(sa.Uuid())),
        "first": given.bind(sa.Integer(), _first),
        "after": given.bind(sa.Uuid(), lambda said: _key(said, "after", "InvoiceLine")),
    }
    return facts_of_companies(planning, COMMISSIONS, companies_from(given), others, of="commission_posting")


def _key(said: Given, name: str, type_name: str) -> UUID | None:
    if said.get(name) is None:
        return None
    try:
        return NodeId.parse(said[name], type_name).key
    except DomainError as error:
        raise PlanError(str(error), error.code) from None


def _first(said: Given) -> int:
    first = said.get("first", LINES_DEFAULT)
    if not 0 < first <= LINES_MAX:
        raise PlanError(f"`first` takes 1 to {LINES_MAX}.")
    return first


def _reckons(facts: Any, _given: Given) -> Any:
    try:
        return CommissionsPayload(companies=told(commissions(facts)), errors=[])
    except DomainError as refusal:
        return CommissionsPayload(companies=[], errors=[refusal])


async def _post(work: Work, given: Given) -> Outcome:
    company_id = key_of(given["companyId"], "Company", ("companyId",))
    key = await post_commissions(work, company_id, given["earnedUntil"], given.get("postedOn"))
    return {"commissionPosting": key}


@strawberry.type
class CommissionQueries:
    """Root fields for commissions and their rules."""

    commissions = declared(
        Reckoned(facts=_facts, reckons=_reckons, needs=READ),
        "What salespeople earn until the end of a day, line of an invoice by line, and what of it is posted. Whoever does not see "
        "the commissions of everybody sees their own.",
        arguments=[argument("input", CommissionsInput, "Which it is to tell.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(CommissionsPayload),
    )
    commission_rules: Connection[names.CommissionRule] | None = pages(
        "Which part of what is invoiced salespeople earn.", names.CommissionRule
    )
    commission_rule: names.CommissionRule | None = by_id("A commission rule by its id.")
    commission_rule_by_code: names.CommissionRule | None = by_key(
        "A commission rule by its code.", OF_COMPANY, KeyPart("code", "Its short name.")
    )
    commission_postings: Connection[names.CommissionPosting] | None = pages(
        "When commissions were posted.", names.CommissionPosting
    )
    commission_posting: names.CommissionPosting | None = by_id("A posting of commissions by its id.")
    commission_posting_lines: Connection[names.CommissionPostingLine] | None = pages(
        "What was posted of commissions, line of an invoice by line.", names.CommissionPostingLine
    )
    commission_posting_line: names.CommissionPostingLine | None = by_id("A line of a posting of commissions by its id.")


@strawberry.type
class CommissionMutations:
    """What can be done about commissions."""

    commission_rule_create = creates(names.CommissionRule, "Add a commission rule.", COMMISSION_RULE, needs=WRITE_RULES)
    commission_rule_update = updates(
        names.CommissionRule, "Change a commission rule.", COMMISSION_RULE, needs=WRITE_RULES
    )
    commission_rule_archive = archives(
        names.CommissionRule, "Put a commission rule out of use.", COMMISSION_RULE, needs=WRITE_RULES
    )
    commission_rule_restore = restores(
        names.CommissionRule, "Put a commission rule back into use.", COMMISSION_RULE, needs=WRITE_RULES
    )
    commission_post = mutation(
        "Post what salespeople have earned until the end of a day and was not posted before, in one entry.",
        payload(names.CommissionPosting),
        _post,
        needs=POST,
        arguments=[
            argument("company_id", strawberry.ID, "The company.", required=True),
            argument("earned_until", dt.date, "The day, usually the last of a period.", required=True),
            argument("posted_on", dt.date, "The day on which it is posted; that day when left out."),
        ],
        key_required=True,
    )
