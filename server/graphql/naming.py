"""Which parts of the schema an operation names: fields, arguments, fields of inputs, values of enums, and types it asks for.

What counts is what a document names, not what is read of it: one that names what is gone is not valid, whether `@include` lets
it be read or the viewer may see it or not. What is in variables is looked up with each request, since it differs.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias, cast

from graphql import (
    ArgumentNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLSchema,
    NamedTypeNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    type_from_ast,  # pyright: ignore[reportUnknownVariableType] - generic without arguments in graphql-core
    visit,
)

from planner.types import bare

KNOWN_MAX: Final = 2_000

Names: TypeAlias = frozenset[str]
_Within: TypeAlias = Callable[[object, set[str]], None]


@dataclass(frozen=True)
class Named:
    """What an operation names, and what its variables may name beside that."""

    names: Names
    # By variable: what finds in its value what that names.
    variables: Mapping[str, _Within]

    def with_variables(self, given: Mapping[str, Any]) -> Names:
        """Give what it names with these variables."""
        if not self.variables:
            return self.names
        found: set[str] = set()
        for name, within in self.variables.items():
            if (value := given.get(name)) is not None:
                within(value, found)
        return self.names | found


class Naming:
    """Finds what operations of a schema name."""

    def __init__(self, schema: GraphQLSchema) -> None:
        """Find it in this schema."""
        self._schema = schema
        self._inputs: dict[str, _Within] = {}
        self._known: OrderedDict[tuple[str, str | None], Named] = OrderedDict()

    def known(self, key: str, document: DocumentNode, operation: OperationDefinitionNode) -> Named:
        """Find what a valid operation names, once for each document by its key."""
        name = operation.name.value if operation.name else None
        found = self._known.get((key, name))
        if found is None:
            found = self._known[key, name] = self.of(document, operation)
            if len(self._known) > KNOWN_MAX:
                self._known.popitem(last=False)
        return found

    def of(self, document: DocumentNode, operation: OperationDefinitionNode) -> Named:
        """Find what a valid operation names; fragments that it does not use are not its."""
        found: set[str] = set()
        for node in _parts(document, operation):
            visitor = _Names(TypeInfo(self._schema), found)
            visit(node, TypeInfoVisitor(visitor.types, visitor))
        variables: dict[str, _Within] = {}
        for each in operation.variable_definitions or ():
            within = self._within(get_named_type(type_from_ast(self._schema, each.type)))
            if within is not None:
                variables[each.variable.name.value] = within
        return Named(frozenset(found), variables)

    def _within(self, type_: object) -> _Within | None:
        match type_:
            case GraphQLEnumType():
                return lambda value, found: _values(type_.name, value, found)
            case GraphQLInputObjectType():
                # Inputs lead back to themselves, so what they have is looked at when it is there.
                return self._inputs.setdefault(type_.name, _Input(type_, self._within).find)
            case _:
                return None


@dataclass(frozen=True)
class _Input:
    """Finds what the value of an input names."""

    type_: GraphQLInputObjectType
    within: Callable[[object], _Within | None]

    @cached_property
    def _fields(self) -> Mapping[str, tuple[str, _Within | None]]:
        return {
            name: (f"{self.type_.name}.{name}", self.within(bare(field.type)))
            for name, field in self.type_.fields.items()
        }

    def find(self, value: object, found: set[str]) -> None:
        """Add what a value names; one that is of no use is for the planner to refuse."""
        if isinstance(value, list):
            for item in cast("list[Any]", value):
                self.find(item, found)
        elif isinstance(value, Mapping):
            for name, inner in cast("Mapping[str, Any]", value).items():
                coordinate, within = self._fields.get(name, (None, None))
                if coordinate is not None:
                    found.add(coordinate)
                if within is not None and inner is not None:
                    within(inner, found)


def _values(type_name: str, value: object, found: set[str]) -> None:
    for item in cast("list[Any]", value) if isinstance(value, list) else (value,):
        found.add(f"{type_name}.{item}")


class _Names(Visitor):
    """Writes down what is come by."""

    def __init__(self, types: TypeInfo, found: set[str]) -> None:
        super().__init__()
        self.types, self.found = types, found

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self.types.get_parent_type()
        if parent is not None and not node.name.value.startswith("__"):
            self.found.add(f"{parent.name}.{node.name.value}")

    def enter_argument(
        self, node: ArgumentNode, _key: object, _parent: object, _path: object, above: list[Any]
    ) -> None:
        parent, field = self.types.get_parent_type(), above[-1]
        if parent is not None and isinstance(field, FieldNode):
            self.found.add(f"{parent.name}.{field.name.value}({node.name.value}:)")

    def enter_object_field(self, node: ObjectFieldNode, *_: object) -> None:
        parent = bare(cast("Any", self.types).get_parent_input_type())
        if isinstance(parent, GraphQLInputObjectType):
            self.found.add(f"{parent.name}.{node.name.value}")

    def enter_enum_value(self, node: EnumValueNode, *_: object) -> None:
        type_ = bare(cast("Any", self.types).get_input_type())
        if isinstance(type_, GraphQLEnumType):
            self.found.add(f"{type_.name}.{node.value}")

    def enter_named_type(self, node: NamedTypeNode, *_: object) -> None:
        self.found.add(node.name.value)


def _parts(document: DocumentNode, operation: OperationDefinitionNode) -> Iterator[Node]:
    """Give an operation and the fragments that it uses, each once."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    waiting: list[Node] = [operation]
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        yield node
        spreads = _Spreads()
        visit(node, spreads)
        new = [name for name in spreads.names if name not in seen and name in fragments]
        seen.update(new)
        waiting += [fragments[name] for name in new]


class _Spreads(Visitor):
    """Finds the fragments that are used in a part."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.names.append(node.name.value)
