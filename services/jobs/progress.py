"""What is written down of a job while it is worked on."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from asyncpg import Connection, Pool
from asyncpg.pool import PoolConnectionProxy

# A job that is done, or was refused, is not begun again: whoever did it before was killed just after.
_BEGIN = """
update job set state = 'RUNNING', attempts = attempts + 1, started_at = clock_timestamp(), message = null
where id = $1 and state in ('QUEUED', 'RUNNING') returning attempts
"""
_ADVANCE = """
update job set progress_done = $2, progress_total = coalesce($3, progress_total), message = coalesce($4, message)
where id = $1 and state = 'RUNNING'
"""
_END = """
update job set state = $2::text, message = coalesce($3, message), result = coalesce($4::text::jsonb, result),
  finished_at = case when $2::text <> 'QUEUED' then clock_timestamp() end,
  progress_done = case when $2::text = 'DONE' then coalesce(progress_total, progress_done) else progress_done end
where id = $1 and state = 'RUNNING'
"""

Writing = Connection | Pool | PoolConnectionProxy


async def begin(writing: Writing, job_id: UUID) -> int | None:
    """Say that a job is being done, and give which attempt it is; None where there is nothing left to do."""
    return await writing.fetchval(_BEGIN, job_id)


async def advance(writing: Writing, job_id: UUID, done: int, total: int | None, message: str | None) -> None:
    """Say how far a job is."""
    await writing.execute(_ADVANCE, job_id, done, total, message)


async def finish(writing: Writing, job_id: UUID, result: Mapping[str, Any] | None) -> None:
    """Say that a job is done, and what came of it; a second time it says nothing."""
    body = None if result is None else orjson.dumps(result).decode()
    await writing.execute(_END, job_id, "DONE", None, body)


async def refuse(writing: Writing, job_id: UUID, message: str, result: Mapping[str, Any]) -> None:
    """Say that the business refused a job: trying again would not help."""
    await writing.execute(_END, job_id, "FAILED", message, orjson.dumps(result, default=str).decode())


async def wait(writing: Writing, job_id: UUID, message: str) -> None:
    """Say that an attempt has failed, and another will follow."""
    await writing.execute(_END, job_id, "QUEUED", message, None)


async def hold(writing: Writing, job_id: UUID, message: str) -> None:
    """Say that a job is held after its last attempt, until somebody lets it be tried again."""
    await writing.execute(_END, job_id, "HELD", message, None)
