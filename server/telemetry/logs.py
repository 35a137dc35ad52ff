"""Logs: one JSON object a line on stderr, or text for somebody who watches a terminal.

What the libraries log goes the same way. Values of requests are never logged, tokens neither; what slips in is hidden.
"""

import logging
import sys
from collections.abc import Sequence
from typing import Any, Final, Literal

import orjson
import structlog
from structlog.typing import FilteringBoundLogger, Processor

from server.telemetry.hiding import hide_secrets

LogFormat = Literal["auto", "json", "text"]

_SHARED: Final[Sequence[Processor]] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure(log_format: LogFormat, *, traced: bool = False) -> None:
    """Write logs as asked for, from now on and for the whole process; with the trace of each line, where there are traces."""
    shared = [*_SHARED, *_marking(traced=traced)]
    as_json = log_format == "json" or (log_format == "auto" and not sys.stderr.isatty())
    structlog.configure(
        processors=[*shared, *_rendering(as_json=as_json)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _redirect_libraries(shared, as_json=as_json)


def logger() -> FilteringBoundLogger:
    """Give the logger."""
    return structlog.get_logger()


def _marking(*, traced: bool) -> list[Processor]:
    if not traced:
        return []
    from server.tracing.marks import mark_trace

    return [mark_trace]


def _rendering(*, as_json: bool) -> list[Processor]:
    if as_json:
        return [
            structlog.processors.format_exc_info,
            hide_secrets,
            structlog.processors.JSONRenderer(serializer=_json),
        ]
    # The pretty tracebacks of structlog show the values of variables; and errors are text before secrets are looked for.
    return [
        structlog.processors.format_exc_info,
        hide_secrets,
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
    ]


def _redirect_libraries(shared: Sequence[Processor], *, as_json: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    rendering = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(as_json=as_json)]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=rendering, foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared]
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _json(value: object, **_options: Any) -> str:
    return orjson.dumps(value, default=str).decode()
