"""Running migrations: connections, transactions, and the check that what went in reads back.

Every chunk is a transaction of its own, so that a killed import goes on where it stood. A dry run is one transaction with
all chunks in it, which is rolled back.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from asyncpg import Connection

from kernel.errors import DomainError
from models import ImportJobState
from server.database import JOB, Database, connect
from server.errors import OperatorError
from server.reading_back import read_back_on
from services.migration.engine.items import Progress, Told
from services.migration.engine.job import JobStand, NewJob, create, keep_report, move, of_source
from services.migration.engine.reconciling import Reconciliation, reconcile, told
from services.migration.engine.reverting import revert
from services.migration.engine.running import run
from services.migration.files import FileImport, prepare
from services.migration.files import importer as importer_of
from services.migration.histories import open_history

ACTOR = "import"
WORKS = """
select set_config('app.actor', $1, true), set_config('app.actor_name', 'Import', true),
  set_config('app.client', $1, true), set_config('app.reason', $2, true)
"""
LIST = """
select id::text, system, target, state, source_name, rows_read, started_at, finished_at from import_job order by id desc limit 100
"""
REJECTS = """
select part, number, code, reason, values from import_row where job_id = $1 and fate = 'REJECTED' order by part, number
"""
Report = dict[str, Any]


class Prepared(NamedTuple):
    """An import that can begin: what it is about, and what reads its source once it has begun."""

    job: NewJob
    read: Callable[[Connection, UUID], Awaitable[Told]]


class Reject(NamedTuple):
    """A row that was rejected, as it was read."""

    part: str
    number: int
    code: str
    reason: str
    values: dict[str, str]


async def migrate(database: Database, name: str, folder: Path, progress: Progress, *, keep: bool) -> Report:
    """Bring history in, or go on with bringing it in; what came in stays as it is.

    Raises:
        OperatorError: the source cannot be read.
    """

    async def prepared(_connection: Connection) -> Prepared:
        opened = open_history(name, folder, ACTOR)

        async def read(connection: Connection, _job_id: UUID) -> Told:
            return opened.read(await connection.fetchval("select id from unit where code = 'PCE'"))

        return Prepared(opened.job, read)

    return await _import(database, name, prepared, progress, keep=keep)


async def migrate_file(database: Database, asked: FileImport, progress: Progress, *, keep: bool) -> Report:
    """Bring the rows of a file in by a mapping.

    Raises:
        OperatorError: the file cannot be read, the mapping does not fit, or another system owns what it writes.
    """

    async def prepared(connection: Connection) -> Prepared:
        job = await prepare(connection, asked)

        async def read(connection: Connection, job_id: UUID) -> Told:
            return await importer_of(connection, asked, job_id)

        return Prepared(job, read)

    return await _import(database, asked.system, prepared, progress, keep=keep)


async def take_back(database: Database, job_id: UUID) -> dict[str, int]:
    """Take an import back, and tell how many of each type went.

    Raises:
        OperatorError: there is no such import, or something of it was changed or is in use.
    """
    async with _connected(database, "") as connection, _work(connection, "import taken back"):
        if not await connection.fetchval("select exists (select from import_job where id = $1)", job_id):
            raise OperatorError(f"There is no import {job_id}.")
        try:
            return await revert(connection, job_id)
        except DomainError as refusal:
            raise OperatorError(str(refusal)) from refusal


async def imports(database: Database) -> list[Report]:
    """List the imports, newest first."""
    connection = await connect(database, JOB)
    try:
        return [dict(row) for row in await connection.fetch(LIST)]
    finally:
        await connection.close()


async def rejects(database: Database, job_id: UUID) -> AsyncGenerator[Reject]:
    """Give the rejected rows of an import, with why they were."""
    connection = await connect(database, JOB)
    try:
        async with connection.transaction():
            async for row in connection.cursor(REJECTS, job_id):
                yield Reject(row["part"], row["number"], row["code"], row["reason"], orjson.loads(row["values"]))
    finally:
        await connection.close()


async def _import(
    database: Database,
    system: str,
    prepared: Callable[[Connection], Awaitable[Prepared]],
    progress: Progress,
    *,
    keep: bool,
) -> Report:
    async with _connected(database, system) as connection:
        try:
            return await (_for_good if keep else _dry)(connection, system, prepared, progress)
        except DomainError as refusal:
            raise OperatorError(str(refusal)) from refusal


async def _for_good(
    connection: Connection, system: str, prepared: Callable[[Connection], Awaitable[Prepared]], progress: Progress
) -> Report:
    async with _work(connection, system):
        new, read = await prepared(connection)
        job = await _begun(connection, new)
    if job.report is not None and job.state in (ImportJobState.COMPLETED, ImportJobState.PARTIAL):
        return {**job.report, "already_in": True}
    progress("Reading", job.rows_read)
    importer = await read(connection, job.id)
    await run(lambda: _work(connection, system), job, importer, progress)
    async with _work(connection, system):
        outcome = await _reconciled(connection, job.id, importer)
        report = _told(outcome, importer)
        verb = "fail" if not outcome.holds else "complete" if outcome.all_came_in else "complete_in_part"
        await move(connection, job.id, verb)
        await keep_report(connection, job.id, importer.company_id, report)
    return {**report, "already_in": False}


async def _dry(
    connection: Connection, system: str, prepared: Callable[[Connection], Awaitable[Prepared]], progress: Progress
) -> Report:
    transaction = connection.transaction()
    await transaction.start()
    try:
        # A large source is read while the transaction is open.
        await connection.execute("set local idle_in_transaction_session_timeout = 0")
        new, read = await prepared(connection)
        job = await _begun(connection, new)
        progress("Reading", 0)
        importer = await read(connection, job.id)
        await run(lambda: _work(connection, system), job, importer, progress)
        outcome = await _reconciled(connection, job.id, importer)
    finally:
        await transaction.rollback()
    return {**_told(outcome, importer), "already_in": False}


async def _begun(connection: Connection, new: NewJob) -> JobStand:
    found = await of_source(connection, new)
    if found is not None and found.state is not ImportJobState.FAILED:
        return found
    job_id = await create(connection, new)
    for verb in ("map", "run"):
        await move(connection, job_id, verb)
    return JobStand(job_id, ImportJobState.RUNNING, 0, 0, None)


async def _reconciled(connection: Connection, job_id: UUID, importer: Told) -> Reconciliation:
    figures = await read_back_on(connection)(importer.company_id)
    stored = importer.stored(figures)
    return await reconcile(connection, job_id, importer.system, importer.company_id, importer.source, stored)


def _told(outcome: Reconciliation, importer: Told) -> Report:
    return told(outcome, importer)


@asynccontextmanager
async def _connected(database: Database, system: str) -> AsyncGenerator[Connection]:
    """Connect; one import of a system runs at a time, and another waits."""
    connection = await connect(database, JOB)
    try:
        await connection.execute("select pg_advisory_lock(hashtext($1))", f"import {system}")
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def _work(connection: Connection, reason: str) -> AsyncGenerator[Connection]:
    """Open a transaction in which the audit knows who works."""
    async with connection.transaction():
        await connection.execute(WORKS, ACTOR, reason)
        yield connection
