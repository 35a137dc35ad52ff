"""Integrity reports: all checks over the whole history of a company, however long that takes, and what they found.

Beside what a request can look at, signatures are checked, and what was signed last: where a chain ends earlier than a
signature that is kept outside of the database, entries were taken from its end.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

import orjson
from asyncpg import Connection

from services.finance.integrity import FINDINGS_MAX, IntegrityCheck, IntegrityCheckKind, found_by
from services.jobs import enqueue
from services.platform.seal import JOURNALS, IsSigned, Witness, verify
from services.rights import require_company
from services.work import Work

CHECK_JOB: Final = "finance.check"

_IN_ORDER: Final = list(IntegrityCheckKind)
_BY_FIGURES: Final = [kind for kind in IntegrityCheckKind if kind is not IntegrityCheckKind.SEALS_HOLD]

Heard: TypeAlias = Callable[[int, int, str], Awaitable[None]]
"""Is told how much is done, of how much, and what comes next."""

# What was in a sandbox that is over is not looked at any more.
COMPANIES: Final = """
select distinct company_id from journal join company on company.id = journal.company_id
where exists (select from journal_entry where journal_id = journal.id) and not (company.is_sandbox and company.archived_at is not null)
"""
_JOURNALS: Final = "select id from journal where company_id = $1 order by code, id"
_KEEP: Final = """
insert into integrity_report (company_id, checked_at, holds, checks, requested_by)
values ($1, $2, $3, $4::text::jsonb, $5) returning id
"""


async def report_request(work: Work, company_id: UUID) -> UUID:
    """Ask for the books of a company to be checked, and give the id of the job; what is under way already is not begun anew.

    Raises:
        NotFound: the company is none of theirs.
    """
    require_company(work, company_id, "companyId")
    once = f"{CHECK_JOB} {company_id}"
    return await enqueue(work, CHECK_JOB, {"company": str(company_id)}, company_id=company_id, once=once)


async def check_books(
    reading: Connection, company_id: UUID, is_signed: IsSigned, witness: Witness, heard: Heard
) -> tuple[datetime, list[IntegrityCheck]]:
    """Check everything, and tell which moment was looked at: all figures at one, each chain a little later."""
    journals = [row["id"] for row in await reading.fetch(_JOURNALS, company_id)]
    total = len(_BY_FIGURES) + len(journals)
    found: list[IntegrityCheck] = []
    async with reading.transaction(isolation="repeatable_read", readonly=True):
        checked_at: datetime = await reading.fetchval("select now()")
        for done, kind in enumerate(_BY_FIGURES):
            await heard(done, total, kind)
            found.append(await found_by(reading, company_id, kind))
    broken: list[str] = []
    for done, journal in enumerate(journals, len(_BY_FIGURES)):
        await heard(done, total, IntegrityCheckKind.SEALS_HOLD)
        chain = await verify(reading, is_signed, witness, JOURNALS, journal)
        if chain.first_break is not None:
            broken.append(f"Journal:{journal} breaks at {chain.first_break}")
    seals = IntegrityCheck(company_id, IntegrityCheckKind.SEALS_HOLD, not broken, len(broken), broken[:FINDINGS_MAX])
    return checked_at, sorted([*found, seals], key=lambda each: _IN_ORDER.index(each.kind))


async def keep_report(work: Work, company_id: UUID, checked_at: datetime, checks: Sequence[IntegrityCheck]) -> UUID:
    """Keep what was found, and give the id of the report."""
    said = orjson.dumps([_document(check) for check in checks]).decode()
    holds = all(check.holds for check in checks)
    return await work.raw.fetchval(_KEEP, company_id, checked_at, holds, said, work.actor.subject)


def _document(check: IntegrityCheck) -> dict[str, Any]:
    return {"kind": check.kind, "holds": check.holds, "count": check.count, "findings": list(check.findings)}
