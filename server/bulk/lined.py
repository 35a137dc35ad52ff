"""A mutation that is done for each line of a file: which one it is, and where each line has its key and its refusals."""

from dataclasses import dataclass
from typing import Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
)

from planner.arguments import Tracer
from planner.entity import spec_of
from planner.mutations import Mutation
from planner.selection import Selections
from planner.types import object_type, type_of
from server.graphql.documents import Document
from server.graphql.naming import Named, Naming
from services.platform.bulk.document import BulkDocumentUnfit

_KEY: Final = "idempotencyKey"
_SECRET: Final = "secret"  # noqa: S105 - the name of a field


@dataclass(frozen=True)
class LinedMutation:
    """A mutation as it is done for each line."""

    document: Document
    coordinate: str
    needs: str
    root: str
    """The response key of the payload."""
    errors: str
    """The response key of its refusals."""
    key_variable: str | None
    """The variable that holds the key of a line, where the document has one."""
    named: Named
    """What it names of the schema, and what the variables of a line may name beside that."""


def lined(schema: GraphQLSchema, document: Document, operation: OperationDefinitionNode) -> LinedMutation:
    """Read a valid document that has one mutation.

    Raises:
        BulkDocumentUnfit: it has something else, or cannot be done again and again without looking.
    """
    if operation.operation is not OperationType.MUTATION or schema.mutation_type is None:
        raise BulkDocumentUnfit("It is not a mutation.")
    selected = operation.selection_set.selections
    root = selected[0]
    if len(selected) != 1 or not isinstance(root, FieldNode) or root.name.value not in schema.mutation_type.fields:
        raise BulkDocumentUnfit("It does something else than one mutation.")
    definition = schema.mutation_type.fields[root.name.value]
    spec, payload = spec_of(definition), object_type(type_of(definition))
    assert isinstance(spec, Mutation)
    if _SECRET in payload.fields:
        raise BulkDocumentUnfit("It shows a secret once, and a file is kept.")
    fragments = {n.name.value: n for n in document.ast.definitions if isinstance(n, FragmentDefinitionNode)}
    sets = [] if root.selection_set is None else [root.selection_set]
    try:
        asked = Selections(schema, fragments, Tracer({})).of(payload, sets)
    except (KeyError, TypeError):
        raise BulkDocumentUnfit("What it asks for differs from line to line.") from None
    errors = next((each.key for each in asked if each.name == "errors"), None)
    if errors is None:
        raise BulkDocumentUnfit("It does not ask for the errors of its payload, which each line tells.")
    key = root.alias.value if root.alias else root.name.value
    coordinate = f"{schema.mutation_type.name}.{root.name.value}"
    named = Naming(schema).of(document.ast, operation)
    return LinedMutation(document, coordinate, spec.needs or "", key, errors, _key_variable(root), named)


def _key_variable(root: FieldNode) -> str | None:
    given = next((each.value for each in root.arguments or () if each.name.value == _KEY), None)
    if given is None:
        return None
    if not isinstance(given, VariableNode):
        raise BulkDocumentUnfit("Each line has a key of its own: leave `idempotencyKey` out, or give it a variable.")
    return given.name.value
