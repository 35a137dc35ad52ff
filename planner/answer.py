"""Answering a query: find or make its plan, run the statement, and wrap its text.

What the statement cannot say is put into the answer afterwards: the values that loaders complete, and how often a field
was denied. Only then is the text parsed.
"""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, cast

import orjson
from aiodataloader import DataLoader
from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,  # pyright: ignore[reportUnknownVariableType] - generic without arguments in graphql-core
    get_variable_values,
)

from planner.access import Access
from planner.allowance import UNLIMITED, Budget, not_run, told
from planner.arguments import Tracer
from planner.cache import PlanCache
from planner.errors import PlanError
from planner.filters import require_few_parts
from planner.marks import places_completed, places_denied
from planner.operation import INTROSPECTION, Operation, Plan
from planner.planning import Completion, Denial, Path
from planner.reckoned import text_of
from planner.selection import Selections

VARIABLE_ERRORS_MAX = 20
"""How many faults of variables are looked for: of a long list of bad values, the first few tell enough."""

Loaders: TypeAlias = Mapping[str, Callable[[], DataLoader[Any, Any]]]


class Reader(Protocol):
    """Runs one statement, and gives its one row."""

    async def fetch_row(self, sql: str, values: Sequence[Any], access: Access) -> Sequence[str | None]:
        """Run a statement for a viewer on a connection that only reads."""
        ...


@dataclass(frozen=True)
class Answer:
    """What a query yields: the result, and what the plan tells of it."""

    result: ExecutionResult
    plan: Plan | None = None
    # What the answer says beside its data.
    extensions: Mapping[str, Any] = field(default_factory=dict[str, Any])
    # What of the schema is named by documents within it, such as one that is asked for in bulk.
    named: frozenset[str] = frozenset()


@dataclass
class Planner:
    """Answers queries of one schema."""

    schema: GraphQLSchema
    cursor_secret: bytes
    cache: PlanCache = field(default_factory=PlanCache)

    async def answer(
        self,
        document: DocumentNode,
        operation_name: str | None,
        variables: Mapping[str, Any] | None,
        access: Access,
        reader: Reader,
        loaders: Loaders,
        *,
        key: Hashable,
        budget: Budget = UNLIMITED,
    ) -> Answer:
        """Answer one query operation of a valid document; `key` identifies the document in the cache.

        Whatever the budget raises where it does not suffice is passed on, and nothing is run.
        """
        operation = self.operation(document, operation_name, key)
        given = self._given(operation.definition, dict(variables or {}))
        if isinstance(given, list):
            return Answer(ExecutionResult(None, given))
        try:
            plan = self._plan(operation, given, access, (key, operation_name, access.key))
            values = plan.values(given, access)
        except PlanError as error:
            return Answer(ExecutionResult(None, [error_of(error)]))
        if plan.is_dry:
            return self._not_run(operation, plan, given, budget)
        budget.spend(plan.cost)
        row = await reader.fetch_row(plan.sql, values, access) if plan.keys else ()
        missing = [_missing(plan.keys[index]) for index in plan.lookups if row[index] is None]
        texts = {name: text or "null" for name, text in zip(plan.keys, row, strict=True)}
        if plan.reckonings:
            selections = Selections(self.schema, operation.fragments, Tracer(given))
            facts = dict(zip(plan.keys, row, strict=True))
            for each in plan.reckonings:
                texts[each.selected.key] = text_of(each, facts[each.selected.key], selections, given)
        texts.update(self._rations(operation, plan, given, budget))
        if operation.introspects:
            texts = self._introspected(operation, document, given, texts)
        text = _object(texts)
        if not plan.denials and not plan.completions:
            # The encoder writes the fragment as it is; nothing between here and there looks into the data.
            return Answer(ExecutionResult(cast("Any", orjson.Fragment(text)), missing or None), plan)
        data = orjson.loads(text)
        errors = [*missing, *await _complete(plan.completions, data, loaders), *_denials(plan.denials, data)]
        return Answer(ExecutionResult(data, errors or None), plan)

    def operation(self, document: DocumentNode, name: str | None, key: Hashable) -> Operation:
        """Give an operation of a valid document, from the cache if it is there."""
        operation = self.cache.operation((key, name))
        if operation is None:
            operation = Operation.of(self.schema, document, name)
            self.cache.add_operation((key, name), operation)
        return operation

    def _given(
        self, definition: OperationDefinitionNode, said: dict[str, Any]
    ) -> Mapping[str, Any] | list[GraphQLError]:
        """Read the variables; give the faults where they do not fit, or where filters are too large to be looked at."""
        definitions = definition.variable_definitions or ()
        try:
            require_few_parts(definitions, said)
        except PlanError as error:
            return [error_of(error)]
        coerced = get_variable_values(self.schema, definitions, said, VARIABLE_ERRORS_MAX)
        return [_coded(error, "BAD_USER_INPUT") for error in coerced] if isinstance(coerced, list) else coerced.coerced

    def _plan(self, operation: Operation, given: Mapping[str, Any], access: Access, key: Hashable) -> Plan:
        plan = self.cache.get(key, given)
        if plan is None:
            try:
                plan = operation.plan(given, access, self.cursor_secret)
            except RecursionError:
                message = "The operation selects more than one statement can hold: ask for less at once."
                raise PlanError(message, "SELECTION_LIMIT_EXCEEDED") from None
            self.cache.add(key, plan)
        return plan

    def _not_run(self, operation: Operation, plan: Plan, given: Mapping[str, Any], budget: Budget) -> Answer:
        """Answer an operation that is only to be reckoned."""
        roots = operation.roots(Tracer(given))
        texts = {root.key: not_run(operation.type_, root) for root in roots}
        texts.update(self._rations(operation, plan, given, budget))
        return Answer(ExecutionResult(cast("Any", orjson.Fragment(_object(texts)))), plan)

    def _rations(self, operation: Operation, plan: Plan, given: Mapping[str, Any], budget: Budget) -> Mapping[str, str]:
        """Write what is left of the budget, where it is asked."""
        if not plan.rations:
            return {}
        selections = Selections(self.schema, operation.fragments, Tracer(given))
        return {each.selected.key: told(each, budget.left(), plan.cost, selections) for each in plan.rations}

    def _introspected(
        self, operation: Operation, document: DocumentNode, given: Mapping[str, Any], texts: Mapping[str, str]
    ) -> dict[str, str]:
        """Put the answers about the schema itself between those about the data, in the order of the request."""
        tracer = Tracer(given)
        roots = operation.roots(tracer)
        nodes = tuple(node for root in roots if root.name in INTROSPECTION for node in root.nodes)
        definition = operation.definition
        narrowed = OperationDefinitionNode(
            operation=definition.operation,
            variable_definitions=definition.variable_definitions,
            selection_set=SelectionSetNode(selections=nodes),
        )
        rest = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        result = execute_sync(self.schema, DocumentNode(definitions=(narrowed, *rest)), variable_values=dict(given))
        found = result.data or {}
        return {root.key: texts.get(root.key) or orjson.dumps(found.get(root.key)).decode() for root in roots}


def _object(texts: Mapping[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{value}' for name, value in texts.items()) + "}"


async def completed_text(plan: Plan, text: str, at: Path, loaders: Loaders) -> tuple[str, list[GraphQLError]]:
    """Put into the text of an object what its plan leaves to loaders, and tell its denied fields; it stands at a path."""
    if not plan.denials and not plan.completions:
        return text, []
    data: Any = orjson.loads(text)
    for key in reversed(at):
        data = {key: data}
    errors = [*await _complete(plan.completions, data, loaders), *_denials(plan.denials, data)]
    for key in at:
        data = data[key]
    return orjson.dumps(data).decode(), errors


async def _complete(completions: Sequence[Completion], data: Any, loaders: Loaders) -> list[GraphQLError]:
    """Replace the values that SQL gave by what the loaders give for them: one batch for each loader."""
    made = {name: loaders[name]() for name in {completion.loader for completion in completions}}
    places = [
        (made[completion.loader], holder, completion.path[-1], at)
        for index, completion in enumerate(completions)
        for holder, at in places_completed(data, completion.path, index)
        if holder[completion.path[-1]] is not None
    ]
    loads = [loader.load(holder[name]) for loader, holder, name, _ in places]
    values = await asyncio.gather(*loads, return_exceptions=True)
    errors: list[GraphQLError] = []
    for (_, holder, name, at), value in zip(places, values, strict=True):
        failed = isinstance(value, BaseException)
        holder[name] = None if failed else value
        if failed:
            errors.append(error_of(PlanError("The value is not available right now.", "UNAVAILABLE"), [*at, name]))
    return errors


def _denials(denials: Sequence[Denial], data: Any) -> list[GraphQLError]:
    """Tell each denied field once, with how many nulls it stands for."""
    errors: list[GraphQLError] = []
    for index, denial in enumerate(denials):
        places = list(places_denied(data, denial.path, index))
        for holder, _ in places:
            holder[denial.path[-1]] = None
        if places:
            facts = {"coordinate": denial.coordinate, "permission": denial.permission, "count": len(places)}
            message = f"{denial.coordinate} needs the permission {denial.permission}."
            errors.append(error_of(PlanError(message, "FORBIDDEN"), denial.path, facts))
    return errors


def _missing(key: str) -> GraphQLError:
    return error_of(PlanError("There is nothing like that, or nothing that you may see.", "NOT_FOUND"), [key])


def error_of(
    error: PlanError, path: Sequence[str | int] | None = None, facts: Mapping[str, object] | None = None
) -> GraphQLError:
    """Say as clients read it why something cannot be planned or told."""
    extensions: dict[str, Any] = {"code": error.code, **(facts or {})}
    if error.argument:
        extensions["argument"] = list(error.argument)
    where = list(path if path is not None else error.path)
    return GraphQLError(error.message, path=where or None, extensions=extensions)


def _coded(error: GraphQLError, code: str) -> GraphQLError:
    error.extensions = {**(error.extensions or {}), "code": code}
    return error
