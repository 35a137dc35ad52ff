"""One attempt at a job, and what is written down of it."""

from dataclasses import dataclass
from functools import partial

from pgqueuer.core.executors import AbstractEntrypointExecutor
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Context, Job
from structlog.typing import FilteringBoundLogger

from kernel.errors import DomainError
from server.jobs.binding import Bound, Tools
from services.jobs import JobContext, progress
from services.jobs.order import Order


class HandedOver(Exception):
    """The job is held: whoever reads the log finds its last error beside it."""


@dataclass
class Attempt(AbstractEntrypointExecutor):
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
        attempt = await progress.begin(self.tools.pool, order.job_id)
        if attempt is None:
            return
        if attempt > self.bound.attempts_max:
            # Its worker was killed each time, so that nobody was left to count.
            await self._give_up(order, "Every worker that has tried it was killed.")
        try:
            result = await self.bound.handler(self.tools)(self._context(order, attempt))
        except DomainError as refusal:
            refused = {"code": refusal.code, "facts": refusal.facts()}
            await progress.refuse(self.tools.pool, order.job_id, str(refusal), refused)
        except Exception as error:  # noqa: BLE001 - whatever a handler stumbles over, the job is tried again
            await self._failed(order, attempt, error)
        else:
            await progress.finish(self.tools.pool, order.job_id, result)

    def _context(self, order: Order, attempt: int) -> JobContext:
        transaction = partial(self.tools.transactions.begin_as, order.actor)
        return JobContext(order.job_id, order.payload, order.actor, attempt, self.tools.pool, transaction)

    async def _failed(self, order: Order, attempt: int, error: Exception) -> None:
        self.log.error("a job has failed", job=str(order.job_id), attempt=attempt, exc_info=error)
        if attempt >= self.bound.attempts_max:
            await self._give_up(order, f"{type(error).__name__}: {error}")
        await progress.wait(self.tools.pool, order.job_id, f"Attempt {attempt} failed, another follows.")
        raise RetryRequested(self.bound.delay(attempt), str(error)) from error

    async def _give_up(self, order: Order, message: str) -> None:
        await progress.hold(self.tools.pool, order.job_id, message)
        raise HandedOver(message)
