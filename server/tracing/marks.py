"""Which trace a line of the log belongs to."""

from opentelemetry.trace import format_span_id, format_trace_id, get_current_span
from structlog.typing import EventDict, WrappedLogger


def mark_trace(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say it; a processor of structlog."""
    at = get_current_span().get_span_context()
    if not at.is_valid:
        return event
    return {**event, "trace_id": format_trace_id(at.trace_id), "span_id": format_span_id(at.span_id)}
