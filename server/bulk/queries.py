"""Bulk queries as jobs: everything that a query finds, written into a file from one snapshot.

A snapshot ends with its connection. So where a worker was killed, another begins anew with a snapshot of its own, and a
file is always of one moment.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final

from kernel.errors import DomainError
from kernel.ids import NodeId
from models import BulkOperation, BulkOperationState, File
from server.bulk.reading import Reading, Snapshots
from server.bulk.rights import RightsWatch, only_company
from server.bulk.stand import CalledOff, Telling, begin, fail, keep_file
from server.bulk.using import Using
from server.bulk.wiring import BulkDesk, desk_of
from server.files.wiring import drafts_of
from server.jobs.binding import Tools
from services.jobs import Handler, JobContext, JobResult
from services.platform.audit import Attempt, record_exported
from services.platform.bulk import rights
from services.platform.bulk.document import Asked
from services.platform.bulk.limits import BYTES_MAX, ROWS_MAX, SNAPSHOT_LASTS, BulkTookTooLong, BulkTooLarge
from services.platform.bulk.operation import QUERY_JOB

_COMPLETE: Final = """
update bulk_operation set state = 'COMPLETED', row_count = $2, page_count = $3, snapshot_at = $4, size_bytes = $5, sha256 = $6,
  file_id = $7, finished_at = $8
where id = $1 and state = 'RUNNING' returning true
"""
# Nothing claims the file, so that it is swept away after a day like every export.
_ARRIVED: Final = "update file set stored_at = $2 where id = $1"


def run_bulk_queries(tools: Tools) -> Handler:
    """Write everything that queries find into files."""
    return partial(_do, tools)


async def _do(tools: Tools, context: JobContext) -> JobResult:
    """Read a list, and read it anew where it was put back meanwhile."""
    while True:
        try:
            operation = await begin(tools, context)
        except CalledOff:
            return {"state": BulkOperationState.CANCELED}
        with suppress(CalledOff):
            return await _read(tools, context, operation)


async def _read(tools: Tools, context: JobContext, operation: BulkOperation) -> JobResult:
    """Read a list that is begun.

    Raises:
        CalledOff: it was called off, or put back because what it reads has been erased.
    """
    try:
        desk = await asyncio.to_thread(desk_of, tools)
        return await _Run(tools, context, desk, operation).run()
    except DomainError as refused:
        await fail(tools, operation.id, refused.code, str(refused))
        raise


@dataclass
class _Written:
    """What was written so far."""

    file: BinaryIO
    rows: int = 0
    pages: int = 0
    size_bytes: int = 0
    snapshot_at: datetime | None = None
    digest: Any = field(default_factory=sha256)
    """A hash of the standard library, whose type has no public name."""

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
        self.digest.update(text)

    @property
    def sha256(self) -> str:
        """The checksum of all of it."""
        return self.digest.hexdigest()


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
                written = _Written(file)
                await self._write(written)
            kept = await keep_file(self.tools, self.context, self.operation, draft, written.size_bytes, written.sha256)
        return await self._complete(written, kept)

    async def _write(self, written: _Written) -> None:
        """Write all pages, as long as the rights of whoever asked hold."""
        asked = Asked(self.operation.document, self.operation.operation_name, self.operation.variables or {})
        principal = rights.read(self.operation.rights)
        watch = RightsWatch(principal, self.tools.pool, self.tools.clock)
        await watch.require()
        query = await asyncio.to_thread(self.desk.documents.query, asked, principal)
        await Using.of(self.tools, self.operation.client_id).count(query.names)
        reading = Reading(self.desk.documents.planner, query, asked, principal, self.desk.loaders(principal.languages))
        begun, telling = self.tools.clock.now(), Telling(self.tools, self.context, self.operation.id)
        async with Snapshots(self.tools.pool, self.tools.settings.row_security).open() as reader:
            written.snapshot_at = await reader.moment()
            async for lines in reading.pages(reader):
                await asyncio.to_thread(written.add, lines)
                await watch.require()
                await telling.now_and_then(written.rows, None, "Reading", written.pages, written.snapshot_at)
                if self.tools.clock.now() - begun > SNAPSHOT_LASTS:
                    raise BulkTookTooLong(SNAPSHOT_LASTS // timedelta(minutes=1))

    async def _complete(self, written: _Written, file: File | None) -> JobResult:
        """Say with one commit that it is done, where the file is, and that it was taken out."""
        now, key = self.tools.clock.now(), self.operation.id
        told = (key, written.rows, written.pages, written.snapshot_at, written.size_bytes, written.sha256)
        async with self.context.transaction() as work:
            if file is not None:
                await work.raw.execute(_ARRIVED, file.id, now)
            if not await work.raw.fetchval(_COMPLETE, *told, None if file is None else file.id, now):
                raise CalledOff
            what = Attempt(QUERY_JOB, "BulkOperation", key, only_company(rights.read(self.operation.rights)))
            facts = {"rows": written.rows, "sizeBytes": written.size_bytes, "sha256": written.sha256}
            await record_exported(work, what, {**facts, "document": self.operation.document})
            result = {"bulkOperation": str(NodeId("BulkOperation", key)), "rows": written.rows}
            await self.context.done(work, result)
        return result
