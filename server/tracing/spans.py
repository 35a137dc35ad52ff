"""How spans are begun and ended here: with the facts that are passed, and of an error with nothing but its name.

The library would write the message of an error and all of its stack into the span, and so values of requests.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager

from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer

from kernel.errors import DomainError
from server.graphql.errors import Refused


@contextmanager
def spanned(
    tracer: Tracer,
    name: str,
    facts: Mapping[str, str | int],
    kind: SpanKind = SpanKind.INTERNAL,
    parent: Context | None = None,
) -> Generator[Span]:
    """Make a span of what is done in a context; without a parent it belongs to what is being done."""
    with tracer.start_as_current_span(
        name, parent, kind, facts, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except BaseException as error:
            failed(span, name_of(error))
            raise


def failed(span: Span, why: str) -> None:
    """Say that something went wrong."""
    span.set_status(StatusCode.ERROR)
    span.set_attribute("error.type", why)


def name_of(error: BaseException) -> str:
    """Name an error: by the code that clients know, or by what it is called in the code."""
    if isinstance(error, DomainError):
        return error.code
    if isinstance(error, Refused) and error.errors:
        return str((error.errors[0].extensions or {}).get("code", type(error).__name__))
    return type(error).__name__
