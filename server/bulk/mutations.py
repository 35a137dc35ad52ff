"""Bulk mutations as jobs: a mutation for each line of a file, and a file that tells of each line what came of it.

Lines are done in their order. What is done is done, also where the rest is called off or may not be done any more: the
answer tells of each line as far as it came.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast
from uuid import UUID

from asyncpg import Connection

from kernel.errors import DomainError
from kernel.ids import NodeId
from models import BulkErrorPolicy, BulkOperation, BulkOperationState, File
from server.bulk.rights import RightsWatch, only_company
from server.bulk.stand import CalledOff, Telling, begin, keep_file
from server.bulk.wiring import doing
from server.bulk.writing import Doing, Later, Line, Told
from server.files.wiring import drafts_of, storage_of
from server.jobs.binding import Tools
from server.read_only import CODE, ReadOnly
from server.writing.edge import TakenBack
from services.jobs import Handler, JobContext, JobResult
from services.platform.audit import Attempt, record_exported
from services.platform.bulk import rights
from services.platform.bulk.forgetting import ERASURE, nobody_forgotten
from services.platform.bulk.limits import LINES_MAX, LINES_TOGETHER_MAX, BulkTooLarge
from services.platform.bulk.operation import MUTATION_JOB
from services.platform.file import release
from services.platform.import_source import content

_STATE: Final = "select state from bulk_operation where id = $1"
_DONE: Final = "select coalesce(max(number), 0) from bulk_line where operation_id = $1"
_KEEP: Final = """
insert into bulk_line (operation_id, number, answer, is_refused) values ($1, $2, $3, $4) on conflict do nothing
"""
_ANSWERS: Final = "select answer from bulk_line where operation_id = $1 order by number"
_END: Final = """
update bulk_operation set state = case when state = 'RUNNING' then $2 else state end, error_code = $3, error_message = $4,
  row_count = told.lines, failed_count = told.refused, size_bytes = $5, sha256 = $6, file_id = $7,
  finished_at = coalesce(finished_at, $8)
from (select count(*) as lines, count(*) filter (where is_refused) as refused from bulk_line where operation_id = $1) as told
where id = $1 returning state, row_count, failed_count
"""
_FORGET: Final = "delete from bulk_line where operation_id = $1"
# Nothing claims the answer, so that it is swept away after a day like every export.
_ARRIVED: Final = "update file set stored_at = $2 where id = $1"


def lines_of(text: bytes, at_most: int) -> list[Line]:
    """Give the lines of a file, as far as the first one too many.

    Raises:
        BulkTooLarge: there are more.
    """
    lines: list[Line] = []
    for number, line in enumerate(BytesIO(text), 1):
        if not line.strip():
            continue
        if len(lines) == at_most:
            raise BulkTooLarge("lines", at_most)
        lines.append(Line(number, line.removesuffix(b"\n")))
    return lines


def run_bulk_mutations(tools: Tools) -> Handler:
    """Do mutations for each line of files."""
    return partial(_do, tools)


async def _do(tools: Tools, context: JobContext) -> JobResult:
    try:
        operation = await begin(tools, context)
    except CalledOff:
        return await _called_off(tools, context)
    return await _Run(tools, context, operation).run()


async def _called_off(tools: Tools, context: JobContext) -> JobResult:
    """End what was called off before it was begun, or before it was begun again."""
    async with context.transaction() as work:
        operation = await work.session.get(BulkOperation, UUID(context.payload["operation"]))
    if operation is None or operation.state != BulkOperationState.CANCELED or operation.sha256 is not None:
        return {"state": BulkOperationState.CANCELED}
    return await _Run(tools, context, operation).end()


@dataclass(frozen=True)
class _Run:
    """One attempt at a bulk mutation."""

    tools: Tools
    context: JobContext
    operation: BulkOperation

    async def run(self) -> JobResult:
        """Do what is left of the lines, and end with the answer."""
        refusal: DomainError | None = None
        try:
            await self._lines()
        except CalledOff:
            pass
        except DomainError as refused:
            refusal = refused
        return await self.end(refusal)

    async def _lines(self) -> None:
        """Do the lines that are not done yet, as long as the rights of whoever asked hold."""
        watch = RightsWatch(rights.read(self.operation.rights), self.tools.pool, self.tools.clock)
        await watch.require()
        lines = await self._read()
        async with doing(self.tools, self.operation) as each:
            if self.operation.error_policy == BulkErrorPolicy.REJECT_ALL:
                await self._together(each, lines)
            else:
                await self._one_by_one(each, lines, watch)

    async def _read(self) -> list[Line]:
        """Read the lines of the file; empty ones count, and nothing is done for them."""
        async with self.context.transaction() as work:
            file = await work.session.get_one(File, self.operation.source_file_id)
        text = await content(storage_of(self.tools.settings), file)
        at_most = LINES_TOGETHER_MAX if self.operation.error_policy == BulkErrorPolicy.REJECT_ALL else LINES_MAX
        return await asyncio.to_thread(lines_of, text, at_most)

    async def _together(self, doing: Doing, lines: Sequence[Line]) -> None:
        if not lines or await self._done():
            return
        self._require_writing()
        async with self._unforgotten(doing):
            try:
                told = await doing.together(lines, self._require_wanted)
            except TakenBack as back:
                raise back.why from None
            await self._keep(told)

    async def _require_wanted(self) -> None:
        """Check before the commit of all lines that they are wanted still.

        Raises:
            TakenBack: the rights have ended, or it was called off.
        """
        try:
            await RightsWatch(rights.read(self.operation.rights), self.tools.pool, self.tools.clock).require()
            self._require_writing()
            await self._require_running()
        except Exception as ended:  # noqa: BLE001 - whatever it is, nothing is committed
            raise TakenBack(ended) from None

    async def _one_by_one(self, doing: Doing, lines: Sequence[Line], watch: RightsWatch) -> None:
        done, telling = await self._done(), Telling(self.tools, self.context, self.operation.id)
        for place, line in enumerate(lines):
            if line.number <= done:
                continue
            await watch.require()
            self._require_writing()
            await telling.now_and_then(place, len(lines), "Writing")
            async with self._unforgotten(doing):
                await self._keep([await doing.each(line)])

    @asynccontextmanager
    async def _unforgotten(self, doing: Doing) -> AsyncGenerator[None]:
        """Let nobody be erased before what lines have read is written down, unless they erase somebody themselves.

        Raises:
            CalledOff: somebody has called it off, as an erasure does where a line names whom it erased.
        """
        async with AsyncExitStack() as stack:
            if doing.mutation.coordinate != ERASURE:
                await stack.enter_async_context(nobody_forgotten(self.tools.pool))
            await self._require_running()
            yield

    async def _require_running(self) -> None:
        """Check that nobody has called it off.

        It is only looked at: what is written beside an open transaction may wait for that.

        Raises:
            CalledOff: somebody has.
        """
        if await self.tools.pool.fetchval(_STATE, self.operation.id) != BulkOperationState.RUNNING:
            raise CalledOff

    def _require_writing(self) -> None:
        """Check that an operator lets things be written.

        Raises:
            Later: nothing can be written now.
        """
        if ReadOnly.of(self.tools.settings).holds:
            raise Later(CODE)

    async def _done(self) -> int:
        """Give the number of the last line of which it is known what came of it."""
        return await self.tools.pool.fetchval(_DONE, self.operation.id)

    async def _keep(self, told: Sequence[Told]) -> None:
        await self.tools.pool.executemany(_KEEP, [(self.operation.id, *each) for each in told])

    async def end(self, refusal: DomainError | None = None) -> JobResult:
        """Make the answer, and say with one commit where it is and that it was taken out; nobody is erased meanwhile."""
        async with nobody_forgotten(self.tools.pool):
            return await self._end(refusal)

    async def _end(self, refusal: DomainError | None) -> JobResult:
        directory = drafts_of(self.tools.settings)
        await asyncio.to_thread(partial(directory.mkdir, parents=True, exist_ok=True))
        with TemporaryDirectory(prefix="torso-bulk-", dir=directory) as drafts:
            draft = Path(drafts) / "file"
            size_bytes, checksum = await self._write(draft)
            file = await keep_file(self.tools, self.context, self.operation, draft, size_bytes, checksum)
        now, key = self.tools.clock.now(), self.operation.id
        state = BulkOperationState.COMPLETED if refusal is None else BulkOperationState.FAILED
        why = (None, None) if refusal is None else (refusal.code, str(refusal))
        async with self.context.transaction() as work:
            if file is not None:
                await work.raw.execute(_ARRIVED, file.id, now)
            told = await work.raw.fetchrow(
                _END, key, state, *why, size_bytes, checksum, None if file is None else file.id, now
            )
            assert told is not None
            await work.raw.execute(_FORGET, key)
            if self.operation.source_file_id is not None:
                await release(work, self.operation.source_file_id)
            facts = {"lines": told["row_count"], "refused": told["failed_count"], "sha256": checksum}
            await record_exported(
                work,
                Attempt(MUTATION_JOB, "BulkOperation", key, only_company(rights.read(self.operation.rights))),
                facts,
            )
            result = {"bulkOperation": str(NodeId("BulkOperation", key)), "state": told["state"], **facts}
            await self.context.done(work, result)
        return result

    async def _write(self, draft: Path) -> tuple[int, str]:
        """Write what came of each line, in their order, and give the size and the checksum."""
        size_bytes, digest = 0, sha256()
        with draft.open("wb") as file:
            async with self.tools.pool.acquire() as connection, connection.transaction():
                reading = cast("Connection", connection)
                async for row in reading.cursor(_ANSWERS, self.operation.id, prefetch=1_000):
                    line = f"{row['answer']}\n".encode()
                    file.write(line)
                    digest.update(line)
                    size_bytes += len(line)
        return size_bytes, digest.hexdigest()
