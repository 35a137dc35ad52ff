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


@dataclass(frozen=True)
class Values:
    """Writes values of one operation."""

    schema: GraphQLSchema
    selections: Selections
    entity: EntityText

    def write(self, value: Any, type_: Any, sets: Sets, path: Path) -> str:
        """Write a value as its type and the selection say."""
        if isinstance(type_, GraphQLNonNull):
            return self.write(value, cast("Any", type_).of_type, sets, path)
        if value is None:
            return "null"
        if isinstance(type_, GraphQLList):
            inner = cast("Any", type_).of_type
            return f"[{','.join(self.write(item, inner, sets, path) for item in cast('Iterable[Any]', value))}]"
        if isinstance(value, NodeId) and sets:
            return self.entity(value, sets, path)
        if is_abstract_type(type_) or isinstance(type_, GraphQLObjectType):
            return self._object(value, self._concrete(value, type_), sets, path)
        return orjson.dumps(type_.serialize(str(value) if isinstance(value, NodeId) else value)).decode()

    def _object(self, value: Any, type_: GraphQLObjectType, sets: Sets, path: Path) -> str:
        parts: list[str] = []
        for selected in self.selections.of(type_, sets):
            if selected.name == "__typename":
                text = f'"{type_.name}"'
            else:
                field = type_.fields[selected.name]
                fact = _fact(value, python_name(field))
                text = self.write(fact, type_of(field), selected.selections, (*path, selected.key))
            parts.append(f'"{selected.key}":{text}')
        return f"{{{','.join(parts)}}}"

    def _concrete(self, value: Any, type_: Any) -> GraphQLObjectType:
        if isinstance(type_, GraphQLObjectType):
            return type_
        found = self.schema.get_type(type(value).__name__)
        if not isinstance(found, GraphQLObjectType) or not self.schema.is_sub_type(type_, found):
            found = self.schema.get_type(OTHER_REFUSAL)
        assert isinstance(found, GraphQLObjectType)
        return found


def _fact(value: Any, name: str) -> Any:
    if isinstance(value, DomainError) and name == "message":
        return value.render()
    if isinstance(value, DomainError) and name == "path":
        return [to_camel_case(step) if isinstance(step, str) else str(step) for step in value.path]
    return getattr(value, name)
