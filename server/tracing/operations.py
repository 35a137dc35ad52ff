"""A span for each operation: what it is called, who asks, and what it costs; never its values or its text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from opentelemetry.context import Context
from opentelemetry.trace import Tracer

from server.graphql.answering import Asked, Reply
from server.http.operations import Operations, Visit
from server.live.outlet import Outlet
from server.live.subscriber import Subscriber
from server.telemetry.exchange import SOCKET
from server.tracing.spans import spanned

_NAME_MAX = 100


@dataclass
class TracedOperations(Operations):
    """Answers operations, each within a span."""

    tracer: Tracer = field(kw_only=True)

    async def answer(self, asked: Asked, visit: Visit) -> Reply:
        """Answer a query, or do a mutation."""
        with spanned(self.tracer, _title(asked), _facts(asked, visit), parent=_parent(visit)) as span:
            reply = await super().answer(asked, visit)
            span.set_attribute("torso.cost", reply.plan.cost)
        return reply

    async def subscribe(self, asked: Asked, visit: Visit, outlet: Outlet, after: str | None = None) -> Subscriber:
        """Begin to tell somebody what happens."""
        with spanned(self.tracer, _title(asked), _facts(asked, visit), parent=_parent(visit)) as span:
            subscriber = await super().subscribe(asked, visit, outlet, after)
            span.set_attribute("torso.cost", subscriber.following.plan.cost)
        return subscriber


def _title(asked: Asked) -> str:
    name = _name(asked)
    kind = asked.operation.operation.value
    return f"{kind} {name}" if name else kind


def _facts(asked: Asked, visit: Visit) -> Mapping[str, str | int]:
    facts: dict[str, str | int] = {
        "graphql.operation.type": asked.operation.operation.value,
        "torso.document": asked.document.hash,
        "torso.client": visit.admitted.client_id,
    }
    if name := _name(asked):
        facts["graphql.operation.name"] = name
    return facts


def _name(asked: Asked) -> str | None:
    """Give the name of the operation in its document, of which GraphQL says that it is one word."""
    return asked.operation.name and asked.operation.name.value[:_NAME_MAX]


def _parent(visit: Visit) -> Context | None:
    """Let each operation of a socket begin a trace; the others belong to that of their request."""
    return Context() if visit.exchange.method == SOCKET else None
