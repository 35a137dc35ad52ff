"""Exports in the background: a file that whoever asked for it may fetch for a day."""

import asyncio
from datetime import datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast
from uuid import UUID

from asyncpg import Connection

from kernel.ids import NodeId
from models import Company, File
from server.files.wiring import drafts_of, storage_of
from server.jobs.binding import Tools
from services.finance.export.ledger import LedgerFormat, write_ledger
from services.jobs import Handler, JobContext, JobResult

MEDIA_TYPE: Final = "text/plain"
# Nothing claims an export, so that it is swept away like everything that nobody needs for a day.
_ARRIVED: Final = "update file set stored_at = $2 where id = $1"


def export_ledgers(tools: Tools) -> Handler:
    """Write the ledger of a company into a file."""
    return partial(_export, tools)


async def _export(tools: Tools, context: JobContext) -> JobResult:
    company_id, form = UUID(context.payload["company"]), LedgerFormat(context.payload["format"])
    await context.progress(0, None, "Writing")
    directory = drafts_of(tools.settings)
    directory.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="torso-ledger-", dir=directory) as drafts:
        draft = Path(drafts) / "ledger"
        async with tools.pool.acquire() as reading:
            await write_ledger(cast("Connection", reading), company_id, form, draft)
        file = await _announced(context, company_id, form, draft, tools.clock.now())
        assert file.sha256 is not None
        await storage_of(tools.settings).put(file.sha256, draft)
    async with context.transaction() as work:
        await work.raw.execute(_ARRIVED, file.id, tools.clock.now())
        result = {"file": str(NodeId("File", file.id))}
        await context.done(work, result)
    return result


async def _announced(context: JobContext, company_id: UUID, form: LedgerFormat, draft: Path, now: datetime) -> File:
    """Write down what is about to be put into the storage, so that it is swept away if nobody comes to say that it is there."""
    size_bytes, digest = await asyncio.to_thread(_measured, draft)
    async with context.transaction() as work:
        company = await work.session.get_one(Company, company_id)
        file = File(
            company_id=company_id,
            name=f"{company.code} {now:%Y-%m-%d}.{form.lower()}",
            media_type=MEDIA_TYPE,
            size_bytes=size_bytes,
            sha256=digest,
            requested_by=context.actor.subject,
            expires_at=now,
        )
        work.session.add(file)
        await work.session.flush()
    return file


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, file_digest(file, "sha256").hexdigest()
