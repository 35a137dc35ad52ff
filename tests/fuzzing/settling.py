"""Making sense of what was drawn: ids of rows that are there, sizes of pages, versions that were read.

Which fields, arguments and parts of inputs an operation has is left as it was drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from graphql import (
    SKIP,
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLInputObjectType,
    IntValueNode,
    ListValueNode,
    NameNode,
    NullValueNode,
    ObjectFieldNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    is_leaf_type,
    parse,
    visit,
)

from tests.fuzzing.rows import Row, one_of, one_that_may
from tests.fuzzing.values import NOWHERE, WORDS, World, named_type
from tests.oracle.naive.dynamic import Value

SIZE_MAX: Final = 3
WHOLE_MAX: Final = 5
IDS_MAX: Final = 3
ORDERS_MAX: Final = 3
_REFUSALS: Final[Value] = parse("{ errors { code message path } }", no_location=True).definitions[0]
PLACES: Final = frozenset(("first", "last", "after", "before", "offset"))


def settled(document: DocumentNode, world: World, seed: int) -> DocumentNode:
    """Give a drawn document with values of which a client could have read all; mutations are simulated."""
    types = TypeInfo(world.schema)
    return visit(document, TypeInfoVisitor(types, _Settling(world, types, Random(seed))))


@dataclass(frozen=True)
class _About:
    """What a field is about: a type, and the row of it that its arguments name."""

    owner: str
    row: Row | None
    is_look_up: bool


class _Settling(Visitor):
    def __init__(self, world: World, types: TypeInfo, random: Random) -> None:
        super().__init__()
        # What graphql-core knows of types is generic without arguments.
        self._types: Value = types
        self._world, self._random = world, random
        self._about: list[_About] = []
        self._is_mutation = False

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        self._is_mutation = node.operation is OperationType.MUTATION

    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode:
        definition = self._types.get_field_def()
        declared: Mapping[str, GraphQLArgument] = definition.args if definition is not None else {}
        is_root = not self._about
        self._about.append(self._field(node.name.value, declared, is_look_up=is_root and not self._is_mutation))
        changed: dict[str, Any] = {"arguments": tuple(self._arguments(node.arguments, declared))}
        if is_root and self._is_mutation:
            changed["directives"] = (DirectiveNode(name=NameNode(value="simulate"), arguments=()),)
            changed["selection_set"] = _with_refusals(node)
        return _copy(node, **changed)

    def leave_field(self, *_: Any) -> None:
        self._about.pop()

    def _field(self, name: str, declared: Mapping[str, GraphQLArgument], *, is_look_up: bool) -> _About:
        of = named_type(self._types.get_type())
        given = self._world.written_by(of) if self._is_mutation else self._world.owner_of(of.name if of else "")
        owner = self._world.owner_of(name) if self._is_mutation else given
        owner = owner or given or self._world.owner_of(name)
        row = one_that_may(self._world.rows, owner, name[len(owner) :], self._random)
        return _About(owner, row, is_look_up and "first" not in declared)

    def _arguments(
        self, given: Sequence[ArgumentNode] | None, declared: Mapping[str, GraphQLArgument]
    ) -> list[ArgumentNode]:
        """Ask for one page from its start or from its end, without a cursor of a page that nobody has read."""
        kept = [each for each in given or () if each.name.value not in PLACES]
        if "first" in declared:
            way = "last" if "last" in declared and self._random.random() < 0.3 else "first"
            kept.append(ArgumentNode(name=NameNode(value=way), value=_whole(self._random.randint(1, SIZE_MAX))))
        return kept

    def enter_argument(self, node: ArgumentNode, *_: Any) -> Value:
        if node.name.value == "orderBy" and isinstance(node.value, ListValueNode):
            return _copy(node, value=_copy(node.value, values=node.value.values[:ORDERS_MAX]))
        return self._settle(node, self._about[-1].owner)

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> Value:
        parent = self._types.get_parent_input_type()
        owner = self._world.owner_of(parent.name) if isinstance(parent, GraphQLInputObjectType) else ""
        return self._settle(node, owner or self._about[-1].owner)

    def _settle(self, node: Value, owner: str) -> Value:
        """Give the argument or part of an input with a value that makes sense; None leaves it as it was drawn."""
        type_, name = self._types.get_input_type(), node.name.value
        named = named_type(type_)
        if named is None or isinstance(node.value, NullValueNode):
            return None
        if name == "id" and type_ is named and self._is_mutation:
            # What is new gets an id of ours unless somebody chooses one, and nobody chooses one that is taken.
            return _copy(node, value=NullValueNode())
        if named.name.endswith("Filter"):
            return SKIP
        if not is_leaf_type(named):
            return None
        value = self._value(named.name, name, node.value, owner)
        return None if value is None else _copy(node, value=value)

    def _value(self, type_name: str, name: str, drawn: Value, owner: str) -> Value:
        about = self._about[-1]
        said = about.row.said.get(name) if about.row is not None and about.owner == owner else None
        match type_name, name:
            case "ID", _ if isinstance(drawn, ListValueNode):
                return _copy(drawn, values=tuple(self._id(name, owner, None) for _ in drawn.values[:IDS_MAX]))
            case "ID", _:
                return self._id(name, owner, said)
            case "Int", "version":
                return _whole(about.row.version if about.row is not None else 1)
            case "Int", _ if not isinstance(drawn, ListValueNode):
                return _whole(self._random.randint(1, WHOLE_MAX))
            case "String", "search" | "text":
                return StringValueNode(value=self._random.choice(WORDS))
            case "String" | "Date", _ if about.is_look_up and said is not None:
                return StringValueNode(value=said)
            case _:
                return None

    def _id(self, name: str, owner: str, said: str | None) -> StringValueNode:
        about = self._about[-1]
        if name == "idempotencyKey":
            return StringValueNode(value=f"key-{self._random.getrandbits(60)}")
        if name == "id" and about.row is not None and about.owner == owner:
            return StringValueNode(value=about.row.id)
        if said is not None:
            return StringValueNode(value=said)
        target = self._world.target_of(name, owner)
        row = one_of(self._world.rows, target, about.row and about.row.company, self._random)
        return StringValueNode(value=row.id if row is not None else f"{target or 'Party'}:{NOWHERE}")


def _whole(number: int) -> IntValueNode:
    return IntValueNode(value=str(number))


def _with_refusals(node: FieldNode) -> SelectionSetNode:
    """Ask for the refusals of a mutation too, without which nobody knows whether it was done."""
    drawn: tuple[SelectionNode, ...] = tuple(node.selection_set.selections) if node.selection_set is not None else ()
    return SelectionSetNode(selections=(*drawn, *_REFUSALS.selection_set.selections))


def _copy(node: Value, **changed: Any) -> Value:
    kept = {key: getattr(node, key) for key in node.keys if hasattr(node, key)}
    return type(node)(**{**kept, **changed})
