"""Exports in the background: a file that whoever asked for it may fetch for a day."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from asyncpg import Connection

from server.jobs.binding import Tools
from server.jobs.filing import Facts, Made, make_file
from services.finance.export.ledger import EXPORT_JOB, LedgerFormat, write_ledger
from services.jobs import Handler, JobContext, JobResult
from services.personal.telling import PERSONAL_DATA_JOB, asked_of, write_personal_data
from services.platform.audit_export import AUDIT_EXPORT_JOB, write_audit

MEDIA_TYPE: Final = "text/plain"
JSON: Final = "application/json"
JSON_LINES: Final = "application/jsonl"
_COMPANY_OF_JOB: Final = "select company_id from job where id = $1"
_CODE: Final = "select code from company where id = $1"


def export_ledgers(tools: Tools) -> Handler:
    """Write the ledger of a company into a file."""
    return partial(_export_ledger, tools)


def export_audits(tools: Tools) -> Handler:
    """Write the audit of a time into a file."""
    return partial(_export_audit, tools)


def export_personal_data(tools: Tools) -> Handler:
    """Write what is known of a person into a file."""
    return partial(_export_personal_data, tools)


async def _export_ledger(tools: Tools, context: JobContext) -> JobResult:
    company_id, form = UUID(context.payload["company"]), LedgerFormat(context.payload["format"])

    async def write(reading: Connection, to: Path) -> Facts:
        await write_ledger(reading, company_id, form, to)
        return {"format": form}

    code = await tools.pool.fetchval(_CODE, company_id)
    name = f"{code} {tools.clock.now():%Y-%m-%d}.{form.lower()}"
    return await make_file(tools, context, Made(EXPORT_JOB, name, MEDIA_TYPE, company_id, write))


async def _export_audit(tools: Tools, context: JobContext) -> JobResult:
    asked = context.payload
    company_id = UUID(asked["company"]) if asked["company"] else None
    since, until = datetime.fromisoformat(asked["since"]), datetime.fromisoformat(asked["until"])

    async def write(reading: Connection, to: Path) -> Facts:
        entries = await write_audit(reading, company_id, since, until, asked["hidden"], to)
        return {"entries": entries, "since": asked["since"], "until": asked["until"]}

    name = f"audit {since:%Y-%m-%d} {until:%Y-%m-%d}.jsonl"
    return await make_file(tools, context, Made(AUDIT_EXPORT_JOB, name, JSON_LINES, company_id, write))


async def _export_personal_data(tools: Tools, context: JobContext) -> JobResult:
    company_id = await tools.pool.fetchval(_COMPANY_OF_JOB, context.job_id)
    who = asked_of(context.payload, company_id)

    async def write(reading: Connection, to: Path) -> Facts:
        return {"person": str(who.node), "rows": await write_personal_data(reading, who, to)}

    name = f"{who.node.type_name.lower()} {who.node.key}.json"
    return await make_file(tools, context, Made(PERSONAL_DATA_JOB, name, JSON, company_id, write))
