"""Running a bulk query as a job: the file that it writes, how far it is, and how it ends.

A snapshot ends with its connection. So where a worker was killed, another begins anew with a snapshot of its own, and a
file is always of one moment.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.ids import NodeId
from models import BulkOperation, BulkOperationState, File
from server.bulk.limits import BYTES_MAX, ROWS_MAX, SNAPSHOT_LASTS, BulkTookTooLong, BulkTooLarge
from server.bulk.reading import Reading, snapshot
from server.bulk.rights import RightsWatch
from server.bulk.wiring import BulkDesk, desk_of
from server.files.wiring import drafts_of, storage_of
from server.jobs.binding import Tools
from services.jobs import Handler, JobContext, JobResult
from services.platform.audit import Attempt, record_exported
from services.platform.bulk import rights
from services.platform.bulk.document import Asked
from services.platform.bulk.operation import QUERY_JOB

TOLD_EVERY: Final = timedelta(seconds=1)
MEDIA_TYPE: Final = "application/jsonl"

_BEGIN: Final = """
update bulk_operation set state = 'RUNNING', started_at = $2, row_count = 0, page_count = 0
where id = $1 and state in ('QUEUED', 'RUNNING') returning true
"""
_ADVANCE: Final = """
update bulk_operation set row_count = $2, page_count = $3, snapshot_at = $4 where id = $1 and state = 'RUNNING' returning true
"""
_COMPLETE: Final = """
update bulk_operation set state = 'COMPLETED', row_count = $2, page_count = $3, snapshot_at = $4, size_bytes = $5, sha256 = $6,
  file_id = $7, finished_at = $8
where id = $1 and state = 'RUNNING' returning true
"""
_FAIL: Final = """
update bulk_operation set state = 'FAILED', error_code = $2, error_message = $3, finished_at = $4
where id = $1 and state in ('QUEUED', 'RUNNING')
"""
# Nothing claims the file, so that it is swept away after a day like every export.
_ARRIVED: Final = "update file set stored_at = $2 where id = $1"


class _CalledOff(Exception):
    """Somebody has called it off."""


@dataclass
class Written:
    """What was written so far."""

    file: BinaryIO
    rows: int = 0
    pages: int = 0
    size_bytes: int = 0
    snapshot_at: datetime | None = None
    _digest: "sha256" = field(default_factory=sha256)

    def add(self, lines: list[bytes]) -> None:
        """Write a page.

        Raises:
            BulkTooLarge: it is more than a file may have.
        """
        text = b"".join(lines)
        self.rows, self.pages, self.size_bytes = self.rows + len(lines), self.pages + 1, self.size_bytes + len(text)
        if self.rows > ROWS_MAX:
            raise BulkTooLarge("rows", ROWS_MAX)
        if self.size_bytes > BYTES_MAX:
            raise BulkTooLarge("bytes", BYTES_MAX)
        self.file.write(text)
        self._digest.update(text)

    @property
    def sha256(self) -> str:
        """The checksum of all of it."""
        return self._digest.hexdigest()


@dataclass(frozen=True)
class _Run:
    """One attempt at a bulk query."""

    tools: Tools
    context: JobContext
    desk: BulkDesk
    operation: BulkOperation

    async def run(self) -> JobResult:
        directory = drafts_of(self.tools.settings)
        await asyncio.to_thread(partial(directory.mkdir, parents=True, exist_ok=True))
        with TemporaryDirectory(prefix="torso-bulk-", dir=directory) as drafts:
            draft = Path(drafts) / "file"
            with draft.open("wb") as file:
                written = Written(file)
                await self._write(written)
            kept = await self._kept(written, draft) if written.rows else None
        return await self._complete(written, kept)

    async def _write(self, written: Written) -> None:
        asked = Asked(self.operation.document, self.operation.operation_name, self.operation.variables or {})
        principal = rights.read(self.operation.rights)
        watch = RightsWatch(principal, self.tools.pool, self.tools.clock)
        await watch.require()
        query = await asyncio.to_thread(self.desk.documents.query, asked, principal)
        reading = Reading(self.desk.documents.planner, query, asked, principal, self.desk.loaders(principal.languages))
        begun, tell = self.tools.clock.now(), _Telling(self, written)
        async with snapshot(self.tools.pool, walled=self.tools.settings.row_security) as reader:
            written.snapshot_at = await reader.moment()
            async for lines in reading.pages(reader):
                await asyncio.to_thread(written.add, lines)
                await watch.require()
                await tell.now_and_then()
                if self.tools.clock.now() - begun > SNAPSHOT_LASTS:
                    raise BulkTookTooLong(SNAPSHOT_LASTS // timedelta(minutes=1))

    async def _kept(self, written: Written, draft: Path) -> File:
        """Put the file into the storage; it is known before it is there, so that it is swept away if nobody comes to need it."""
        name = f"{self.operation.operation_name or 'bulk'} {self.tools.clock.now():%Y-%m-%d}.jsonl"
        async with self.context.transaction() as work:
            file = File(
                name=name,
                media_type=MEDIA_TYPE,
                size_bytes=written.size_bytes,
                sha256=written.sha256,
                requested_by=self.operation.requested_by,
                expires_at=self.tools.clock.now(),
            )
            work.session.add(file)
            await work.session.flush()
        await storage_of(self.tools.settings).put(written.sha256, draft)
        return file

    async def _complete(self, written: Written, file: File | None) -> JobResult:
        """Say with one commit that it is done, where the file is, and that it was taken out."""
        now, key = self.tools.clock.now(), self.operation.id
        told = (key, written.rows, written.pages, written.snapshot_at, written.size_bytes, written.sha256)
        async with self.context.transaction() as work:
            if file is not None:
                await work.raw.execute(_ARRIVED, file.id, now)
            if not await work.raw.fetchval(_COMPLETE, *told, None if file is None else file.id, now):
                raise _CalledOff
            what = Attempt(QUERY_JOB, "BulkOperation", key, None)
            facts = {"rows": written.rows, "sizeBytes": written.size_bytes, "sha256": written.sha256}
            await record_exported(work, what, {**facts, "document": self.operation.document})
            result = {"bulkOperation": str(NodeId("BulkOperation", key)), "rows": written.rows}
            await self.context.done(work, result)
        return result


@dataclass
class _Telling:
    """Says now and then how far it is, and hears whether it was called off."""

    run: _Run
    written: Written
    _told_at: datetime | None = None

    async def now_and_then(self) -> None:
        now = self.run.tools.clock.now()
        if self._told_at is not None and now - self._told_at < TOLD_EVERY:
            return
        self._told_at, written = now, self.written
        advanced = (self.run.operation.id, written.rows, written.pages, written.snapshot_at)
        if not await self.run.tools.pool.fetchval(_ADVANCE, *advanced):
            raise _CalledOff
        await self.run.context.progress(written.rows, None, "Reading")


def run_bulk_queries(tools: Tools) -> Handler:
    """Write everything that queries find into files."""
    return partial(_query, tools)


async def _query(tools: Tools, context: JobContext) -> JobResult:
    key = UUID(context.payload["operation"])
    if not await tools.pool.fetchval(_BEGIN, key, tools.clock.now()):
        return {"state": BulkOperationState.CANCELED}
    async with context.transaction() as work:
        operation = await work.session.get_one(BulkOperation, key)
    try:
        desk = await asyncio.to_thread(desk_of, tools)
        return await _Run(tools, context, desk, operation).run()
    except _CalledOff:
        return {"state": BulkOperationState.CANCELED}
    except DomainError as refused:
        await tools.pool.execute(_FAIL, key, refused.code, str(refused), tools.clock.now())
        raise
