"""A span for each batch that is read for those who follow the same."""

from collections.abc import Sequence
from uuid import UUID

from opentelemetry.context import Context
from opentelemetry.trace import Tracer

from planner.changes import Batch, Reading
from planner.following import NOTHING_SHOWN, Following
from server.live.teller import Teller
from server.tracing.spans import spanned


class TracedTeller(Teller):
    """Reads batches, each within a trace of its own: whoever follows has not asked for it just now."""

    def __init__(self, teller: Teller, tracer: Tracer) -> None:
        """Read as another does."""
        super().__init__(teller.answering)
        self._tracer = tracer

    async def read(
        self,
        following: Following,
        reading: Reading,
        after: int,
        until: int | None,
        gone: Sequence[UUID] = (),
        shown: UUID = NOTHING_SHOWN,
    ) -> Batch:
        """Read what has happened in between, or what is there."""
        with spanned(self._tracer, "subscription batch", {"torso.reading": reading.name}, parent=Context()) as span:
            batch = await super().read(following, reading, after, until, gone, shown)
            span.set_attributes({"torso.batch.count": batch.count, "torso.batch.has_more": batch.has_more})
        return batch
