"""Spans around the parts of a process, and the library that sends them.

Sending has a thread of its own and a queue with an end: where the collector is away or slow, spans are lost and nobody waits. How
much is sampled, how long the queue is, and with which headers it is sent, the library reads from the variables `OTEL_…`.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import Field, dataclass, fields, replace
from threading import Thread
from typing import Any, ClassVar, Final, Protocol

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Tracer
from starlette.types import ASGIApp

from server.database import Database
from server.graphql.plans import Plans
from server.http.operations import Operations
from server.jobs.attempt import Attempts
from server.live.teller import Teller
from server.tracing.batches import TracedTeller
from server.tracing.deliveries import TracedSender
from server.tracing.jobs import TracedAttempts
from server.tracing.operations import TracedOperations
from server.tracing.parents import traceparent
from server.tracing.planning import TracedPlans
from server.tracing.requests import TracedRequests
from server.tracing.statements import Statements
from server.tracing.tracing import Tracing
from server.webhooks.sending import Sender

SERVICE: Final = "torso"
FLUSH_SECONDS: Final = 3.0
"""How long a process that ends waits for the collector."""


def provider_of(endpoint: str) -> TracerProvider:
    """Make what samples spans, and sends them to a collector (OTLP over HTTP)."""
    found = Resource.create()
    if str(found.attributes[SERVICE_NAME]).startswith("unknown_service"):
        found = found.merge(Resource({SERVICE_NAME: SERVICE}))
    provider = TracerProvider(resource=found, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint)))
    return provider


@dataclass(frozen=True)
class Traced(Tracing):
    """Puts spans around parts."""

    provider: TracerProvider

    @property
    def _tracer(self) -> Tracer:
        return self.provider.get_tracer(SERVICE)

    def app(self, app: ASGIApp) -> ASGIApp:
        """Put a span around each request."""
        return TracedRequests(app, self._tracer)

    def operations(self, operations: Operations) -> Operations:
        """Put a span around each operation."""
        return TracedOperations(**_parts(operations), tracer=self._tracer)

    def plans(self, plans: Plans) -> Plans:
        """Make a span of each plan that has to be made."""
        return TracedPlans(plans, self._tracer)

    def database(self, database: Database) -> Database:
        """Put a span around each statement of its connections."""
        return replace(database, watch=Statements(self._tracer))

    def teller(self, teller: Teller) -> Teller:
        """Put a span around each batch."""
        return TracedTeller(teller, self._tracer)

    def attempts(self, kind: str, attempts: Attempts) -> Attempts:
        """Put a span around each attempt at a job."""
        return TracedAttempts(**_parts(attempts), kind=kind, tracer=self._tracer)

    def sender(self, sender: Sender) -> Sender:
        """Put a span around each message."""
        return TracedSender(**_parts(sender), tracer=self._tracer)

    def trace(self) -> str | None:
        """Name the trace of what is being done."""
        return traceparent()

    @asynccontextmanager
    async def lasting(self) -> AsyncGenerator[None]:
        """Send the rest at the end, unless that takes too long."""
        try:
            yield
        finally:
            # The library waits for half a minute, and cannot be told otherwise. A thread that is left behind ends with the process.
            flushing = Thread(target=self.provider.shutdown, daemon=True)
            flushing.start()
            await asyncio.to_thread(flushing.join, FLUSH_SECONDS)


class _Made(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def _parts(of: _Made) -> dict[str, Any]:
    return {each.name: getattr(of, each.name) for each in fields(of) if each.init}
