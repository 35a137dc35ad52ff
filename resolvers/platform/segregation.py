"""Root fields for segregation of duties, and what can be done about its rules."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.arguments import Argument
from planner.errors import PlanError
from planner.fields import Reckoned, argument, declared
from planner.lists import KeyPart, by_id, by_key, pages
from planner.planning import Planning
from planner.text import constant
from resolvers.writing import archives, creates, restores, updates
from schema import names
from schema.base import Connection
from schema.platform.segregation import (
    FIRST_MAX,
    OFFSET_MAX,
    READ,
    WRITE,
    SegregationViolationsInput,
    SegregationViolationsPayload,
)
from services.platform.segregation import SEGREGATION_RULE, VIOLATIONS

Given = Mapping[str, Any]
_COLUMNS: Final[Mapping[str, Any]] = {
    "user_id": sa.Uuid(),
    "user_name": sa.Text(),
    "company_id": sa.Uuid(),
    "rule_id": sa.Uuid(),
    "rule_code": sa.Text(),
    "severity": sa.Text(),
    "first_roles": sa.ARRAY(sa.Text()),
    "second_roles": sa.ARRAY(sa.Text()),
    "is_exempt": sa.Boolean(),
}
_IDS: Final = {"user_id": "User", "company_id": "Company", "rule_id": "SegregationRule"}


def _facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    """Write the violations in the companies that the viewer sees: how many there are, and those that are asked for."""
    given = arguments["input"]
    columns = (sa.column(name, type_) for name, type_ in _COLUMNS.items())
    everybody = sa.text(VIOLATIONS).columns(*columns).cte()
    conditions = [*planning.visible_rows("user_role", everybody), *_wanted(given, everybody)]
    wanted = sa.select(everybody).where(*conditions).cte()
    page = sa.select(wanted).order_by(wanted.c.user_name, wanted.c.user_id, wanted.c.company_id, wanted.c.rule_code)
    page = page.limit(given.bind(sa.Integer(), _first)).offset(given.bind(sa.Integer(), _offset))
    rows = page.subquery()
    count = sa.select(sa.func.count()).select_from(wanted).scalar_subquery()
    each = sa.func.json_build_object(*(part for name in _COLUMNS for part in (constant(name), rows.c[name])))
    told = sa.select(sa.func.json_agg(each)).select_from(rows)
    facts = sa.func.json_build_object(constant("count"), count, constant("violations"), told.scalar_subquery())
    return sa.cast(facts, sa.Text())


def _wanted(given: Argument, row: sa.FromClause) -> list[ColumnElement[bool]]:
    company = given.bind(sa.Uuid(), lambda said: _key(said, "companyId", "Company"))
    user = given.bind(sa.Uuid(), lambda said: _key(said, "userId", "User"))
    code = given.bind(sa.Text(), lambda said: said.get("ruleCode"))
    severity = given.bind(sa.Text(), lambda said: said.get("severity"))
    return [
        sa.or_(company.is_(None), row.c.company_id.is_(None), row.c.company_id == company),
        sa.or_(user.is_(None), row.c.user_id == user),
        sa.or_(code.is_(None), row.c.rule_code == code),
        sa.or_(severity.is_(None), row.c.severity == severity),
    ]


def _reckoned(facts: Any, _given: Given) -> Any:
    violations = [_told(each) for each in facts["violations"] or ()]
    return SegregationViolationsPayload(count=facts["count"], violations=violations, errors=[])


def _told(row: Mapping[str, Any]) -> SimpleNamespace:
    ids = {name: row[name] and str(NodeId(of, UUID(row[name]))) for name, of in _IDS.items()}
    return SimpleNamespace(**{**row, **ids})


def _first(said: Given) -> int:
    if not 1 <= said["first"] <= FIRST_MAX:
        raise PlanError(f"`first` goes from 1 to {FIRST_MAX}.")
    return said["first"]


def _offset(said: Given) -> int:
    if not 0 <= said["offset"] <= OFFSET_MAX:
        raise PlanError(f"`offset` goes from 0 to {OFFSET_MAX:,}.")
    return said["offset"]


def _key(said: Given, name: str, type_name: str) -> UUID | None:
    if said.get(name) is None:
        return None
    try:
        return NodeId.parse(said[name], type_name).key
    except DomainError as error:
        raise PlanError(str(error), error.code) from None


@strawberry.type
class SegregationQueries:
    """Root fields for segregation of duties."""

    segregation_rules: Connection[names.SegregationRule] | None = pages(
        "Which two rights one person must not have together.", names.SegregationRule
    )
    segregation_rule: names.SegregationRule | None = by_id("A rule about rights by its id.")
    segregation_rule_by_code: names.SegregationRule | None = by_key(
        "A rule about rights by its code.", KeyPart("code", "Its short name, such as KEEP_VENDORS_AND_PAY.")
    )
    segregation_violations = declared(
        Reckoned(facts=_facts, reckons=_reckoned, needs=READ),
        "Who has, by the roles that hold today, rights that one person must not have together.",
        arguments=[argument("input", SegregationViolationsInput, "Which are told.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(SegregationViolationsPayload),
    )


@strawberry.type
class SegregationMutations:
    """What can be done about rules for rights."""

    segregation_rule_create = creates(
        names.SegregationRule, "Say that one person must not have two rights.", SEGREGATION_RULE, needs=WRITE
    )
    segregation_rule_update = updates(
        names.SegregationRule,
        "Change a rule about rights of one's own; those that come with the system stay as they are.",
        SEGREGATION_RULE,
        needs=WRITE,
    )
    segregation_rule_archive = archives(
        names.SegregationRule, "Put a rule about rights out of use.", SEGREGATION_RULE, needs=WRITE
    )
    segregation_rule_restore = restores(
        names.SegregationRule, "Put a rule about rights back into use.", SEGREGATION_RULE, needs=WRITE
    )
