"""Root fields for retention, and what can be done about its rules."""

from collections.abc import Mapping
from typing import Any

import strawberry

from models import RetentionKind
from planner.drafts import key_of
from planner.fields import argument
from planner.lists import by_id, pages
from planner.mutations import Outcome, mutation
from schema import names
from schema.base import Connection
from schema.payloads import payload
from schema.platform.retention import WRITE
from services.platform.retention.rule import retention_rule_clear, retention_rule_set
from services.work import Work


async def _set(work: Work, given: Mapping[str, Any]) -> Outcome:
    company = None if given.get("companyId") is None else key_of(given["companyId"], "Company", ("companyId",))
    return {"retentionRule": await retention_rule_set(work, given["kind"], given["keptDays"], company)}


async def _clear(work: Work, given: Mapping[str, Any]) -> Outcome:
    await retention_rule_clear(work, key_of(given["id"], "RetentionRule", ("id",)))
    return {}


@strawberry.type
class RetentionQueries:
    """Root fields for retention."""

    retention_rules: Connection[names.RetentionRule] | None = pages(
        "For how many days is kept what is forgotten after a time, where it differs from what is usual.",
        names.RetentionRule,
    )
    retention_rule: names.RetentionRule | None = by_id("A rule of retention by its id.")


@strawberry.type
class RetentionMutations:
    """What can be done about rules of retention."""

    retention_rule_set = mutation(
        "Say for how many days a kind of thing is kept, in the whole installation or in one company. It is forgotten by "
        "night, and cannot be brought back.",
        payload(names.RetentionRule),
        _set,
        needs=WRITE,
        arguments=[
            argument("kind", RetentionKind, "What is forgotten.", required=True),
            argument("kept_days", int, "For how many days it is kept, within the bounds of its kind.", required=True),
            argument("company_id", strawberry.ID, "In which company; left out for the whole installation."),
        ],
    )
    retention_rule_clear = mutation(
        "Take a rule of retention away: what it was about is kept by the rule of the installation, or as it is usually.",
        payload(names.RetentionRule),
        _clear,
        needs=WRITE,
        arguments=[argument("id", strawberry.ID, "Which one.", required=True)],
    )
