"""How the audit is taken out for other programs."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from schema import names
from schema.hidden import hidden_columns
from schema.payloads import payload
from schema.platform.audit import EXPORT_LOG
from services.platform.audit_export import audit_export_request
from services.work import Work


async def _request(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given.get("companyId")
    company = key_of(said, "Company", ("companyId",)) if said is not None else None
    assert work.principal is not None, "somebody asks"
    hidden = hidden_columns(work.principal.permissions)
    return {"job": await audit_export_request(work, company, given["since"], given["until"], hidden)}


@strawberry.type
class AuditMutations:
    """How the audit is taken out for other programs."""

    audit_export_request = mutation(
        "Have the audit of a time written as JSON Lines in the background: an entry on each line, with its place in the chain. "
        "The result of the job names the `file`, which whoever asked may fetch for a day: `file(id) { downloadUrl }`. Values that "
        "whoever asks may not read are left out. That it was taken out stands in the audit itself.",
        payload(names.Job),
        _request,
        needs=EXPORT_LOG,
        arguments=[
            argument(
                "company_id",
                strawberry.ID,
                "The company whose entries are wanted; null is everything, for those who see all companies.",
            ),
            argument("since", dt.datetime, "The first instant that counts.", required=True),
            argument("until", dt.datetime, "The first instant that no longer counts.", required=True),
        ],
    )
