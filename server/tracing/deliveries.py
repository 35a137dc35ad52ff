"""A span for each message to a webhook, and the trace that it carries to the receiver.

It says to which host, since the rest of the address may be a secret that the receiver has put there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from opentelemetry.trace import SpanKind, Tracer

from server.tracing.parents import naming_trace
from server.tracing.spans import failed, spanned
from server.webhooks.sending import Answered, Sender


@dataclass(frozen=True)
class TracedSender(Sender):
    """Sends messages, each within a span."""

    tracer: Tracer = field(kw_only=True)

    async def send(self, url: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Answered:
        """Send a message, and tell what came of it."""
        facts = {
            "server.address": _host(url),
            "http.request.body.size": len(body),
            "torso.webhook.message": headers.get("webhook-id", ""),
        }
        with spanned(self.tracer, "webhook", facts, SpanKind.CLIENT) as span:
            answered = await super().send(url, naming_trace(headers), body, now)
            if answered.status is not None:
                span.set_attribute("http.response.status_code", answered.status)
            if answered.fault is not None:
                failed(span, answered.fault.value)
        return answered


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
