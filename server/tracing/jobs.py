"""A span for each attempt at a job, in the trace of the request that has asked for it."""

from dataclasses import dataclass, field

from opentelemetry.trace import SpanKind, Tracer

from server.jobs.attempt import Attempts
from server.tracing.parents import context_of
from server.tracing.spans import spanned
from services.jobs.order import Order


@dataclass
class TracedAttempts(Attempts):
    """Does the jobs of one kind, each attempt within a span."""

    kind: str = field(kw_only=True)
    tracer: Tracer = field(kw_only=True)

    async def do(self, order: Order) -> None:
        """Do a job whose place in the queue is taken."""
        facts = {"torso.job.kind": self.kind, "torso.job.id": str(order.job_id), "torso.client": order.actor.client_id}
        with spanned(self.tracer, f"job {self.kind}", facts, SpanKind.CONSUMER, context_of(order.trace)):
            await super().do(order)
