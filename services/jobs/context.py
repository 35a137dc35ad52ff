"""What a handler is given to do a job with."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from asyncpg import Pool

from services.jobs import progress
from services.jobs.progress import Attempt
from services.work import Actor, Work

JobResult: TypeAlias = Mapping[str, Any] | None
"""What came of a job, as JSON, for whoever asked for it."""


@dataclass(frozen=True, slots=True)
class JobContext:
    """One attempt at a job.

    A handler may be run again from its beginning, when it failed or its worker was killed. What it has done once it must
    find done; or it works in one transaction, and says `done` in it.
    """

    job_id: UUID
    payload: Mapping[str, Any]
    actor: Actor
    """Who asked for the job; what it changes is changed in their name."""
    attempt: int
    pool: Pool
    transaction: Callable[[], AbstractAsyncContextManager[Work]]
    """Opens a transaction in the name of the actor, which is committed when the context ends without an error."""

    async def progress(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """Say how far it is, for everybody to see at once; a statement of its own, so not for every row.

        Raises:
            JobOvertaken: another worker does it by now; let this through.
        """
        await progress.advance(self.pool, self._attempt, done, total, message)

    async def done(self, work: Work, result: JobResult = None) -> None:
        """Say in a transaction of the job that with its commit the job is done. Raises as `progress`."""
        await progress.finish(work.raw, self._attempt, result)

    @property
    def _attempt(self) -> Attempt:
        return Attempt(self.job_id, self.attempt)


Handler: TypeAlias = Callable[[JobContext], Awaitable[JobResult]]
"""Does a job, and gives what came of it.

A refusal (DomainError) ends the job; after any other error it is tried again, later each time, and held in the end.
"""
