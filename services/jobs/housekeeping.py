"""Forgetting jobs that nobody asks for any more."""

from datetime import datetime, timedelta
from typing import Final

from asyncpg import Pool

DONE_KEPT: Final = timedelta(days=30)
"""How long a job that came to its end can be asked for; one that is held stays."""

_JOBS = "delete from job where state in ('DONE', 'FAILED') and finished_at < $1"
_LOG = "delete from queue.pgqueuer_log where created < $1"


async def forget_old_jobs(pool: Pool, now: datetime) -> None:
    """Delete the jobs that came to their end long ago, and what the queue noted of them."""
    for statement in (_JOBS, _LOG):
        await pool.execute(statement, now - DONE_KEPT)
