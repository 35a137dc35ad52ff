"""How the ledger is taken out for other programs."""

from collections.abc import Mapping
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from schema import names
from schema.finance.ledger_export import EXPORT
from schema.payloads import payload
from services.finance.export.ledger import LedgerFormat, export_request
from services.work import Work


async def _request(work: Work, given: Mapping[str, Any]) -> Outcome:
    company = key_of(given["companyId"], "Company", ("companyId",))
    return {"job": await export_request(work, company, given["format"])}


@strawberry.type
class LedgerExportMutations:
    """How the ledger is taken out for other programs."""

    ledger_export_request = mutation(
        "Have the whole ledger of a company written for another program in the background. The result of the job names the "
        "`file`, which whoever asked may fetch for a day: `file(id) { downloadUrl }`. Asked again while it is under way, it gives "
        "the job that is.",
        payload(names.Job),
        _request,
        needs=EXPORT,
        arguments=[
            argument("company_id", strawberry.ID, "The company whose ledger it is.", required=True),
            argument("format", LedgerFormat, "The program that is to read it.", required=True),
        ],
    )
