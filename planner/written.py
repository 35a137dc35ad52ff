"""Values that Python has, as JSON text by selection: refusals with their facts, counts, flags.

Entities among them are not written here. A first walk collects them, the planner writes them, a second walk puts them in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import orjson
from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, SelectionSetNode, is_abstract_type
from strawberry.utils.str_converters import to_camel_case

from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.entity import python_name
from planner.planning import Path
from planner.selection import Selections
from planner.types import type_of

Sets: TypeAlias = list[SelectionSetNode]
EntityText: TypeAlias = Callable[[NodeId, Sets, Path], str]
"""Gives the text of an entity that a value names."""

OTHER_REFUSAL = "OtherRefusal"
"""The type of refusals that have no facts of their own in the schema."""


Write: TypeAlias = Callable[[Any], str]
"""Writes one value."""


@dataclass(frozen=True)
class Values:
    """Writes values of one operation. What is asked for is looked up once, however many values of it there are."""

    schema: GraphQLSchema
    selections: Selections
    entity: EntityText

    def write(self, value: Any, type_: Any, sets: Sets, path: Path) -> str:
        """Write a value as its type and the selection say."""
        return self._writer(type_, sets, path)(value)

    def _writer(self, type_: Any, sets: Sets, path: Path) -> Write:
        if isinstance(type_, GraphQLNonNull):
            return self._writer(cast("Any", type_).of_type, sets, path)
        if isinstance(type_, GraphQLList):
            return _list(self._writer(cast("Any", type_).of_type, sets, path))
        if is_abstract_type(type_) or isinstance(type_, GraphQLObjectType):
            return self._object(type_, sets, path)
        return _leaf(type_.serialize)

    def _object(self, type_: Any, sets: Sets, path: Path) -> Write:
        writers: dict[GraphQLObjectType, Write] = {}

        def write(value: Any) -> str:
            if value is None:
                return "null"
            if isinstance(value, NodeId) and sets:
                return self.entity(value, sets, path)
            concrete = self._concrete(value, type_)
            if concrete not in writers:
                writers[concrete] = self._fields(concrete, sets, path)
            return writers[concrete](value)

        return write

    def _fields(self, type_: GraphQLObjectType, sets: Sets, path: Path) -> Write:
        parts: list[tuple[str, Write]] = []
        for selected in self.selections.of(type_, sets):
            if selected.name == "__typename":
                writer = _said(f'"{type_.name}"')
            else:
                field = type_.fields[selected.name]
                inner = self._writer(type_of(field), selected.selections, (*path, selected.key))
                writer = _of(python_name(field), inner)
            parts.append((f'"{selected.key}":', writer))
        return lambda value: f"{{{','.join([key + writer(value) for key, writer in parts])}}}"

    def _concrete(self, value: Any, type_: Any) -> GraphQLObjectType:
        if isinstance(type_, GraphQLObjectType):
            return type_
        found = self.schema.get_type(type(value).__name__)
        if not isinstance(found, GraphQLObjectType) or not self.schema.is_sub_type(type_, found):
            found = self.schema.get_type(OTHER_REFUSAL)
        assert isinstance(found, GraphQLObjectType)
        return found


def _leaf(serialize: Callable[[Any], Any]) -> Write:
    def write(value: Any) -> str:
        if value is None:
            return "null"
        return orjson.dumps(serialize(str(value) if isinstance(value, NodeId) else value)).decode()

    return write


def _list(inner: Write) -> Write:
    def write(value: Any) -> str:
        return "null" if value is None else f"[{','.join([inner(item) for item in cast('Iterable[Any]', value)])}]"

    return write


def _of(name: str, inner: Write) -> Write:
    return lambda value: inner(_fact(value, name))


def _said(text: str) -> Write:
    return lambda _value: text


def _fact(value: Any, name: str) -> Any:
    if isinstance(value, DomainError):
        if name == "message":
            return value.render()
        if name == "path":
            return [to_camel_case(step) if isinstance(step, str) else str(step) for step in value.path]
    return getattr(value, name)
