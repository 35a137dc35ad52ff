"""The life of an import, as a table, and the statements that keep it."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson
from asyncpg import Connection

from kernel.workflow import Transition, Workflow
from models import ImportJobState

RUN: Final = "platform.import:run"
REVERT: Final = "platform.import:revert"
WRITE: Final = "platform.import:write"

DRAFT, MAPPED, VALIDATED = ImportJobState.DRAFT, ImportJobState.MAPPED, ImportJobState.VALIDATED
RUNNING, COMPLETED, PARTIAL = ImportJobState.RUNNING, ImportJobState.COMPLETED, ImportJobState.PARTIAL
FAILED, REVERTED = ImportJobState.FAILED, ImportJobState.REVERTED

# A job that runs may be killed with its process; then `run` goes on where it stood.
LIFE: Final = Workflow(
    "ImportJob",
    DRAFT,
    (
        Transition("map", (DRAFT, MAPPED, VALIDATED), MAPPED, WRITE),
        Transition("validate", (MAPPED, VALIDATED), VALIDATED, RUN),
        Transition("run", (MAPPED, VALIDATED, RUNNING, FAILED), RUNNING, RUN),
        Transition("complete", (RUNNING,), COMPLETED, RUN),
        Transition("complete_in_part", (RUNNING,), PARTIAL, RUN),
        Transition("fail", (RUNNING,), FAILED, RUN),
        Transition("revert", (COMPLETED, PARTIAL, FAILED), REVERTED, REVERT),
    ),
)

CREATE: Final = """
insert into import_job (system, target, mapping_id, company_id, source_name, source_sha256, options, requested_by, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'DRAFT') returning id
"""
# A source comes in once: what is asked for is the import of it that was not taken back.
OF_SOURCE: Final = """
select id, state, chunks_done, rows_read, report::text as report from import_job
where system = $1 and target = $2 and source_sha256 = $3 and mapping_id is not distinct from $4 and state <> 'REVERTED'
order by id desc limit 1
"""


@dataclass(frozen=True)
class NewJob:
    """What an import is about."""

    system: str
    target: str
    source_name: str
    source_sha256: str
    requested_by: str
    company_id: UUID | None = None
    mapping_id: UUID | None = None
    options: dict[str, object] | None = None


@dataclass(frozen=True)
class JobStand:
    """Where a job stands."""

    id: UUID
    state: ImportJobState
    chunks_done: int
    rows_read: int
    report: dict[str, object] | None


async def create(connection: Connection, job: NewJob) -> UUID:
    """Begin an import, as a draft."""
    options = orjson.dumps(job.options or {}).decode()
    return await connection.fetchval(
        CREATE, job.system, job.target, job.mapping_id, job.company_id, job.source_name, job.source_sha256, options,
        job.requested_by,
    )  # fmt: skip


async def of_source(connection: Connection, job: NewJob) -> JobStand | None:
    """Find the import of a source that has begun or is done, and was not taken back."""
    found = await connection.fetchrow(OF_SOURCE, job.system, job.target, job.source_sha256, job.mapping_id)
    if found is None:
        return None
    report = orjson.loads(found["report"]) if found["report"] else None
    state = ImportJobState(found["state"])
    return JobStand(found["id"], state, found["chunks_done"], found["rows_read"], report)


async def move(connection: Connection, job_id: UUID, transition: str) -> ImportJobState:
    """Take a job one step further in its life.

    Raises:
        TransitionUnavailable: it does not go there from where it is.
    """
    state = await connection.fetchval("select state from import_job where id = $1 for update", job_id)
    target = LIFE.transition(ImportJobState(state), transition).target
    await connection.execute(
        "update import_job set state = $2::text,"
        " started_at = case when $2::text = 'RUNNING' then coalesce(started_at, clock_timestamp()) else started_at end,"
        " finished_at = case when $2::text in ('COMPLETED', 'PARTIAL', 'FAILED') then clock_timestamp() else finished_at end"
        " where id = $1",
        job_id,
        target,
    )
    return target


async def keep_report(connection: Connection, job_id: UUID, company_id: UUID | None, report: dict[str, object]) -> None:
    """Keep what a dry run or an import came to."""
    await connection.execute(
        "update import_job set report = $2, company_id = $3 where id = $1",
        job_id,
        orjson.dumps(report).decode(),
        company_id,
    )
