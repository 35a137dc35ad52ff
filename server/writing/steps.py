"""The mutation fields of an operation, each read and planned before any of them is done."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeAlias, cast

import orjson
from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_argument_values,
    get_variable_values,
)
from graphql.execution.values import VariableValues

from planner.access import Access
from planner.answer import error_of
from planner.arguments import Tracer
from planner.entity import spec_of
from planner.errors import Denied, PlanError
from planner.filters import require_few_parts
from planner.mutations import Mutation
from planner.payload import Payload, Payloads
from planner.selection import Selected, Selections
from schema.directives import ATOMIC, SIMULATE
from server.graphql.documents import Document
from server.graphql.errors import BAD_USER_INPUT, Refused, coded
from server.graphql.request import GraphQLRequest
from server.writing.failures import unplannable

_KEY, _REASON = "idempotencyKey", "reason"
REASON_MAX: Final = 1_000
"""How many characters a reason has at most; it stands in the audit beside every row that changes."""


@dataclass(frozen=True)
class Step:
    """One mutation field: what it does with which arguments, and what is asked of its payload."""

    key: str
    name: str
    mutation: Mutation
    arguments: Mapping[str, Any]
    payload: Payload
    variables: Mapping[str, Any]
    idempotency_key: str | None
    reason: str | None
    simulated: bool
    # Of the document, the operation, the variables, and which of its fields this is.
    request_hash: bytes


@dataclass(frozen=True)
class DeniedStep:
    """A mutation field that whoever asks may not use as they do."""

    key: str
    name: str
    denied: Denied
    simulated: bool = False


AnyStep: TypeAlias = Step | DeniedStep


@dataclass(frozen=True)
class Steps:
    """What an operation wants done, in its order, and whether all of it is one."""

    all: list[AnyStep]
    type_name: str
    atomic: bool
    # Response keys that ask only for the name of the root type.
    names: frozenset[str]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class StepReader:
    """Reads operations of one schema."""

    schema: GraphQLSchema
    payloads: Payloads

    def read(self, document: Document, request: GraphQLRequest, access: Access, header_key: str | None) -> Steps:
        """Read an operation.

        Raises:
            Refused: a variable or argument is not fit, or a payload cannot be answered as it is asked for.
        """
        operation = document.operation(request.operation_name)
        variables = self._variables(operation, request)
        fragments = {n.name.value: n for n in document.ast.definitions if isinstance(n, FragmentDefinitionNode)}
        root = self._root()
        tracer = Tracer(variables.coerced)
        selected = Selections(self.schema, fragments, tracer).of(root, [operation.selection_set])
        fields = [field for field in selected if field.name != "__typename"]
        if header_key is not None and len(fields) != 1:
            raise Refused.because(
                "The header Idempotency-Key is for one mutation at a time.", BAD_USER_INPUT, status=400
            )
        reading = _Reading(self, document, request, variables, fragments, access, header_key)
        steps = [reading.step(root, field) for field in fields]
        atomic = any(directive.name.value == ATOMIC for directive in operation.directives or ())
        if atomic and len({step.simulated for step in steps if isinstance(step, Step)}) > 1:
            raise Refused.because("With @atomic, either all mutations are simulated or none.", BAD_USER_INPUT)
        names = frozenset(field.key for field in selected if field.name == "__typename")
        return Steps(steps, root.name, atomic, names, tuple(field.key for field in selected))

    def _variables(self, operation: OperationDefinitionNode, request: GraphQLRequest) -> VariableValues:
        definitions = operation.variable_definitions or ()
        try:
            require_few_parts(definitions, request.variables)
        except PlanError as error:
            raise Refused([error_of(error)]) from None
        given = get_variable_values(self.schema, definitions, dict(request.variables))
        if isinstance(given, list):
            raise Refused(coded(error, BAD_USER_INPUT) for error in given)
        return given

    def _root(self) -> GraphQLObjectType:
        root = self.schema.mutation_type
        assert root is not None
        return root


@dataclass(frozen=True)
class _Reading:
    reader: StepReader
    document: Document
    request: GraphQLRequest
    variables: VariableValues
    fragments: Mapping[str, FragmentDefinitionNode]
    access: Access
    header_key: str | None

    def step(self, root: GraphQLObjectType, selected: Selected) -> AnyStep:
        definition, coordinate = root.fields[selected.name], f"{root.name}.{selected.name}"
        mutation = spec_of(definition)
        assert isinstance(mutation, Mutation)
        simulated = any(d.name.value == SIMULATE for node in selected.nodes for d in node.directives or ())
        try:
            require(self.access, coordinate, mutation.needs)
            arguments = get_argument_values(definition, selected.nodes[0], self.variables)
            payload = self.reader.payloads.plan(
                definition, coordinate, selected, arguments, self.fragments, self.variables.coerced, self.access,
                self._places(selected),
            )  # fmt: skip
        except Denied as denied:
            return DeniedStep(selected.key, selected.name, denied, simulated)
        except GraphQLError as error:
            raise Refused([coded(error, BAD_USER_INPUT)]) from None
        except PlanError as error:
            raise Refused([unplannable(error, selected.key)]) from None
        return Step(
            key=selected.key,
            name=selected.name,
            mutation=mutation,
            arguments={name: value for name, value in arguments.items() if name not in (_KEY, _REASON)},
            payload=payload,
            variables=self.variables.coerced,
            idempotency_key=self._key(arguments),
            reason=_reason(arguments, coordinate, selected.key),
            simulated=simulated,
            request_hash=self._hash(selected.key),
        )

    def _places(self, selected: Selected) -> Hashable:
        """Tell this field from others: by its document, and where in it the field is selected, of which @skip decides."""
        starts = tuple(node.loc.start for node in selected.nodes if node.loc is not None)
        return ("payload", self.document.text, self.request.operation_name, starts)

    def _key(self, arguments: Mapping[str, Any]) -> str | None:
        given = cast("str | None", arguments.get(_KEY))
        return self.header_key if given is None else given

    def _hash(self, key: str) -> bytes:
        # An answer shows what its reader may see: whoever has other rights now asks for something else.
        rights = [self.access.values[name] for name in ("viewer_permissions", "partitions", "all_companies", "party")]
        asked = [self.document.text, self.request.operation_name, dict(self.request.variables), key, rights]
        # Ids that the driver has read are of a type of its own.
        return sha256(orjson.dumps(asked, default=str, option=orjson.OPT_SORT_KEYS)).digest()


def require(access: Access, coordinate: str, permission: str | None) -> None:
    """Check a permission.

    Raises:
        Denied: it is not there.
    """
    if permission and not access.allows(permission):
        raise Denied(coordinate, permission)


def _reason(arguments: Mapping[str, Any], coordinate: str, key: str) -> str | None:
    """Give why something is done, in the caller's words.

    Raises:
        Refused: it is too long, or cannot be stored.
    """
    reason: str | None = arguments.get(_REASON)
    if reason is None or (len(reason) <= REASON_MAX and "\0" not in reason):
        return reason
    message = f"{coordinate} takes a reason of at most {REASON_MAX:,} characters, without U+0000."
    raise Refused([GraphQLError(message, path=[key], extensions={"code": BAD_USER_INPUT, "argument": [_REASON]})])
