"""A span for each statement of SQL that something takes: which command, on which table, and how long; never its text.

A statement that begins a transaction says who works in it and why, one that keeps an answer holds the answer. So of the text
nothing is told but its first word, where that is a command, and the name of a table, where that is one of ours.
"""

import re
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Final
from weakref import WeakKeyDictionary

import asyncpg
from opentelemetry.trace import Span, SpanKind, Tracer, get_current_span
from sqlalchemy import event
from sqlalchemy.engine import Connection, ExceptionContext, ExecutionContext
from sqlalchemy.ext.asyncio import AsyncEngine

from models.base import Base
from server.tracing.spans import failed, spanned
from services.violations import postgres_error

STATEMENTS_MAX: Final = 1_000
"""How many statements of one thing have a span; a job may run a million."""
_METHODS: Final = ("execute", "executemany", "fetch", "fetchrow", "fetchval", "fetchmany")
_COMMANDS: Final = frozenset(
    [
        "ANALYZE",
        "BEGIN",
        "COMMIT",
        "COPY",
        "DELETE",
        "INSERT",
        "LOCK",
        "MERGE",
        "RELEASE",
        "RESET",
        "ROLLBACK",
        "SAVEPOINT",
        "SELECT",
        "SET",
        "UPDATE",
        "WITH",
    ]
)
_OTHER: Final = "SQL"
_BEGINNING: Final = re.compile(
    r"\s*(?P<command>[a-z]+)(?:\s+(?:(?:into|from|only)\s+)*(?P<table>[a-z_]{1,63}))?", re.IGNORECASE
)
_ENDS_IN_COMMIT: Final = re.compile(r"\bcommit;?\s*\Z", re.IGNORECASE)
_OF_TABLES: Final = frozenset({"DELETE", "INSERT", "UPDATE"})


@dataclass(frozen=True)
class Statements:
    """Watches the statements of connections."""

    tracer: Tracer

    @cached_property
    def connection_class(self) -> type[asyncpg.Connection]:
        """Connections of the driver whose statements are watched."""
        watched = {name: self._watched(getattr(asyncpg.Connection, name)) for name in _METHODS}
        return type("WatchedConnection", (asyncpg.Connection,), {"__slots__": (), **watched})

    def listen(self, engine: AsyncEngine) -> None:
        """Watch what SQLAlchemy prepares by itself."""
        event.listen(engine.sync_engine, "before_cursor_execute", _begin)
        event.listen(engine.sync_engine, "after_cursor_execute", self._end)
        event.listen(engine.sync_engine, "handle_error", self._fail)

    def _watched(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @wraps(method)
        async def watched(connection: asyncpg.Connection, query: str, *args: Any, **options: Any) -> object:
            with self._spanned(query):
                return await method(connection, query, *args, **options)

        return watched

    @contextmanager
    def _spanned(self, sql: str) -> Generator[None]:
        """Make a span of a statement that belongs to something; what goes on behind everything has none."""
        if not _counts(get_current_span()):
            yield
            return
        name, facts = _told(sql)
        with spanned(self.tracer, name, facts, SpanKind.CLIENT) as span:
            try:
                yield
            except asyncpg.PostgresError as error:
                _say_failed(span, error)
                raise

    def _end(
        self,
        _connection: Connection,
        _cursor: object,
        sql: str,
        _values: object,
        context: ExecutionContext,
        _many: bool,
    ) -> None:
        if _counts(get_current_span()):
            self._span_of(sql, context).end()

    def _fail(self, context: ExceptionContext) -> None:
        """Make the span of a statement that has failed; what fails before there is one, such as connecting, has none."""
        at, sql = context.execution_context, context.statement
        if at is None or sql is None or not _counts(get_current_span()):
            return
        span = self._span_of(sql, at)
        _say_failed(span, postgres_error(context.original_exception) or context.original_exception)
        span.end()

    def _span_of(self, sql: str, context: ExecutionContext) -> Span:
        """Begin the span of a statement when that began."""
        name, facts = _told(sql)
        began: int | None = getattr(context, _BEGAN, None)
        return self.tracer.start_span(name, kind=SpanKind.CLIENT, attributes=facts, start_time=began)


_BEGAN: Final = "torso_began"
_COUNTED: Final[WeakKeyDictionary[Span, int]] = WeakKeyDictionary()


def _begin(
    _connection: Connection, _cursor: object, _sql: str, _values: object, context: ExecutionContext, _many: bool
) -> None:
    setattr(context, _BEGAN, time.time_ns())


def _say_failed(span: Span, error: BaseException) -> None:
    """Say as what a statement has failed, by the name of the error and its SQLSTATE; its message quotes values."""
    failed(span, type(error).__name__)
    if isinstance(error, asyncpg.PostgresError):
        span.set_attribute("db.response.status_code", error.sqlstate or "")


def _counts(of: Span) -> bool:
    """Tell whether a statement of something has a span."""
    if not of.is_recording():
        return False
    count = _COUNTED[of] = _COUNTED.get(of, 0) + 1
    if count == STATEMENTS_MAX:
        of.set_attribute("torso.statements.beyond", True)
    return count <= STATEMENTS_MAX


def _told(sql: str) -> tuple[str, dict[str, str]]:
    """Tell of a statement what may be told."""
    command, table = _command(sql)
    facts = {"db.system.name": "postgresql", "db.operation.name": command}
    if table is None:
        return command, facts
    return f"{command} {table}", {**facts, "db.collection.name": table}


def _command(sql: str) -> tuple[str, str | None]:
    if _ENDS_IN_COMMIT.search(sql, max(0, len(sql) - 20)):
        return "COMMIT", None
    found = _BEGINNING.match(sql)
    command = found["command"].upper() if found else ""
    if found is None or command not in _COMMANDS:
        return _OTHER, None
    table = found["table"]
    return command, table if command in _OF_TABLES and table in Base.metadata.tables else None
