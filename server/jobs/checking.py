"""Checking books in the background: with the keys of the installation, and what is remembered outside of the database."""

from functools import partial
from typing import cast
from uuid import UUID

from asyncpg import Connection

from auth.keys import verification_keys
from auth.seals import is_signed
from kernel.ids import NodeId
from server.jobs.binding import Tools
from server.jobs.witness import FileWitness
from server.telemetry import logs
from services.finance.integrity_report import check_books, keep_report
from services.jobs import Handler, JobContext, JobResult


def check_all_books(tools: Tools) -> Handler:
    """Check the books of a company, and keep the report."""
    return partial(_check, tools)


async def _check(tools: Tools, context: JobContext) -> JobResult:
    company_id = UUID(context.payload["company"])
    signed = partial(is_signed, verification_keys(tools.key))
    witness = await FileWitness.of(tools.settings.home, tools.pool)
    async with tools.pool.acquire() as reading:
        checked_at, checks = await check_books(
            cast("Connection", reading), company_id, signed, witness, context.progress
        )
    broken = [check.kind.value for check in checks if not check.holds]
    if broken:
        logs.logger().critical("the books of a company are not whole", company=str(company_id), checks=broken)
    async with context.transaction() as work:
        key = await keep_report(work, company_id, checked_at, checks)
        result = {"integrity_report": str(NodeId("IntegrityReport", key)), "holds": not broken}
        await context.done(work, result)
    return result
