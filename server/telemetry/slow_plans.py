"""A log of the queries that took long: which document, of which client, and how long; never a value."""

from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger

from server.graphql.answering import Asked, Reply
from server.telemetry.exchange import Exchange


@dataclass(frozen=True)
class SlowPlans:
    """Logs what takes longer than a threshold."""

    log: FilteringBoundLogger
    threshold_ms: float

    def note(self, exchange: Exchange, asked: Asked, reply: Reply) -> None:
        """Log an answer if it was slow."""
        if reply.ms < self.threshold_ms:
            return
        self.log.warning(
            "slow plan",
            request_id=exchange.id,
            client=exchange.client,
            document=asked.document.hash,
            operation=exchange.operation,
            ms=reply.ms,
            cost=reply.plan.cost,
            bytes=len(reply.body),
        )
