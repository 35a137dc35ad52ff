"""A query of a whole list, turned into one that gives a page of it: the reader of the file turns no pages.

Arguments and selections are added to what was asked, and nothing is taken away. What was added stands under a key of its
own, and is taken out of each node before that is written.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias, cast

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)

from planner.arguments import Tracer
from planner.entity import spec_of
from planner.fields import Pages
from planner.selection import Selected, Selections
from planner.types import object_type, type_of
from services.platform.bulk.document import BulkDocumentUnfit

ADDED: Final = f"bulkPage_{secrets.token_hex(8)}"
"""The key of what was added, and the name of the variable that holds where a page begins; nobody's JSON has it."""
_PAGING: Final = frozenset({"first", "last", "after", "before", "offset"})


Node: TypeAlias = dict[str, Any]


class Page(NamedTuple):
    """One page of the list."""

    nodes: Sequence[Node]
    after: str | None
    """Where the next one begins; None where this is the last one."""


@dataclass(frozen=True)
class Paged:
    """A query that gives a page of a list."""

    document: DocumentNode
    root: str
    """The response key of the list."""
    nodes: tuple[str, ...]
    """The response keys that lead from there to the nodes: `nodes`, or `edges` and `node`."""

    def variables(self, given: Mapping[str, Any], after: str | None) -> dict[str, Any]:
        """Give the variables with which the page after a cursor is asked for; None is the first one."""
        return {**given, ADDED: after}

    def read(self, data: Mapping[str, Any]) -> Page:
        """Read an answer."""
        page = data[self.root]
        first, *rest = self.nodes
        nodes = [node[rest[0]] for node in page[first]] if rest else page[first]
        told = page[ADDED]
        return Page(nodes, told["endCursor"] if told["hasNextPage"] else None)


def paged(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    size: int,
) -> Paged:
    """Turn a valid query of a whole list into one that gives pages of some size.

    Raises:
        BulkDocumentUnfit: it is no query, or of something else than one list.
    """
    root, definition = _root(schema, operation)
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    selections = Selections(schema, fragments, Tracer(variables))
    nodes = _nodes(selections, object_type(type_of(definition)), root)
    asking = _Asking(TypeInfo(schema), operation, root, size)
    rewritten = cast("DocumentNode", visit(document, TypeInfoVisitor(asking.info, asking)))
    return Paged(rewritten, root.alias.value if root.alias else root.name.value, nodes)


def without_added(node: Node) -> tuple[str, ...] | None:
    """Take what was added out of a node, and name a list within that has more than was told; None where none has."""
    longer = [path for path in _longer(node, ()) if path is not None]
    return longer[0] if longer else None


def _longer(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...] | None]:
    """Go through all of a value, so that nothing of what was added stays."""
    if isinstance(value, list):
        for each in cast("list[object]", value):
            yield from _longer(each, path)
    elif isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        added = fields.pop(ADDED, None)
        yield path if added is not None and added["hasNextPage"] else None
        for key, each in fields.items():
            yield from _longer(each, (*path, key))


def _root(schema: GraphQLSchema, operation: OperationDefinitionNode) -> tuple[FieldNode, GraphQLField]:
    if operation.operation is not OperationType.QUERY or schema.query_type is None:
        raise BulkDocumentUnfit("It is not a query.")
    selected = operation.selection_set.selections
    root = selected[0]
    if len(selected) != 1 or not isinstance(root, FieldNode) or root.directives:
        raise BulkDocumentUnfit("It asks at the root for something else than one list.")
    definition = schema.query_type.fields.get(root.name.value)
    if definition is None or not isinstance(spec_of(definition), Pages):
        raise BulkDocumentUnfit(f"{root.name.value} is no list of pages.")
    given = sorted({argument.name.value for argument in root.arguments or ()} & _PAGING)
    if given:
        raise BulkDocumentUnfit(f"`{given[0]}` is for whoever turns pages; all of the list is written.")
    return root, definition


def _nodes(selections: Selections, connection: GraphQLObjectType, root: FieldNode) -> tuple[str, ...]:
    """Give the response keys that lead to the nodes."""
    (of_list,) = _only(selections.of(connection, _sets([root])), ("nodes", "edges"))
    if of_list.name == "nodes":
        return (of_list.key,)
    edge = object_type(type_of(connection.fields["edges"]))
    (node,) = _only(selections.of(edge, of_list.selections), ("node",))
    return (of_list.key, node.key)


def _only(selected: Sequence[Selected], names: Sequence[str]) -> Sequence[Selected]:
    if len(selected) != 1 or selected[0].name not in names:
        raise BulkDocumentUnfit(f"Of the list itself it asks for something else than its {names[0]}.")
    return selected


def _sets(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    return [node.selection_set for node in nodes if node.selection_set is not None]


class _Asking(Visitor):
    """Adds to a document what turns its pages, and what tells of each list within whether there is more of it."""

    def __init__(self, info: TypeInfo, operation: OperationDefinitionNode, root: FieldNode, size: int) -> None:
        super().__init__()
        self.info = info
        self._operation = operation
        self._root = root
        self._size = size

    def enter_name(self, node: NameNode, *_: object) -> None:
        if node.value == ADDED:
            raise BulkDocumentUnfit(f"{ADDED} is a name of ours here; take another one.")

    def leave_field(self, node: FieldNode, *_: object) -> FieldNode | None:
        definition = self.info.get_field_def()
        if node.selection_set is None or definition is None or not isinstance(spec_of(definition), Pages):
            return None
        if node.name is self._root.name:
            return _with(_at_page(node, self._size), _page_info("hasNextPage", "endCursor"))
        return None if _tells_of_more(node) else _with(node, _page_info("hasNextPage"))

    def leave_operation_definition(self, node: OperationDefinitionNode, *_: object) -> OperationDefinitionNode | None:
        if node.loc != self._operation.loc:
            return None
        variable = VariableDefinitionNode(
            variable=VariableNode(name=NameNode(value=ADDED)),
            type=NamedTypeNode(name=NameNode(value="String")),
            directives=(),
        )
        return OperationDefinitionNode(
            operation=node.operation,
            name=node.name,
            variable_definitions=(*(node.variable_definitions or ()), variable),
            directives=node.directives,
            selection_set=node.selection_set,
            loc=node.loc,
        )


def _at_page(node: FieldNode, size: int) -> FieldNode:
    first = ArgumentNode(name=NameNode(value="first"), value=IntValueNode(value=str(size)))
    after = ArgumentNode(name=NameNode(value="after"), value=VariableNode(name=NameNode(value=ADDED)))
    return FieldNode(
        name=node.name,
        alias=node.alias,
        arguments=(*(node.arguments or ()), first, after),
        directives=node.directives,
        selection_set=node.selection_set,
        loc=node.loc,
    )


def _with(node: FieldNode, added: SelectionNode) -> FieldNode:
    assert node.selection_set is not None
    return FieldNode(
        name=node.name,
        alias=node.alias,
        arguments=node.arguments,
        directives=node.directives,
        selection_set=SelectionSetNode(selections=(*node.selection_set.selections, added)),
        loc=node.loc,
    )


def _page_info(*names: str) -> FieldNode:
    fields = tuple(FieldNode(name=NameNode(value=name), arguments=(), directives=()) for name in names)
    return FieldNode(
        name=NameNode(value="pageInfo"),
        alias=NameNode(value=ADDED),
        arguments=(),
        directives=(),
        selection_set=SelectionSetNode(selections=fields),
    )


def _tells_of_more(node: FieldNode) -> bool:
    """Tell whether a list asks by itself whether there is more of it: then its reader knows."""
    asked = [each for each in _fields(node) if each.name.value == "pageInfo"]
    return any(field.name.value == "hasNextPage" for each in asked for field in _fields(each))


def _fields(node: FieldNode) -> list[FieldNode]:
    selections = () if node.selection_set is None else node.selection_set.selections
    return [each for each in selections if isinstance(each, FieldNode)]
