"""One attempt at a job, and what is written down of it."""

import os
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from pgqueuer.core.executors import AbstractEntrypointExecutor
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Context, Job
from structlog.typing import FilteringBoundLogger

from kernel.errors import DomainError
from server.jobs.binding import Bound, Tools
from services.jobs import JobContext, JobOvertaken, progress
from services.jobs.order import Order
from services.jobs.progress import Attempt

OVERTAKEN: Final = 75
"""How a worker ends that finds its jobs with others (EX_TEMPFAIL)."""


class HandedOver(Exception):
    """The job is held; this is what the queue keeps of why, for whoever looks after it."""


@dataclass
class Attempts(AbstractEntrypointExecutor):
    """Does the jobs of one kind, as the queue hands them over."""

    bound: Bound
    tools: Tools
    log: FilteringBoundLogger

    async def execute(self, job: Job, context: Context) -> None:
        """Do a job, unless it was done by somebody who was killed just after.

        Raises:
            RetryRequested: it failed and is to be tried again.
            HandedOver: it failed for the last time.
        """
        del context
        order = Order.read(job.payload or b"")
        try:
            await self.do(order)
        except JobOvertaken as overtaken:
            # Whatever this worker told the queue now would be said of the other's work. It says nothing, and starts anew.
            self.log.critical(
                "a job was taken over from this worker, which ends", job=str(order.job_id), why=str(overtaken)
            )
            os._exit(OVERTAKEN)

    async def do(self, order: Order) -> None:
        """Do a job whose place in the queue is taken.

        Raises:
            RetryRequested, HandedOver: as `execute`.
            JobOvertaken: another worker does it by now.
        """
        attempt = await progress.begin(self.tools.pool, order.job_id)
        if attempt is None:
            await self._leave(order.job_id)
            return
        if attempt.number > self.bound.attempts_max:
            # Its worker was killed each time, so that nobody was left to count.
            await self._give_up(attempt, "Every worker that has tried it was killed.")
        try:
            result = await self.bound.handler(self.tools)(self._context(order, attempt))
        except DomainError as refusal:
            refused = {"code": refusal.code, "facts": refusal.facts()}
            await progress.refuse(self.tools.pool, attempt, str(refusal), refused)
        except JobOvertaken:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler stumbles over, the job is tried again
            await self._failed(attempt, error)
        else:
            await progress.finish(self.tools.pool, attempt, result)

    async def _leave(self, job_id: UUID) -> None:
        """Let the queue hold what is held: whoever wrote that down was killed before the queue heard of it."""
        if await progress.is_held(self.tools.pool, job_id):
            raise HandedOver("It was held already.")

    def _context(self, order: Order, attempt: Attempt) -> JobContext:
        transaction = partial(self.tools.transactions.begin_as, order.actor)
        return JobContext(order.job_id, order.payload, order.actor, attempt.number, self.tools.pool, transaction)

    async def _failed(self, attempt: Attempt, error: Exception) -> None:
        self.log.error("a job has failed", job=str(attempt.job_id), attempt=attempt.number, exc_info=error)
        said = f"{type(error).__name__}: {error}"
        if attempt.number >= self.bound.attempts_max:
            await self._give_up(attempt, said)
        await progress.wait(self.tools.pool, attempt, f"Attempt {attempt.number} failed, another follows.")
        raise RetryRequested(self.bound.delay(attempt.number), said) from error

    async def _give_up(self, attempt: Attempt, why: str) -> None:
        # What went wrong in detail is for the log and the operator, not for everybody who may see the job.
        told = f"Given up after {attempt.number} attempts. Whoever runs the workers can look into it and have it tried again."
        await progress.hold(self.tools.pool, attempt, told)
        raise HandedOver(why)
