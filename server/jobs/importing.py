"""Imports in the background: tried, brought in chunk by chunk, and taken back.

Every chunk is a transaction of its own, so that an import whose worker was killed goes on where it stood. A try is one
transaction with all chunks in it, which is rolled back. One import of a system is worked on at a time; another waits.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

import orjson
from asyncpg import Connection, Pool

from kernel.decimals import plain
from kernel.errors import DomainError
from kernel.ids import NodeId
from models import File, ImportJob, ImportJobState, NotificationKind
from server.files.wiring import storage_of
from server.jobs.binding import Tools
from server.jobs.due import SYSTEM
from server.reading_back import read_back_on
from services.jobs import Handler, JobContext, JobResult
from services.migration.engine.items import Figures, Told
from services.migration.engine.job import JobStand, keep_report, move
from services.migration.engine.reconciling import reconcile, told
from services.migration.engine.reverting import revert
from services.migration.engine.running import run
from services.migration.histories import open_history
from services.platform.audit import Attempt, record_exported
from services.platform.file import release
from services.platform.file_storage import Storage
from services.platform.import_job import HISTORY
from services.platform.import_report import document_of, write_rejects
from services.platform.import_rows import importer_of
from services.platform.import_source import unpacked
from services.platform.notification import notify
from services.work import Work

REJECTS_NAME: Final = "rejects of {name}.csv"
KEEP_BEFORE: Final = "update import_job set figures_before = $2 where id = $1"
KEEP_REJECTS: Final = "update file set stored_at = $2, claimed_at = $2 where id = $1"
NAME_REJECTS: Final = "update import_job set rejects_file_id = $2 where id = $1"
# A large source is read and written while one transaction is open.
PATIENT: Final = "set local idle_in_transaction_session_timeout = 0"

Does = Callable[["_Import"], Awaitable[JobResult]]


class _TakenBack(Exception):
    """What was only tried is rolled back."""


@dataclass(frozen=True)
class _Outcome:
    """What an import came to, and its rejects, if there are any."""

    company_id: UUID
    report: dict[str, Any]
    all_came_in: bool
    rejects_id: UUID | None

    @property
    def verb(self) -> str:
        if not self.report["holds"]:
            return "fail"
        return "complete" if self.all_came_in else "complete_in_part"

    def summary(self) -> str:
        counts = ", ".join(f"{each['rows']:,} {each['fate'].lower()}" for each in self.report["fates"] if each["rows"])
        return f"{self.report['source']['rows']:,} rows: {counts}"


@dataclass
class _DoesNotAddUp(Exception):
    """What does not add up is rolled back, and what it came to is told."""

    outcome: _Outcome


@dataclass(frozen=True)
class _Import:
    """One attempt at something that is done about an import."""

    tools: Tools
    context: JobContext
    job: ImportJob
    file: File

    @property
    def storage(self) -> Storage:
        return storage_of(self.tools.settings)

    def stand(self, *, anew: bool = False) -> JobStand:
        done, rows = (0, 0) if anew else (self.job.chunks_done, self.job.rows_read)
        return JobStand(self.job.id, self.job.state, done, rows, None)

    async def read(self, work: Work) -> Told:
        """Read the source, all of it."""
        await self.context.progress(0, None, "Reading")
        if self.job.target != HISTORY:
            return await importer_of(work.session, work.raw, self.storage, self.job, self.file)
        async with unpacked(self.storage, self.file) as folder:
            opened = await asyncio.to_thread(open_history, self.job.system, folder, self.job.requested_by)
            return await opened.read(work.raw)

    async def before(self, work: Work, company_id: UUID) -> Figures:
        """Read what the schema shows of the company before anything comes in, or what it showed then."""
        if self.job.figures_before is not None:
            return {name: Decimal(text) for name, text in self.job.figures_before.items()}
        figures = await read_back_on(work.raw)(company_id)
        told = orjson.dumps({name: plain(figure) for name, figure in figures.items()}).decode()
        await work.raw.execute(KEEP_BEFORE, self.job.id, told)
        return figures

    async def write(self, importer: Told, works: Callable[[], Any], *, anew: bool = False) -> None:
        """Write what is not written yet, and say how far it is."""
        settled = 0 if anew else self.job.rows_read

        def hear(_what: str, rows: int) -> None:
            nonlocal settled
            settled = rows

        @asynccontextmanager
        async def said() -> AsyncGenerator[Connection]:
            await self.context.progress(settled, importer.source.rows, "Writing")
            async with works() as connection:
                yield connection

        await run(said, self.stand(anew=anew), importer, hear)

    async def outcome(self, work: Work, importer: Told, before: Figures) -> _Outcome:
        """Add up what became of the rows, read it back, and keep the rejects as a file."""
        await self.context.progress(importer.source.rows, importer.source.rows, "Adding up")
        after = await read_back_on(work.raw)(importer.company_id)
        found = await reconcile(work.raw, self.job.id, importer, before, after)
        report = document_of(told(found, importer))
        rejects_id = None if found.all_came_in else await self._rejects(work)
        return _Outcome(importer.company_id, report, found.all_came_in, rejects_id)

    async def tell(self, work: Work, kind: NotificationKind, message: str) -> None:
        """Tell who asked, if that is somebody who has an inbox."""
        try:
            asked = UUID(self.context.actor.subject)
        except ValueError:
            return
        facts = {"job": f"Import of {self.job.source_name}", "message": message}
        # Nobody is told of what they do themselves, and this is the system's doing.
        await notify(replace(work, actor=SYSTEM), [asked], kind, facts, NodeId("ImportJob", self.job.id))

    async def _rejects(self, work: Work) -> UUID:
        """Put the rejected rows into a file that nobody needs yet, and give its id."""
        with TemporaryDirectory(prefix="torso-rejects-", dir=_drafts(self.tools)) as directory:
            draft = Path(directory) / "rejects.csv"
            await write_rejects(work.raw, self.job.id, draft)
            data = await asyncio.to_thread(draft.read_bytes)
            now = self.tools.clock.now()
            file = File(
                company_id=self.file.company_id,
                name=REJECTS_NAME.format(name=self.job.source_name),
                media_type="text/csv",
                size_bytes=len(data),
                sha256=sha256(data).hexdigest(),
                requested_by=self.context.actor.subject,
                expires_at=now,
            )
            # Known before it is there, so that it is swept away if nobody comes to need it.
            async with self.context.transaction() as noting:
                noting.session.add(file)
                await noting.session.flush()
                what = Attempt("import.rejects", "File", file.id, file.company_id)
                await record_exported(noting, what, {"import": str(self.job.id), "sizeBytes": file.size_bytes})
            assert file.sha256 is not None
            await self.storage.put(file.sha256, draft)
        return file.id


def validate_imports(tools: Tools) -> Handler:
    """Try imports: the report is all that is kept."""
    return partial(_do, tools, _validate)


def run_imports(tools: Tools) -> Handler:
    """Bring imports in, or go on with it."""
    return partial(_do, tools, _run)


def revert_imports(tools: Tools) -> Handler:
    """Take imports back."""
    return partial(_do, tools, _revert)


async def _do(tools: Tools, does: Does, context: JobContext) -> JobResult:
    key = UUID(context.payload["import"])
    async with context.transaction() as work:
        job = await work.session.get_one(ImportJob, key)
    async with _alone(tools.pool, job.system):
        # Whoever was at it before may have come to the end while this one waited.
        async with context.transaction() as work:
            job = await work.session.get_one(ImportJob, key)
            file = await work.session.get_one(File, job.file_id)
        doing = _Import(tools, context, job, file)
        try:
            return await does(doing)
        except DomainError as refusal:
            async with context.transaction() as work:
                if does is _run:
                    await move(work.raw, key, "fail")
                await doing.tell(work, NotificationKind.JOB_FAILED, str(refusal))
            raise


async def _validate(doing: _Import) -> JobResult:
    context = doing.context
    async with _taken_back(context) as work:
        importer = await doing.read(work)
        before = await doing.before(work, importer.company_id)
        await doing.write(importer, partial(_part_of, work.raw), anew=True)
        outcome = await doing.outcome(work, importer, before)
    async with context.transaction() as work:
        await move(work.raw, doing.job.id, "validate")
        # A company that the import founds is not there now.
        return await _keep(doing, work, outcome, doing.job.company_id)


async def _run(doing: _Import) -> JobResult:
    context = doing.context
    if doing.job.state is not ImportJobState.RUNNING:
        return None
    async with context.transaction() as work:
        await work.raw.execute(PATIENT)
        importer = await doing.read(work)
        before = await doing.before(work, importer.company_id)
    if importer.at_once:
        return await _run_at_once(doing, importer, before)
    await doing.write(importer, partial(_in_transaction, context))
    async with context.transaction() as work:
        await work.raw.execute(PATIENT)
        outcome = await doing.outcome(work, importer, before)
        await move(work.raw, doing.job.id, outcome.verb)
        return await _keep(doing, work, outcome, outcome.company_id)


async def _run_at_once(doing: _Import, importer: Told, before: Figures) -> JobResult:
    """Bring everything in by one transaction; what does not add up is not kept, but for its report."""
    context = doing.context
    try:
        async with context.transaction() as work:
            await work.raw.execute(PATIENT)
            await doing.write(importer, partial(_part_of, work.raw))
            outcome = await doing.outcome(work, importer, before)
            _require_that_it_adds_up(outcome)
            await move(work.raw, doing.job.id, outcome.verb)
            return await _keep(doing, work, outcome, outcome.company_id)
    except _DoesNotAddUp as failed:
        async with context.transaction() as work:
            await move(work.raw, doing.job.id, failed.outcome.verb)
            return await _keep(doing, work, failed.outcome, doing.job.company_id)


def _require_that_it_adds_up(outcome: _Outcome) -> None:
    if not outcome.report["holds"]:
        raise _DoesNotAddUp(outcome)


async def _revert(doing: _Import) -> JobResult:
    async with doing.context.transaction() as work:
        removed = await revert(work.raw, doing.job.id)
        await doing.tell(work, NotificationKind.JOB_FINISHED, "It was taken back.")
        result = {"removed": [{"entityType": kind, "count": count} for kind, count in removed.items()]}
        await doing.context.done(work, result)
        return result


async def _keep(doing: _Import, work: Work, outcome: _Outcome, company_id: UUID | None) -> JobResult:
    """Keep what an import came to, and with the same commit be done."""
    await keep_report(work.raw, doing.job.id, company_id, outcome.report)
    await work.raw.execute(KEEP_REJECTS, outcome.rejects_id, work.clock.now())
    await work.raw.execute(NAME_REJECTS, doing.job.id, outcome.rejects_id)
    if doing.job.rejects_file_id is not None:
        await release(work, doing.job.rejects_file_id)
    failed = not outcome.report["holds"]
    kind = NotificationKind.JOB_FAILED if failed else NotificationKind.JOB_FINISHED
    await doing.tell(work, kind, outcome.summary())
    result = {"importJob": str(NodeId("ImportJob", doing.job.id)), "holds": outcome.report["holds"]}
    await doing.context.done(work, result)
    return result


@asynccontextmanager
async def _in_transaction(context: JobContext) -> AsyncGenerator[Connection]:
    async with context.transaction() as work:
        yield work.raw


@asynccontextmanager
async def _taken_back(context: JobContext) -> AsyncGenerator[Work]:
    """Open a transaction that is rolled back, however well it ends."""
    with suppress(_TakenBack):
        async with context.transaction() as work:
            await work.raw.execute(PATIENT)
            yield work
            raise _TakenBack


@asynccontextmanager
async def _part_of(connection: Connection) -> AsyncGenerator[Connection]:
    yield connection


@asynccontextmanager
async def _alone(pool: Pool, system: str) -> AsyncGenerator[None]:
    """Let one import of a system be worked on at a time; whoever is killed lets go."""
    async with pool.acquire() as connection:
        # The pool puts back all of it.
        await connection.execute("set lock_timeout = 0")
        await connection.execute("select pg_advisory_lock(hashtext($1))", lock_of(system))
        yield


def lock_of(system: str) -> str:
    """Name the lock that whoever works on an import of a system holds."""
    return f"import {system}"


def _drafts(tools: Tools) -> Path:
    """Give the directory for drafts: contents on the local disk move from there to their places."""
    directory = tools.settings.home / "files" / "drafts"
    directory.mkdir(parents=True, exist_ok=True)
    return directory
