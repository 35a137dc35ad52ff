"""Connections: one page of an ordered list, read by keyset from an index, with what a client needs to go on.

edges { cursor node }  nodes  pageInfo  totalCount
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from graphql import GraphQLField, GraphQLObjectType
from sqlalchemy.sql.elements import ColumnElement, Grouping
from sqlalchemy.sql.expression import FromClause, Select, Subquery

from planner.arguments import Argument
from planner.cursor import list_key, null_pattern, open_cursor, payload, sealed
from planner.entity import Entity, entity_of, python_name, spec_of
from planner.errors import NotPlannable, PlanError
from planner.fields import Column, Computed, Measure
from planner.filters import condition, searched
from planner.ordering import Key, beyond, keys, ordering
from planner.planning import Path, Planning
from planner.selection import Selected
from planner.text import constant, joined, listed, number
from planner.types import object_type, type_of

PAGE_MAX = 100
OFFSET_MAX = 10_000
TOTAL_COST = 100
RANK = "page_rank"

Node = Callable[[FromClause, list[Any], Path], ColumnElement[str]]
"""Writes one node: its row, the selection sets that ask for it, and where it stands in the response."""
Narrow = Callable[[FromClause], Iterable[ColumnElement[bool]]]
"""The conditions that make the list: which parent its rows belong to."""


def node_type(definition: GraphQLField) -> GraphQLObjectType:
    """Give the type of the nodes of a connection field."""
    return object_type(type_of(definition), "nodes")


def page(
    planning: Planning, definition: GraphQLField, selected: Selected, path: Path, narrow: Narrow, node: Node
) -> Any:
    """Write one connection as JSON text."""
    reader = _Page.read(planning, definition, selected, path, narrow)
    return reader.text(object_type(type_of(definition)), selected, node)


@dataclass
class _Page:
    planning: Planning
    type_: GraphQLObjectType
    entity: Entity
    path: Path
    narrow: Narrow
    arguments: dict[str, Argument]
    order: list[Key]
    # Null where only the total is asked for.
    size: int | None
    backward: bool

    @classmethod
    def read(
        cls, planning: Planning, definition: GraphQLField, selected: Selected, path: Path, narrow: Narrow
    ) -> "_Page":
        type_ = node_type(definition)
        entity = entity_of(type_)
        if entity is None:
            raise NotPlannable(type_.name, "is listed in a connection, and is not an entity")
        arguments = planning.arguments(definition, selected, path)
        size, backward = _size(arguments)
        order = _order(planning, type_, entity, arguments.get("orderBy"))
        return cls(planning, type_, entity, path, narrow, arguments, order, size, backward)

    def text(self, connection: GraphQLObjectType, selected: Selected, node: Node) -> ColumnElement[str]:
        """Write the object of the connection."""
        parts = self.planning.selections.of(connection, selected.selections)
        if self.size is None and any(part.name not in ("totalCount", "__typename") for part in parts):
            raise PlanError(f"Say how many: `first` or `last`, 1 to {PAGE_MAX}.", argument=("first",))
        peeks = any(part.name == "pageInfo" for part in parts)
        outside, self.planning.rows_at_most = self.planning.rows_at_most, self.planning.rows_at_most * (self.size or 1)
        rows = self._rows(peeks=peeks)
        pieces: list[Any] = ["{"]
        for index, part in enumerate(parts):
            pieces += [f'{"," if index else ""}"{part.key}":', self._part(connection, part, rows, node, peeks=peeks)]
        self.planning.rows_at_most = outside
        text = joined([*pieces, "}"])
        needs_rows = any(part.name in ("nodes", "edges", "pageInfo") for part in parts)
        return sa.select(text).select_from(rows).scalar_subquery() if needs_rows else text

    def _part(
        self, connection: GraphQLObjectType, part: Selected, rows: Subquery, node: Node, *, peeks: bool
    ) -> ColumnElement[str]:
        path = (*self.path, part.key)
        match part.name:
            case "nodes":
                return self._listed(rows, node(rows, part.selections, path), peeks=peeks)
            case "edges":
                return self._listed(rows, self._edge(connection, part, rows, path, node), peeks=peeks)
            case "pageInfo":
                return self._page_info(connection, part, rows)
            case "totalCount":
                self.planning.cost += TOTAL_COST
                return sa.cast(self._total(), sa.Text())
            case _:
                return constant(f'"{connection.name}"')

    def _edge(
        self, connection: GraphQLObjectType, part: Selected, rows: Subquery, path: Path, node: Node
    ) -> ColumnElement[str]:
        edge = object_type(type_of(connection.fields["edges"]))
        pieces: list[Any] = ["{"]
        for index, inner in enumerate(self.planning.selections.of(edge, part.selections)):
            pieces.append(f'{"," if index else ""}"{inner.key}":')
            if inner.name == "cursor":
                pieces += ['"', sealed(self._key(), self._payload(rows)), '"']
            elif inner.name == "node":
                pieces.append(node(rows, inner.selections, (*path, inner.key)))
            else:
                pieces.append(f'"{edge.name}"')
        return joined([*pieces, "}"])

    def _listed(self, rows: Subquery, item: ColumnElement[str], *, peeks: bool) -> ColumnElement[str]:
        return listed(item, ordering(self.order, rows), self._within(rows) if peeks else None)

    def _page_info(self, connection: GraphQLObjectType, part: Selected, rows: Subquery) -> ColumnElement[str]:
        info = object_type(type_of(connection.fields["pageInfo"]))
        more = sa.cast(sa.func.count() > self._upto(), sa.Text())
        values: dict[str, Callable[[], ColumnElement[str]]] = {
            "hasNextPage": lambda: self._has_cursor("before") if self.backward else more,
            "hasPreviousPage": lambda: more if self.backward else self._has_cursor("after"),
            "startCursor": lambda: self._end_of(rows, self.order),
            "endCursor": lambda: self._end_of(rows, [key.reversed for key in self.order]),
            "__typename": lambda: constant(f'"{info.name}"'),
        }
        pieces: list[Any] = ["{"]
        for index, inner in enumerate(self.planning.selections.of(info, part.selections)):
            pieces += [f'{"," if index else ""}"{inner.key}":', values[inner.name]()]
        return joined([*pieces, "}"])

    def _has_cursor(self, name: str) -> ColumnElement[str]:
        """Whether there are rows before the page: a cursor stands for a row that was there, an offset skips rows."""
        given = name in self.arguments and not self.arguments[name].is_absent
        offset = self._offset()
        if offset is None or given or name == "before":
            return constant("true" if given else "false")
        return sa.cast(offset > 0, sa.Text())

    def _end_of(self, rows: Subquery, order: Sequence[Key]) -> ColumnElement[str]:
        payloads = sa.func.array_agg(self._payload(rows), type_=sa.ARRAY(sa.Text()))
        ordered = payloads.aggregate_order_by(*ordering(order, rows)).filter(self._within(rows))
        cursor = joined(['"', sealed(self._key(), Grouping(ordered)[1]), '"'])
        return sa.case((sa.func.count() == number(0), constant("null")), else_=cursor)

    def _payload(self, rows: Subquery) -> ColumnElement[str]:
        return payload(rows.c[key.column] for key in self.order)

    # -- the rows ---------------------------------------------------------------------------------------------------

    def _rows(self, *, peeks: bool) -> Subquery:
        partition = self.planning.access.rows(self.entity.table.name, self.entity.table).partition
        if partition is None:
            row = self.entity.table.alias()
            return self._limited(self._ranked(row, self._matching(row), peeks=peeks), row, peeks=peeks).subquery()
        return self._merged(partition, peeks=peeks)

    def _merged(self, partition: str, *, peeks: bool) -> Subquery:
        """Read an ordered page of every partition, and merge them: an index serves each of them, and none serves all."""
        each = sa.func.unnest(self.planning.partitions()).table_valued("id", name="partition").render_derived()
        row = self.entity.table.alias()
        mine = [*self._matching(row, partitioned=True), row.c[partition] == each.c.id]
        query = sa.select(row).where(*mine).order_by(*self._scan(row)).limit(number(self._fetched()))
        if (offset := self._offset()) is not None:
            # Any partition may hold all of the rows that the offset skips.
            query = query.limit(offset + self._fetched())
        part = query.correlate_except(row).lateral()
        merged = sa.select(part).select_from(each.join(part, sa.true())).subquery()
        ranked = self._ranked(merged, (), peeks=peeks)
        return self._limited(ranked, merged, peeks=peeks).subquery()

    def _ranked(self, row: FromClause, conditions: Iterable[ColumnElement[bool]], *, peeks: bool) -> Select[Any]:
        query = sa.select(row)
        if peeks:
            query = query.add_columns(sa.func.row_number().over(order_by=self._scan(row)).label(RANK))
        return query.where(*conditions)

    def _limited(self, query: Select[Any], row: FromClause, *, peeks: bool) -> Select[Any]:
        query = query.order_by(*self._scan(row)).limit(number(self._fetched() if peeks else self.size or 0))
        if (offset := self._offset()) is not None:
            query = query.offset(offset)
        return query.correlate_except(row)

    def _total(self) -> ColumnElement[int]:
        row = self.entity.table.alias()
        return (
            sa.select(sa.func.count())
            .select_from(row)
            .where(*self._selected(row))
            .correlate_except(row)
            .scalar_subquery()
        )

    def _selected(self, row: FromClause, *, partitioned: bool = False) -> list[ColumnElement[bool]]:
        """The conditions of the list: the parent, what the viewer sees, filter and search."""
        policy = self.planning.access.rows(self.entity.table.name, row)
        if partitioned:
            visible = [] if policy.predicate is None else [policy.predicate]
        else:
            visible = self.planning.visible(self.entity, row)
        chosen = [*self.narrow(row), *visible]
        if (given := self.arguments.get("filter")) is not None and not given.is_absent:
            chosen.append(condition(self.planning, self.type_, row, given))
        if (words := self.arguments.get("search")) is not None and not words.is_absent:
            chosen.append(searched(self.entity, row, words))
        return chosen

    def _matching(self, row: FromClause, *, partitioned: bool = False) -> list[ColumnElement[bool]]:
        chosen = self._selected(row, partitioned=partitioned)
        for name, order in (("after", self.order), ("before", [key.reversed for key in self.order])):
            cursor = self.arguments.get(name)
            if cursor is not None and not cursor.is_absent:
                chosen.append(self._beyond(order, row, cursor))
        return chosen

    def _beyond(self, order: Sequence[Key], row: FromClause, cursor: Argument) -> ColumnElement[bool]:
        nulls = cursor.seen(null_pattern)
        if not isinstance(nulls, tuple) or len(cast("tuple[bool, ...]", nulls)) != len(order):
            nulls = tuple(False for _ in order)
        values = [self._cursor_value(cursor, row.c[key.column], index) for index, key in enumerate(order)]
        return beyond(order, row, values, cast("Sequence[bool]", nulls))

    def _cursor_value(self, cursor: Argument, column: ColumnElement[Any], index: int) -> ColumnElement[Any]:
        def value(variables: Any) -> str | None:
            key = list_key(self.planning.cursor_secret, self._about(variables))
            try:
                return open_cursor(key, cursor.current(variables), len(self.order))[index]
            except PlanError as error:
                raise cursor.blamed(error) from None

        text = self.planning.tracer.bind(value, sa.Text())
        return text if isinstance(column.type, sa.Text | sa.Enum) else sa.cast(text, column.type)

    def _key(self) -> ColumnElement[bytes]:
        secret = self.planning.cursor_secret
        return self.planning.tracer.bind(lambda variables: list_key(secret, self._about(variables)), sa.LargeBinary())

    def _about(self, variables: Any) -> object:
        """What a cursor is bound to: the list, its order, its filter and its search."""
        given = {
            name: self.arguments[name].current(variables) for name in ("filter", "search") if name in self.arguments
        }
        return [self.type_.name, [(key.column, key.descending) for key in self.order], given]

    # -- how many ---------------------------------------------------------------------------------------------------

    def _scan(self, row: FromClause) -> list[ColumnElement[Any]]:
        return ordering([key.reversed for key in self.order] if self.backward else self.order, row)

    def _fetched(self) -> int:
        """One row more than the page has tells whether there is another page."""
        return (self.size or 0) + 1

    def _upto(self) -> ColumnElement[int]:
        return number(self.size or 0)

    def _within(self, rows: Subquery) -> ColumnElement[bool]:
        offset = self._offset()
        limit = number(self.size or 0)
        return rows.c[RANK] <= (limit if offset is None else offset + limit)

    def _offset(self) -> ColumnElement[int] | None:
        given = self.arguments.get("offset")
        if given is None or given.is_absent:
            return None
        for name in ("after", "before", "last"):
            if name in self.arguments and not self.arguments[name].is_absent:
                raise PlanError(f"`offset` does not go with `{name}`.", argument=("offset",))
        return given.bind(sa.Integer(), _checked_offset)


def _checked_offset(offset: int) -> int:
    if not 0 <= offset <= OFFSET_MAX:
        raise PlanError(f"`offset` goes from 0 to {OFFSET_MAX:,}; further on, use a cursor.")
    return offset


def _size(arguments: dict[str, Argument]) -> tuple[int | None, bool]:
    sizes = {name: arguments[name] for name in ("first", "last") if name in arguments and not arguments[name].is_absent}
    if len(sizes) == 2:
        raise PlanError("Give `first` or `last`, not both.", argument=("last",))
    for name, given in sizes.items():
        size = given.value()
        if not 1 <= size <= PAGE_MAX:
            raise PlanError(f"`{name}` goes from 1 to {PAGE_MAX}.", argument=(name,))
        return size, name == "last"
    return None, False


def _order(planning: Planning, type_: GraphQLObjectType, entity: Entity, given: Argument | None) -> list[Key]:
    if given is None or given.is_absent:
        return keys(entity.table, entity.order)
    names: list[str] = []
    for item in given.items():
        wanted = dict(item.fields())
        field = wanted["field"].value()
        descending = "direction" in wanted and wanted["direction"].value() == "DESC"
        planning.use(f"{type_.name}Order.{field}")
        names.append(("-" if descending else "") + _order_column(planning, type_, field))
    return keys(entity.table, names or entity.order)


def _order_column(planning: Planning, type_: GraphQLObjectType, field: str) -> str:
    """The column that an order by a field uses; the value of the enum is the field's name in the schema."""
    planning.require_field(type_, field, f"{type_.name}OrderField.{field}")
    definition = type_.fields[field]
    match spec_of(definition):
        case Column(name=name, key=key):
            return key or name or python_name(definition)
        case Measure(value=str(value)):
            return value
        case Computed() | None | _:
            return "id"
