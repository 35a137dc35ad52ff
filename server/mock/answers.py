"""Answering any operation of the schema with what is made up."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, Final, TypeAlias

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
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationType,
    execute,  # pyright: ignore[reportUnknownVariableType]
    get_operation_ast,
    parse,
    subscribe,  # pyright: ignore[reportUnknownVariableType]
    validate,
)

from server.mock.things import Thing, Value, choice, pick, scalar

Shape: TypeAlias = Any
"""The type of a field, and where a field stands: what graphql-core does not type wholly."""

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

    def __post_init__(self) -> None:
        """Let things say of which type they are."""
        for type_ in self.schema.type_map.values():
            if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
                type_.resolve_type = _type_of

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
            field_resolver=self._resolve,
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

    async def _happens(self, _source: object, _info: Shape, **_arguments: Value) -> AsyncGenerator[int]:
        """Let something happen, again and again."""
        batch = 0
        while True:
            yield batch
            batch += 1
            await asyncio.sleep(self.every_seconds)

    def _resolve(self, source: Thing | int | None, info: Shape, **arguments: Value) -> Value:
        coordinate = f"{info.parent_type.name}.{info.field_name}"
        if coordinate in self.said:
            return self.said[coordinate]
        if isinstance(source, Thing) and info.field_name == "id":
            return source.id
        if isinstance(source, Thing) and info.field_name in ("totalCount", "skipped"):
            return source.length
        length = source.length if isinstance(source, Thing) and source.length else _length(arguments)
        return self._made(info.return_type, info.field_name, _seed(source, info, arguments), length)

    def _made(self, type_: Shape, name: str, seed: str, length: int) -> Value:
        """Make up something of a type."""
        inside: Shape = getattr(type_, "of_type", None)
        of_refusals = str(type_).strip("[]!") == _REFUSALS
        match type_:
            case GraphQLNonNull():
                return self._made(inside, name, seed, length)
            case GraphQLList() if of_refusals:
                return []
            case GraphQLList():
                return [self._made(inside, name, f"{seed}/{place}", length) for place in range(length)]
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


def _type_of(thing: Shape, _info: Shape, _type: Shape) -> str:
    return thing.type_name


def _is_subscription(document: DocumentNode, name: str | None) -> bool:
    operation = get_operation_ast(document, name)
    return operation is not None and operation.operation is OperationType.SUBSCRIPTION


def _seed(source: Thing | int | None, info: Shape, arguments: Mapping[str, Value]) -> str:
    """Give that from which all of a field follows: where it stands, and its arguments, or the id that was asked for."""
    if not isinstance(source, Thing):
        asked = arguments.get("id")
        if isinstance(asked, str):
            return asked
    elif source.type_name.endswith("Payload") and source.seed.startswith(f"{str(info.return_type).strip('!')}:"):
        return source.seed
    known = source.seed if isinstance(source, Thing) else str(source)
    told = orjson.dumps(arguments, option=orjson.OPT_SORT_KEYS, default=str).decode() if arguments else ""
    return f"{known}/{info.parent_type.name}.{info.field_name}{told}"


def _length(arguments: Mapping[str, Value]) -> int:
    wanted = arguments.get("first") or arguments.get("last") or _SOME
    return min(int(wanted), _MAXIMUM)
