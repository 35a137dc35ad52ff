"""Root fields: where a request enters the data."""

from typing import Any, cast

import sqlalchemy as sa
from graphql import GraphQLField
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.aggregates import groups
from planner.allowance import allowance
from planner.arguments import Argument
from planner.entity import entity_of, spec_of
from planner.errors import Denied, NotPlannable, PlanError
from planner.fields import Embedded, Groups, Hits, Known, Lookup, NodeLookup, Pages, Rationed, Reckoned, Stream
from planner.objects import Objects, everything, narrowed
from planner.planning import Path, Planning
from planner.reckoned import reckoned
from planner.scope import Scope
from planner.search import hits
from planner.selection import Selected
from planner.streams import stream
from planner.text import constant, listed
from planner.types import bare, is_list, object_type, type_of
from planner.written import Sets, Values

NODES_MAX = 100


class Roots:
    """Writes the root fields of one operation."""

    def __init__(self, planning: Planning) -> None:
        self.planning = planning
        self.objects = Objects(planning)

    def field(self, selected: Selected) -> ColumnElement[str]:
        """Write one root field; NULL where there is nothing to see."""
        query = self.planning.schema.query_type
        assert query is not None
        path = (selected.key,)
        if selected.name == "__typename":
            return constant(f'"{query.name}"')
        coordinate = f"{query.name}.{selected.name}"
        definition = query.fields[selected.name]
        self.planning.use(coordinate)
        try:
            self.planning.require_field(query, selected.name)
            return self._planned(definition, selected, path, coordinate)
        except Denied as denied:
            return self.objects.deny(path, denied)
        except PlanError as error:
            error.path = error.path or path
            raise

    def _planned(self, definition: GraphQLField, selected: Selected, path: Path, coordinate: str) -> ColumnElement[str]:
        spec = spec_of(definition)
        if isinstance(spec, Lookup | NodeLookup | Pages | Groups | Hits):
            return self._of_rows(definition, spec, selected, path)
        if isinstance(spec, Stream):
            return stream(self.objects, definition, spec, selected, path)
        if isinstance(spec, Rationed):
            return allowance(self.planning, definition, selected, path)
        if isinstance(spec, Reckoned):
            return reckoned(self.planning, definition, spec, selected, path)
        if isinstance(spec, Embedded):
            return self.objects.of(object_type(type_of(definition)), Scope(sa.table("")), selected.selections, path)
        if isinstance(spec, Known):
            values = Values(self.planning.schema, self.planning.selections, _no_entity)
            return constant(values.write(spec.value(), type_of(definition), selected.selections, path))
        raise NotPlannable(coordinate, "has a declaration that a root field cannot fulfil")

    def _of_rows(
        self,
        definition: GraphQLField,
        spec: Lookup | NodeLookup | Pages | Groups | Hits,
        selected: Selected,
        path: Path,
    ) -> ColumnElement[str]:
        """Write a root field that leads to rows: one by a key, some by their ids, a list, groups, or what a search finds."""
        match spec:
            case Lookup():
                return self._lookup(definition, spec, selected, path)
            case NodeLookup():
                return self._nodes(definition, selected, path)
            case Pages():
                return self.objects.pages(definition, selected, path, everything)
            case Groups():
                return groups(self.objects, definition, selected, path)
            case Hits():
                return hits(self.objects, definition, selected, path)

    def _lookup(self, definition: GraphQLField, spec: Lookup, selected: Selected, path: Path) -> ColumnElement[str]:
        type_ = object_type(type_of(definition))
        arguments = self.planning.arguments(definition, selected, path)

        def conditions(row: FromClause) -> list[ColumnElement[bool]]:
            return [
                row.c[column] == _key(arguments[argument], spec.types.get(argument, type_.name), row.c[column])
                for argument, column in spec.columns.items()
            ]

        return self.objects.by(type_, conditions, selected.selections, path)

    def _nodes(self, definition: GraphQLField, selected: Selected, path: Path) -> ColumnElement[str]:
        arguments = self.planning.arguments(definition, selected, path)
        if not is_list(type_of(definition)):
            return self._node(definition, arguments["id"], selected, path)
        return self._each_node(definition, arguments["ids"], selected, path)

    def _each_node(self, definition: GraphQLField, ids: Argument, selected: Selected, path: Path) -> ColumnElement[str]:
        """Write entities in the order of their ids; the plan is for ids of these types, however many."""
        if ids.source is None:
            kinds = frozenset(str(item.seen(_type_name)) for item in ids.items())
        else:
            kinds = cast("frozenset[str]", ids.seen(_type_names))
        wanted = sa.func.unnest(
            ids.bind(sa.ARRAY(sa.Text()), lambda texts: [key.type_name for key in _all_parsed(texts)]),
            ids.bind(sa.ARRAY(sa.Uuid()), lambda texts: [key.key for key in _all_parsed(texts)]),
        ).table_valued("kind", sa.column("key", sa.Uuid()), with_ordinality="place")
        rows = wanted.render_derived(name="wanted")
        text = self.objects.any_of(definition, rows.c.kind, rows.c.key, selected, path, kinds)
        return sa.select(listed(text, [rows.c.place])).select_from(rows).scalar_subquery()

    def _node(self, definition: GraphQLField, given: Argument, selected: Selected, path: Path) -> ColumnElement[str]:
        name = given.seen(_type_name)
        possible = {type_.name: type_ for type_ in self.planning.schema.get_possible_types(bare(type_of(definition)))}
        type_ = possible.get(str(name))
        entity = entity_of(type_) if type_ is not None else None
        if type_ is None or entity is None:
            # Bound all the same, so that a malformed id is refused.
            return sa.cast(given.bind(sa.Text(), _nothing), sa.Text())
        if entity.needs and not self.planning.access.allows(entity.needs):
            return sa.cast(sa.null(), sa.Text())
        key = given.bind(sa.Uuid(), lambda text: parsed(text, type_.name).key)
        return self.objects.by(type_, narrowed("id", key), selected.selections, path)


def _key(given: Argument, type_name: str, column: Any) -> Any:
    type_: Any = column.type
    if not isinstance(type_, sa.Uuid):
        return given.bind(type_)
    return given.bind(sa.Uuid(), lambda text: parsed(text, type_name).key)


def parsed(text: Any, expected: str | None = None) -> NodeId:
    """Read an id that a request gives.

    Raises:
        PlanError: it is none, or one of another type.
    """
    try:
        return NodeId.parse(text, expected)
    except DomainError as error:
        raise PlanError(str(error), error.code) from None


def _all_parsed(texts: list[Any]) -> list[NodeId]:
    if len(texts) > NODES_MAX:
        raise PlanError(f"`ids` takes at most {NODES_MAX} ids.")
    return [parsed(text) for text in texts]


def _no_entity(key: NodeId, _sets: Sets, _path: Path) -> str:
    raise NotPlannable(str(key), "is an entity, and what is known without the database has none")


def _nothing(text: Any) -> None:
    parsed(text)


def _type_names(texts: Any) -> object:
    return frozenset(str(_type_name(text)) for text in cast("list[Any]", texts))


def _type_name(text: Any) -> object:
    return text.split(":", 1)[0] if isinstance(text, str) else None
