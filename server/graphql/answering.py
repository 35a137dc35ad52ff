"""Answering a request: document, limits, rights, plan, statement, and what the answer says beside its data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter
from typing import Any, Protocol, TypeAlias

import orjson
from graphql import GraphQLError, OperationDefinitionNode, OperationType

from planner.answer import Answer, Loaders, Planner, Reader
from planner.operation import Plan
from server.graphql.caller import Caller
from server.graphql.deprecated import Deprecated, Told
from server.graphql.documents import Document, Documents, is_query
from server.graphql.errors import BAD_USER_INPUT, Refused, without_denials
from server.graphql.limits import COST, ERRORS
from server.graphql.naming import Names, Naming
from server.graphql.request import GraphQLRequest, OnError, Wishes

_HALTS_QUERIES = "`onError` may be HALT for queries alone; mutations that stand or fall together are @atomic."

LoadersFor: TypeAlias = Callable[[tuple[str, ...]], Loaders]
"""Gives the loaders that answer in the languages given, best first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A valid operation that somebody asks for."""

    document: Document
    operation: OperationDefinitionNode
    request: GraphQLRequest


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request: its body, and what to tell about it to whoever runs the server."""

    body: bytes
    plan: Plan
    ms: float
    # What of the schema was named.
    names: Names


Hidden: TypeAlias = Callable[[Caller, Sequence[GraphQLError]], None]
"""Is told the errors of an answer, for the fields that its caller may not read."""


Shown: TypeAlias = Callable[[Caller, str | None, Plan, bytes], None]
"""Is told every answer: to whom, the name of the operation, what was planned for it, and the body."""


class Writer(Protocol):
    """Does mutations."""

    async def execute(self, document: Document, request: GraphQLRequest, caller: Caller) -> Answer:
        """Do the mutations of an operation.

        Raises:
            Refused: the request itself is not fit, and nothing of it was done.
        """
        ...


def _always() -> None:
    """Let everything be written."""


class Replicated(Protocol):
    """A replica of the database, from which queries can be read."""

    def reader_for(self, caller: Caller, at_least: int = 0) -> Reader:
        """Give what reads for somebody, at a position of the log or later."""
        ...

    async def wrote(self, caller: Caller) -> int:
        """Remember that somebody has written just now, and tell up to which position."""
        ...


@dataclass(frozen=True)
class Answering:
    """Answers requests to one schema from one database."""

    documents: Documents
    planner: Planner
    reader: Reader
    loaders_for: LoadersFor
    # What does mutations; where there is none, one can only read.
    writer: Writer | None = None
    hidden: Hidden | None = None
    shown: Shown | None = None
    # What queries are read from; what subscribers are told is read where it was written.
    replica: Replicated | None = None
    # Is asked before anything is written; raises `Refused` where nothing may be.
    require_writing: Callable[[], None] = _always

    @cached_property
    def _naming(self) -> Naming:
        return Naming(self.planner.schema)

    @cached_property
    def _deprecated(self) -> Deprecated:
        return Deprecated(self.planner.schema)

    def names(self, asked: Asked) -> Names:
        """Find what of the schema a request names."""
        document = asked.document
        named = self._naming.known(document.hash, document.ast, asked.operation)
        return named.with_variables(asked.request.variables)

    def read(self, request: GraphQLRequest, *, changes_nothing: bool = False) -> Asked:
        """Find the operation that is asked for, and check it.

        Raises:
            Refused: the document is too large, not valid, or has no such operation.
            NothingMayChange: the operation is a mutation, and `changes_nothing` holds.
        """
        document = self.documents.known(request.document)
        if document is None:
            document = self.documents.parsed(request.document)
            # A way that only reads is told so first, whatever else there may be to say about the document.
            if changes_nothing and document.operations:
                _require_no_mutation(document.operation(request.operation_name))
            self.documents.require_valid(document)
        operation = document.operation(request.operation_name)
        if changes_nothing:
            _require_no_mutation(operation)
        if request.wishes.on_error is OnError.HALT and not is_query(operation):
            raise Refused.because(_HALTS_QUERIES, BAD_USER_INPUT, status=400)
        return Asked(document, operation, request)

    async def answer(self, asked: Asked, caller: Caller) -> Reply:
        """Answer a valid operation with the rights of whoever asks, as the bytes to send.

        Raises:
            Refused: it cannot be answered: a value is not fit, it costs too much, the database is away.
        """
        started = perf_counter()
        answer = await self.execute(asked.document, asked.request, caller)
        result, plan = answer.result, answer.plan
        if plan is None:
            raise Refused((result.errors or [])[:ERRORS])
        if result.errors and self.hidden is not None:
            # A mutation that was denied as a whole stands in the audit already.
            self.hidden(caller, result.errors if is_query(asked.operation) else _below_the_root(result.errors))
        names = self.names(asked)
        body = _body(answer, plan, asked.request.wishes, self._deprecated.among(names | answer.named))
        if self.shown is not None and plan.opened:
            self.shown(caller, asked.operation.name and asked.operation.name.value, plan, body)
        return Reply(body, plan, round((perf_counter() - started) * 1000, 3), names)

    async def execute(self, document: Document, request: GraphQLRequest, caller: Caller) -> Answer:
        """Answer a valid operation with the rights of whoever asks; without a plan there is no data.

        Raises:
            Refused: the statement could not be run, or the request is not fit for writing.
        """
        if document.operation(request.operation_name).operation is OperationType.MUTATION:
            if self.writer is None:
                raise Refused.because("One can only read here.", "READ_ONLY")
            self.require_writing()
            answer = await self.writer.execute(document, request, caller)
            return answer if self.replica is None else await _with_position(answer, self.replica, caller)
        return await self.planner.answer(
            document.ast,
            request.operation_name,
            request.variables,
            caller.access,
            self.reader if self.replica is None else self.replica.reader_for(caller, request.wishes.position),
            self.loaders_for(caller.languages),
            key=document.text,
            budget=caller.budget,
        )


class NothingMayChange(Exception):
    """An operation that changes something came a way on which one can only read."""


def _require_no_mutation(operation: OperationDefinitionNode) -> None:
    if operation.operation is OperationType.MUTATION:
        raise NothingMayChange


async def _with_position(answer: Answer, replica: Replicated, caller: Caller) -> Answer:
    """Let an answer say up to where in the log its mutations have written."""
    position = f"{await replica.wrote(caller):x}"
    return replace(answer, extensions={**answer.extensions, "position": position})


def _below_the_root(errors: Sequence[GraphQLError]) -> Sequence[GraphQLError]:
    return [error for error in errors if len(error.path or ()) > 1]


def _body(answer: Answer, plan: Plan, wishes: Wishes, deprecations: Sequence[Told]) -> bytes:
    errors = answer.result.errors or ()
    extensions: dict[str, Any] = {"cost": cost(plan), **answer.extensions}
    if deprecations:
        extensions["deprecations"] = deprecations
    body: dict[str, Any] = {"data": answer.result.data, "extensions": extensions}
    if errors:
        told: Sequence[GraphQLError] = errors
        if wishes.denials_apart:
            told, denied = without_denials(errors)
            extensions["denied"] = denied
        if told and wishes.on_error is OnError.HALT:
            told, body = told[:1], {**body, "data": None}
        if told:
            body = {"errors": [error.formatted for error in told], **body}
    return orjson.dumps(body)


def cost(plan: Plan) -> dict[str, int]:
    """Say what an answer cost, and what one may cost."""
    return {"requested": plan.cost, "maximum": COST}


def refusal_body(errors: Sequence[GraphQLError]) -> bytes:
    """Write the answer that has no data."""
    return orjson.dumps({"errors": [error.formatted for error in errors]})
