"""How far a bulk operation is, as it is written down while it is done, and the file that it leaves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from models import BulkOperation, File
from server.files.wiring import storage_of
from server.jobs.binding import Tools
from services.jobs import JobContext
from services.platform.bulk.operation import name_of

TOLD_EVERY: Final = timedelta(seconds=1)
MEDIA_TYPE: Final = "application/jsonl"

_BEGIN: Final = """
update bulk_operation set state = 'RUNNING', started_at = $2, row_count = 0, failed_count = 0, page_count = 0
where id = $1 and state in ('QUEUED', 'RUNNING') returning true
"""
_ADVANCE: Final = """
update bulk_operation set row_count = $2, page_count = $3, snapshot_at = $4 where id = $1 and state = 'RUNNING' returning true
"""
_FAIL: Final = """
update bulk_operation set state = 'FAILED', error_code = $2, error_message = $3, finished_at = $4
where id = $1 and state in ('QUEUED', 'RUNNING')
"""


class CalledOff(Exception):
    """Somebody has called it off."""


async def begin(tools: Tools, context: JobContext) -> BulkOperation:
    """Write down that a bulk operation is begun, and give it.

    Raises:
        CalledOff: it was, before it was begun.
    """
    key = UUID(context.payload["operation"])
    if not await tools.pool.fetchval(_BEGIN, key, tools.clock.now()):
        raise CalledOff
    async with context.transaction() as work:
        return await work.session.get_one(BulkOperation, key)


async def fail(tools: Tools, key: UUID, code: str, message: str) -> None:
    """Write down that it came to its end before it was done, and why."""
    await tools.pool.execute(_FAIL, key, code, message, tools.clock.now())


async def keep_file(
    tools: Tools, context: JobContext, operation: BulkOperation, draft: Path, size_bytes: int, sha256: str
) -> File | None:
    """Put an answer into the storage; an empty one is no file.

    It is known before it is there, so that it is swept away if nobody comes to say that it is.
    """
    if not size_bytes:
        return None
    async with context.transaction() as work:
        file = File(
            name=f"{name_of(operation)} {tools.clock.now():%Y-%m-%d}.jsonl",
            media_type=MEDIA_TYPE,
            size_bytes=size_bytes,
            sha256=sha256,
            requested_by=operation.requested_by,
            expires_at=tools.clock.now(),
        )
        work.session.add(file)
        await work.session.flush()
    await storage_of(tools.settings).put(sha256, draft)
    return file


@dataclass
class Telling:
    """Says now and then how far it is, and hears whether it was called off."""

    tools: Tools
    context: JobContext
    key: UUID
    _told_at: datetime | None = None

    async def now_and_then(
        self, rows: int, total: int | None, message: str, pages: int = 0, snapshot_at: datetime | None = None
    ) -> None:
        """Say it, if it was not said within the last second.

        Raises:
            CalledOff: somebody has called it off.
            JobOvertaken: another worker does it by now.
        """
        now = self.tools.clock.now()
        if self._told_at is not None and now - self._told_at < TOLD_EVERY:
            return
        self._told_at = now
        if not await self.tools.pool.fetchval(_ADVANCE, self.key, rows, pages, snapshot_at):
            raise CalledOff
        await self.context.progress(rows, total, message)
