"""The same answers through `Schema.execute`, for tests, benches and whatever else calls the schema without HTTP.

Strawberry skips parsing, validating and executing where an extension has done it. What an execution needs stands in its
context; a subscription goes on to graphql-core's executor.
"""

from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from typing import Any

from graphql import ExecutionResult
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from planner.answer import Answer
from server.graphql.answering import Answering, cost
from server.graphql.caller import Caller
from server.graphql.documents import Document
from server.graphql.errors import Refused
from server.graphql.request import GraphQLRequest


@dataclass(frozen=True)
class Context:
    """Who executes an operation, and with what."""

    answering: Answering
    caller: Caller


class PlannedExecution(SchemaExtension):
    """Answers queries from plans."""

    _document: Document
    _answer: Answer | None = None

    def on_parse(self) -> Generator[None]:
        """Take a document that is known, or parse it within the limits."""
        execution = self.execution_context
        documents = self._context.answering.documents
        try:
            self._document = documents.known(execution.query or "") or documents.parsed(execution.query or "")
        except Refused as refused:
            raise refused.errors[0] from None
        execution.graphql_document = self._document.ast
        yield

    def on_validate(self) -> Generator[None]:
        """Check a document that is not known to be valid."""
        documents = self._context.answering.documents
        self.execution_context.pre_execution_errors = []
        if documents.known(self._document.text) is None:
            try:
                documents.require_valid(self._document)
            except Refused as refused:
                self.execution_context.pre_execution_errors = refused.errors
        yield

    async def on_execute(self) -> AsyncGenerator[None]:
        """Answer a query, or do a mutation."""
        execution, context = self.execution_context, self._context
        if execution.operation_type is not OperationType.SUBSCRIPTION:
            request = GraphQLRequest(self._document.text, execution.operation_name, execution.variables or {})
            try:
                self._answer = await context.answering.execute(self._document, request, context.caller)
                execution.result = self._answer.result
            except Refused as refused:
                execution.result = ExecutionResult(None, refused.errors)
        yield

    def get_results(self) -> dict[str, Any]:
        """Tell the cost beside the answer."""
        answer = self._answer
        return {} if answer is None or answer.plan is None else {"cost": cost(answer.plan), **answer.extensions}

    @property
    def _context(self) -> Context:
        context = self.execution_context.context
        assert isinstance(context, Context)
        return context
