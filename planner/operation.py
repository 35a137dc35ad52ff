"""Planning an operation: from the document and the rights of the viewer to one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    Visitor,
    visit,
)
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql.elements import ColumnElement

from planner.access import Access, viewer_name
from planner.arguments import Bind, Look, Tracer
from planner.costs import Costs
from planner.entity import spec_of
from planner.fields import Lookup, NodeLookup
from planner.planning import Completion, Denial, Opened, Planning, Ration, Reckoning
from planner.roots import Roots
from planner.selection import Selected, Selections
from planner.types import is_list, type_of

_DIALECT = PGDialect_asyncpg()
INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True)
class Plan:
    """One operation as one statement, for every viewer with the same rights and every request that looks the same."""

    sql: str
    # What the statement binds, in its order: a value of the request, or the name of a value of the viewer.
    parameters: tuple[Bind | str, ...]
    # The response keys in their order, and for each the column of the statement that holds it.
    keys: tuple[str, ...]
    # The columns where NULL means that something was looked up and not found.
    lookups: frozenset[int]
    denials: tuple[Denial, ...]
    completions: tuple[Completion, ...]
    # What Python reckons from columns of the statement.
    reckonings: tuple[Reckoning, ...]
    usage: Mapping[str, int]
    cost: int
    looks: Mapping[Look, object]
    # What is read by which permissions.
    opened: tuple[Opened, ...] = ()
    # Where it is told what may still be asked for.
    rations: tuple[Ration, ...] = ()

    @property
    def is_dry(self) -> bool:
        """Tell whether it is reckoned only, and not run."""
        return any(ration.is_dry for ration in self.rations)

    def values(self, variables: Mapping[str, Any], access: Access) -> list[Any]:
        """Give what the statement binds for one request of one viewer.

        Raises:
            PlanError: a value is refused, such as a cursor of another list.
        """
        return [access.values[bind] if isinstance(bind, str) else bind(variables) for bind in self.parameters]


@dataclass(frozen=True)
class Operation:
    """One operation of a document: what it selects at the root."""

    schema: GraphQLSchema
    definition: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    # Whether it asks about the schema itself.
    introspects: bool

    @classmethod
    def of(cls, schema: GraphQLSchema, document: DocumentNode, name: str | None) -> "Operation":
        """Find an operation in a valid document by its name, or the only one."""
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        chosen = next(
            node for node in operations if name is None or (node.name is not None and node.name.value == name)
        )
        fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        return cls(schema, chosen, fragments, _introspects(chosen, *fragments.values()))

    def roots(self, tracer: Tracer) -> list[Selected]:
        """Collect the root fields."""
        selections = Selections(self.schema, self.fragments, tracer)
        return selections.of(self.type_, [self.definition.selection_set])

    @property
    def type_(self) -> GraphQLObjectType:
        """The type of the root."""
        type_ = self.schema.get_root_type(self.definition.operation)
        assert type_ is not None
        return type_

    def plan(self, variables: Mapping[str, Any], access: Access, cursor_secret: bytes) -> Plan:
        """Plan the operation for a viewer and a first set of variables.

        Raises:
            PlanError: the request cannot be answered as it stands.
        """
        tracer = Tracer(variables)
        selections = Selections(self.schema, self.fragments, tracer)
        planning = Planning(self.schema, access, tracer, selections, cursor_secret)
        roots = [root for root in self.roots(tracer) if root.name not in INTROSPECTION]
        writer = Roots(planning)
        columns = [writer.field(root) for root in roots]
        lookups = frozenset(index for index, root in enumerate(roots) if self._looks_up(root))
        cost = Costs(self.schema, selections).of(self.type_, roots)
        return compiled(planning, columns, [root.key for root in roots], lookups, cost)

    def _looks_up(self, root: Selected) -> bool:
        definition = self.type_.fields.get(root.name)
        return (
            definition is not None
            and isinstance(spec_of(definition), Lookup | NodeLookup)
            and not is_list(type_of(definition))
        )


def compiled(
    planning: Planning,
    columns: Sequence[ColumnElement[str]],
    keys: Sequence[str],
    lookups: frozenset[int] = frozenset(),
    cost: int = 0,
) -> Plan:
    """Make the plan of one statement: a column for each key, with all that planning them has found out."""
    statement = sa.select(*(column.label(f"r{index}") for index, column in enumerate(columns)))
    made = statement.compile(dialect=_DIALECT)
    tracer = planning.tracer
    return Plan(
        sql=str(made),
        parameters=tuple(_bound(tracer, name, made.params) for name in made.positiontup or ()),
        keys=tuple(keys),
        lookups=lookups,
        denials=tuple(planning.denials),
        completions=tuple(planning.completions),
        reckonings=tuple(planning.reckonings),
        usage=dict(planning.usage),
        cost=cost,
        looks=dict(tracer.looks),
        opened=planning.opened(),
        rations=tuple(planning.rations),
    )


class _FieldNames(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.found.add(node.name.value)


def _introspects(*nodes: Node) -> bool:
    """Tell whether anything asks about the schema itself, under whatever condition."""
    names = _FieldNames()
    for node in nodes:
        visit(node, names)
    return not names.found.isdisjoint(INTROSPECTION)


def _bound(tracer: Tracer, name: str, constants: Mapping[str, Any]) -> Bind | str:
    of_viewer = viewer_name(name)
    if of_viewer is not None:
        return of_viewer
    if name in tracer.binds:
        return tracer.binds[name]
    # A number of our own that SQLAlchemy chose to bind, such as the index into an array.
    return lambda _variables: constants[name]
