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
from services.platform.audit_export import AUDIT_EXPORT_JOB, write_audit

MEDIA_TYPE: Final = "text/plain"
JSON_LINES: Final = "application/jsonl"
_CODE: Final = "select code from company where id = $1"


def export_ledgers(tools: Tools) -> Handler:
    """Write the ledger of a company into a file."""
    return partial(_export_ledger, tools)


def export_audits(tools: Tools) -> Handler:
    """Write the audit of a time into a file."""
    return partial(_export_audit, tools)


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
