"""A span for each batch that is read for those who follow the same."""

from collections.abc import Sequence
from typing import Any

from opentelemetry.context import Context
from opentelemetry.trace import Tracer

from planner.access import Access
from planner.changes import Batch, Reading
from server.live.teller import Teller
from server.tracing.spans import spanned


class TracedTeller(Teller):
    """Reads batches, each within a trace of its own: whoever follows has not asked for it just now."""

    def __init__(self, teller: Teller, tracer: Tracer) -> None:
        """Read as another does."""
        super().__init__(teller.answering)
        self._tracer = tracer

    async def batch(self, reading: Reading, sql: str, values: Sequence[Any], access: Access) -> Batch:
        """Run the statement of a batch."""
        with spanned(self._tracer, "subscription batch", {"torso.reading": reading.name}, parent=Context()) as span:
            batch = await super().batch(reading, sql, values, access)
            span.set_attributes({"torso.batch.count": batch.count, "torso.batch.has_more": batch.has_more})
        return batch
