"""The whole ledger of a company as a file of another program: asked for, and written in the background."""

from collections.abc import AsyncIterator, Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeAlias
from uuid import UUID

from asyncpg import Connection

from services.finance.export.beancount import beancount
from services.jobs import enqueue
from services.rights import require_company
from services.work import Work

EXPORT_JOB: Final = "finance.export"

Writes: TypeAlias = Callable[[Connection, UUID], AsyncIterator[str]]


class LedgerFormat(StrEnum):
    """Programs that read the ledger."""

    BEANCOUNT = "BEANCOUNT"


FORMATS: Final[Mapping[LedgerFormat, Writes]] = {LedgerFormat.BEANCOUNT: beancount}


async def export_request(work: Work, company_id: UUID, form: LedgerFormat) -> UUID:
    """Ask for the ledger of a company as a file, and give the id of the job; what the same user has under way already is not
    begun anew.

    Raises:
        NotFound: the company is none of theirs.
    """
    require_company(work, company_id, "companyId")
    # The file is shown to whoever asked alone, so each gets one of their own.
    once = f"{EXPORT_JOB} {company_id} {form} {work.actor.subject}"
    return await enqueue(
        work, EXPORT_JOB, {"company": str(company_id), "format": form}, company_id=company_id, once=once
    )


async def write_ledger(reading: Connection, company_id: UUID, form: LedgerFormat, to: Path) -> None:
    """Write the ledger of a company, as it is at one moment, as UTF-8."""
    with to.open("w", encoding="utf-8", newline="\n") as file:
        async for text in FORMATS[form](reading, company_id):
            file.write(text)
