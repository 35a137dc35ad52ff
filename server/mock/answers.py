"""Answering any operation of the schema with what is made up."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, Final

import orjson
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationType,
    execute,
    get_operation_ast,
    parse,
    subscribe,
    validate,
)

from server.mock.things import Thing, Value, choice, pick, scalar

_SOME: Final = 3
"""How many there are in a list that nobody has asked a number of."""
_MAXIMUM: Final = 100
_REFUSALS: Final = "UserError"


@dataclass(frozen=True)
class Mock:
    """A schema, and what is said of some of its fields by their coordinates; all else is made up."""

    schema: GraphQLSchema
    said: Mapping[str, Value] = field(default_factory=dict[str, Value])
    every_seconds: float = 1.0
    """How often subscriptions tell something."""

    async def answer(
        self, query: str, variables: Mapping[str, Any] | None, name: str | None
    ) -> ExecutionResult | AsyncIterable[ExecutionResult]:
        """Answer an operation: once, or for a subscription as often as somebody listens."""
        try:
            document = parse(query)
        except GraphQLError as error:
            return ExecutionResult(None, [error])
        if mistakes := validate(self.schema, document):
            return ExecutionResult(None, mistakes)
        if _is_subscription(document, name):
            return await self._subscribe(document, variables, name)
        done = execute(
            self.schema, document, None, None, dict(variables or {}), name,
            field_resolver=self._resolve, type_resolver=self._type_of,
        )  # fmt: skip
        assert isinstance(done, ExecutionResult)
        return done

    async def _subscribe(
        self, document: DocumentNode, variables: Mapping[str, Any] | None, name: str | None
    ) -> ExecutionResult | AsyncIterable[ExecutionResult]:
        given = subscribe(
            self.schema, document, None, None, dict(variables or {}), name,
            field_resolver=self._resolve, subscribe_field_resolver=self._happens,
        )  # fmt: skip
        return await given if isawaitable(given) else given

    async def _happens(self, _source: object, _info: GraphQLResolveInfo, **_arguments: Value) -> AsyncGenerator[int]:
        """Let something happen, again and again."""
        batch = 0
        while True:
            yield batch
            batch += 1
            await asyncio.sleep(self.every_seconds)

    def _resolve(self, source: Thing | int | None, info: GraphQLResolveInfo, **arguments: Value) -> Value:
        coordinate = f"{info.parent_type.name}.{info.field_name}"
        if coordinate in self.said:
            return self.said[coordinate]
        asked = arguments.get("id")
        if isinstance(asked, str) and not isinstance(source, Thing):
            return self._made(info.return_type, info.field_name, asked, _SOME)
        known = source.seed if isinstance(source, Thing) else str(source)
        told = orjson.dumps(arguments, option=orjson.OPT_SORT_KEYS, default=str).decode() if arguments else ""
        if isinstance(source, Thing) and info.field_name == "id":
            return source.id
        if isinstance(source, Thing) and info.field_name in ("totalCount", "skipped"):
            return source.length
        length = source.length if isinstance(source, Thing) and source.length else _length(arguments)
        return self._made(info.return_type, info.field_name, f"{known}/{coordinate}{told}", length)

    def _made(self, type_: GraphQLOutputType, name: str, seed: str, length: int) -> Value:
        """Make up something of a type."""
        match type_:
            case GraphQLNonNull():
                return self._made(type_.of_type, name, seed, length)
            case GraphQLList() if str(type_).strip("[]!") == _REFUSALS:
                return []
            case GraphQLList():
                return [self._made(type_.of_type, name, f"{seed}/{place}", length) for place in range(length)]
            case GraphQLScalarType():
                return scalar(type_, name, seed)
            case GraphQLEnumType():
                return choice(type_, seed)
            case _:
                return self._thing(type_, seed, length)

    def _thing(
        self, type_: GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType, seed: str, length: int
    ) -> Thing:
        name = type_.name if isinstance(type_, GraphQLObjectType) else self._one_of(type_, seed)
        thing = Thing(name, seed, length if name.endswith(("Connection", "Changes")) else 0)
        return Thing(name, thing.id) if self._is_node(name) else thing

    def _one_of(self, type_: GraphQLInterfaceType | GraphQLUnionType, seed: str) -> str:
        """Choose a type; an id says of which it is."""
        possible = sorted(each.name for each in self.schema.get_possible_types(type_))
        named = seed.partition(":")[0]
        return named if named in possible else pick(possible, seed)

    def _is_node(self, name: str) -> bool:
        type_ = self.schema.type_map[name]
        return isinstance(type_, GraphQLObjectType) and any(each.name == "Node" for each in type_.interfaces)

    def _type_of(self, thing: Thing, _info: GraphQLResolveInfo, _type: object) -> str:
        return thing.type_name


def _is_subscription(document: DocumentNode, name: str | None) -> bool:
    operation = get_operation_ast(document, name)
    return operation is not None and operation.operation is OperationType.SUBSCRIPTION


def _length(arguments: Mapping[str, Value]) -> int:
    wanted = arguments.get("first") or arguments.get("last") or _SOME
    return min(int(wanted), _MAXIMUM)
