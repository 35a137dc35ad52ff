"""What is written down of a job while it is worked on.

A worker that gave no sign of life for too long has lost its jobs to another. It may come back, and must not write over
what the other has written: each attempt writes as itself, and is told when it is not the last one any more.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
from asyncpg import Connection, Pool
from asyncpg.pool import PoolConnectionProxy

# A job that is done, or was refused, is not begun again: whoever did it before was killed just after.
_BEGIN = """
update job set state = 'RUNNING', attempts = attempts + 1, started_at = clock_timestamp(), message = null
where id = $1 and state in ('QUEUED', 'RUNNING') returning attempts
"""
_STATE = "select state from job where id = $1"
_IS_OVERTAKEN = "select exists (select from job where id = $1 and attempts <> $2)"
_ADVANCE = """
update job set progress_done = $3, progress_total = coalesce($4, progress_total), message = coalesce($5, message)
where id = $1 and attempts = $2 and state = 'RUNNING' returning true
"""
_END = """
update job set state = $3::text, message = coalesce($4, message), result = coalesce($5::text::jsonb, result),
  finished_at = case when $3::text <> 'QUEUED' then clock_timestamp() end,
  progress_done = case when $3::text = 'DONE' then coalesce(progress_total, progress_done) else progress_done end
where id = $1 and attempts = $2 and state = 'RUNNING' returning true
"""
HELD: Final = "HELD"

Writing = Connection | Pool | PoolConnectionProxy


class JobOvertaken(Exception):
    """Another worker has taken the job over, because this one gave no sign of life; nothing more of it may be written."""


class Attempt(NamedTuple):
    """Which job, and which attempt at it."""

    job_id: UUID
    number: int


async def begin(writing: Writing, job_id: UUID) -> Attempt | None:
    """Say that a job is being done, and give which attempt it is; None where there is nothing left to do."""
    number = await writing.fetchval(_BEGIN, job_id)
    return None if number is None else Attempt(job_id, number)


async def is_held(reading: Writing, job_id: UUID) -> bool:
    """Tell whether a job is held."""
    return await reading.fetchval(_STATE, job_id) == HELD


async def advance(writing: Writing, attempt: Attempt, done: int, total: int | None, message: str | None) -> None:
    """Say how far a job is.

    Raises:
        JobOvertaken: it is somebody else's by now.
    """
    await _written(writing, attempt, _ADVANCE, done, total, message)


async def finish(writing: Writing, attempt: Attempt, result: Mapping[str, Any] | None) -> None:
    """Say that a job is done, and what came of it; a second time it says nothing.

    Raises:
        JobOvertaken: it is somebody else's by now.
    """
    body = None if result is None else orjson.dumps(result).decode()
    await _written(writing, attempt, _END, "DONE", None, body)


async def refuse(writing: Writing, attempt: Attempt, message: str, result: Mapping[str, Any]) -> None:
    """Say that the business refused a job: trying again would not help. Raises as `finish`."""
    await _written(writing, attempt, _END, "FAILED", message, orjson.dumps(result, default=str).decode())


async def wait(writing: Writing, attempt: Attempt, message: str) -> None:
    """Say that an attempt has failed, and another will follow. Raises as `finish`."""
    await _written(writing, attempt, _END, "QUEUED", message, None)


async def hold(writing: Writing, attempt: Attempt, message: str) -> None:
    """Say that a job is held after its last attempt, until somebody lets it be tried again. Raises as `finish`."""
    await _written(writing, attempt, _END, HELD, message, None)


async def _written(writing: Writing, attempt: Attempt, statement: str, *values: object) -> None:
    if await writing.fetchval(statement, *attempt, *values):
        return
    # It may have come to its end by itself; then it is still of this attempt.
    if await writing.fetchval(_IS_OVERTAKEN, *attempt):
        raise JobOvertaken(f"attempt {attempt.number} at {attempt.job_id}")
