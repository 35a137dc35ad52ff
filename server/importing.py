"""Running an import: its connection, its transaction, and the check that what went in reads back."""

from pathlib import Path

from asyncpg import Connection

from kernel.clock import SystemClock
from server.database import JOB, Database, connect
from server.errors import OperatorError
from server.reading_back import read_back_on
from services.migration.plans.bring_in import Progress, bring_in
from services.migration.plans.known import SOURCES
from services.migration.plans.report import Report
from services.migration.refusals import SourceUnusable


async def import_company(database: Database, source: str, path: Path, progress: Progress, *, keep: bool) -> Report:
    """Bring a company in, all or nothing, as the application's role.

    Nothing is kept of a dry run, nor of an import whose figures do not read back: the report tells.

    Raises:
        OperatorError: the source cannot be read, or is not what it is said to be.
    """
    connection = await connect(database, JOB)
    try:
        return await _in_transaction(connection, source, path, progress, keep=keep)
    finally:
        await connection.close()


async def _in_transaction(connection: Connection, source: str, path: Path, progress: Progress, *, keep: bool) -> Report:
    known = SOURCES[source]
    transaction = connection.transaction()
    await transaction.start()
    done = False
    try:
        extract = known.open(path)
        report = await bring_in(connection, extract, known.plan, SystemClock(), read_back_on(connection), progress)
        done = keep and report.holds
    except SourceUnusable as unusable:
        raise OperatorError(str(unusable)) from unusable
    finally:
        await (transaction.commit() if done else transaction.rollback())
    return report
