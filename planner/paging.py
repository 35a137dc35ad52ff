"""Which rows a page of a list has: read by keyset from an index, in either direction.

The order is total, since the id decides between equals. One row more than the page has tells whether there is another.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from graphql import GraphQLField, GraphQLObjectType
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import CompoundSelect, FromClause, Select, Subquery

from planner.access import Rows
from planner.arguments import Argument
from planner.cursor import list_key, null_pattern, open_cursor
from planner.entity import Entity, entity_of, python_name, spec_of
from planner.errors import NotPlannable, PlanError
from planner.fields import Column, Measure, Pages
from planner.filters import condition, searched
from planner.ordering import Key, beyond, keys, ordering
from planner.planning import Path, Planning
from planner.selection import Selected
from planner.text import number
from planner.types import object_type, type_of, value_coordinate

PAGE_MAX = 100
OFFSET_MAX = 10_000
ORDERS_MAX = 5
RANK = "page_rank"

Narrow = Callable[[FromClause], Iterable[ColumnElement[bool]]]
"""The conditions that make a list: which parent its rows belong to."""


class Stretch(NamedTuple):
    """A part of an index: conditions on its rows, as ranges that have no row in common, and the order in which it is read."""

    ranges: Sequence[Sequence[ColumnElement[bool]]] = ()
    scan: Sequence[ColumnElement[Any]] = ()


def node_type(definition: GraphQLField) -> GraphQLObjectType:
    """Give the type of the nodes of a connection field."""
    return object_type(type_of(definition), "nodes")


@dataclass
class Paging:
    """One list of a request, with its arguments."""

    planning: Planning
    type_: GraphQLObjectType
    entity: Entity
    narrow: Narrow
    arguments: dict[str, Argument]
    order: list[Key]
    # None where only the total is asked for.
    size: int | None
    backward: bool
    # Whether the list is of one parent, so that its rows are few and of one partition.
    of_parent: bool

    @classmethod
    def read(
        cls, planning: Planning, definition: GraphQLField, selected: Selected, path: Path, narrow: Narrow
    ) -> "Paging":
        """Read the arguments of a connection field.

        Raises:
            PlanError: the size or the order cannot be.
            Denied: the viewer may not order by a field.
        """
        type_, spec = node_type(definition), spec_of(definition)
        entity = entity_of(type_)
        if entity is None:
            raise NotPlannable(type_.name, "is listed in a connection, and is not an entity")
        arguments = planning.arguments(definition, selected, path)
        size, backward = _size(arguments)
        order = _order(planning, type_, entity, arguments.get("orderBy"))
        of_parent = isinstance(spec, Pages) and (spec.foreign_key or spec.link) is not None
        return cls(planning, type_, entity, narrow, arguments, order, size, backward, of_parent)

    def rows(self, *, ranked: bool) -> Subquery:
        """Give the rows of the page; ranked, with one more if there is one."""
        row = self.planning.row_of(self.entity)
        seen = self.planning.access.rows(self.entity.table.name, row)
        if seen.partition is None or self.of_parent:
            stretch = Stretch(self._ranges(row, self._chosen(row)), self._scan(row))
        elif seen.beside is not None:
            beside = Stretch(self._ranges(row, [seen.beside, *self._asked(row)]), self._scan(row))
            parts = [self._of_partitions(row, seen), self._joined(row, beside).subquery()]
            return self._limited(sa.union_all(*map(sa.select, parts)).subquery(), Stretch(), ranked=ranked)
        elif seen.only is not None:
            stretch = self._of_partition(row, row.c[seen.partition], seen.only)
        else:
            return self._limited(self._of_partitions(row, seen), Stretch(), ranked=ranked)
        if len(stretch.ranges) > 1:
            return self._limited(self._joined(row, stretch).subquery(), Stretch(), ranked=ranked)
        return self._limited(row, stretch, ranked=ranked)

    def total(self) -> ColumnElement[int]:
        """Count the rows on all pages."""
        row = self.planning.row_of(self.entity)
        query = sa.select(sa.func.count()).select_from(row).where(*self._chosen(row))
        return query.correlate_except(row).scalar_subquery()

    def within(self, rows: FromClause) -> ColumnElement[bool]:
        """Tell of a ranked row whether it is on the page, and not the one more."""
        return rows.c[RANK] <= (self.limit if self.offset is None else self.offset + self.limit)

    @property
    def limit(self) -> ColumnElement[int]:
        """The size of the page."""
        return number(self.size or 0)

    @cached_property
    def offset(self) -> ColumnElement[int] | None:
        """How many rows to skip, if the request says so."""
        given = self.arguments.get("offset")
        if given is None or given.is_absent:
            return None
        for name in ("after", "before", "last"):
            if self.has(name):
                raise PlanError(f"`offset` does not go with `{name}`.", argument=("offset",))
        return given.bind(sa.Integer(), _checked_offset)

    @cached_property
    def cursor_key(self) -> ColumnElement[bytes]:
        """The key that seals the cursors of this list."""
        return self.planning.tracer.bind(self._list_key, sa.LargeBinary())

    def has(self, name: str) -> bool:
        """Tell whether an argument is given, and not null."""
        return name in self.arguments and not self.arguments[name].is_absent

    def _limited(self, row: FromClause, stretch: Stretch, *, ranked: bool) -> Subquery:
        scan = stretch.scan or self._scan(row)
        query = sa.select(row).where(*(condition for range_ in stretch.ranges for condition in range_))
        if ranked:
            query = query.add_columns(sa.func.row_number().over(order_by=scan).label(RANK))
        query = query.order_by(*scan).limit(self._peeked if ranked else self.limit)
        if self.offset is not None:
            query = query.offset(self.offset)
        return query.correlate_except(row).subquery()

    def _of_partitions(self, row: FromClause, seen: Rows) -> Subquery:
        """Read an ordered page of every partition: an index serves each of them, and none serves all together."""
        assert seen.partition is not None
        if seen.only is not None:
            return self._joined(row, self._of_partition(row, row.c[seen.partition], seen.only)).subquery()
        each = sa.func.unnest(self.planning.partitions()).table_valued("id", name="partition").render_derived()
        part = self._joined(row, self._of_partition(row, row.c[seen.partition], each.c.id)).lateral()
        return sa.select(part).select_from(each.join(part, sa.true())).subquery()

    def _of_partition(self, row: FromClause, owner: ColumnElement[Any], own: ColumnElement[Any]) -> Stretch:
        """Select the rows of the list that one partition has."""
        seen, asked = self.planning.access.rows(self.entity.table.name, row), self._asked(row)
        predicate = [] if seen.predicate is None else [seen.predicate]
        if asked or (predicate and seen.narrows):
            return Stretch(self._ranges(row, [owner == own, *predicate, *asked]), self._scan(row))
        # The whole of the partition, as a range and as part of the order, though it is one value: with an equation
        # PostgreSQL may walk an index of all partitions, past whatever the others have before a row of this one comes.
        descends = self.order[0].descending != self.backward
        scan = [owner.desc() if descends else owner.asc(), *self._scan(row)]
        return Stretch(self._ranges(row, [owner >= own, owner <= own, *predicate], [(owner, own)]), scan)

    def _joined(self, row: FromClause, stretch: Stretch) -> Select[Any] | CompoundSelect[Any]:
        """Read the ranges of a stretch one by one, each as far as the page may reach into it."""
        reach = self._peeked if self.offset is None else self.offset + self._peeked
        parts = [
            sa.select(row).where(*conditions).order_by(*stretch.scan).limit(reach).correlate_except(row)
            for conditions in stretch.ranges
        ]
        return parts[0] if len(parts) == 1 else sa.union_all(*(sa.select(part.subquery()) for part in parts))

    def _scan(self, row: FromClause) -> list[ColumnElement[Any]]:
        return ordering([key.reversed for key in self.order] if self.backward else self.order, row)

    @property
    def _peeked(self) -> ColumnElement[int]:
        return number((self.size or 0) + 1)

    def _chosen(self, row: FromClause) -> list[ColumnElement[bool]]:
        """The conditions of the list: what the viewer sees, and what is asked for."""
        return [*self.planning.visible(self.entity, row), *self._asked(row)]

    def _asked(self, row: FromClause) -> list[ColumnElement[bool]]:
        """The conditions of the request: the parent, filter and search."""
        chosen = [*self.narrow(row)]
        if self.has("filter"):
            chosen.append(condition(self.planning, self.type_, row, self.arguments["filter"]))
        if self.has("search"):
            chosen.append(searched(self.entity, row, self.arguments["search"]))
        return chosen

    def _ranges(
        self,
        row: FromClause,
        chosen: list[ColumnElement[bool]],
        within: Sequence[tuple[ColumnElement[Any], ColumnElement[Any]]] = (),
    ) -> list[list[ColumnElement[bool]]]:
        """Give the conditions of the rows between the cursors, as ranges that have no row in common."""
        ranges = [chosen]
        for name, order in (("after", self.order), ("before", [key.reversed for key in self.order])):
            if self.has(name):
                parts = self._beyond(order, row, self.arguments[name], within)
                ranges = [[*conditions, part] for conditions in ranges for part in parts]
        return ranges

    def _beyond(
        self,
        order: Sequence[Key],
        row: FromClause,
        cursor: Argument,
        within: Sequence[tuple[ColumnElement[Any], ColumnElement[Any]]],
    ) -> list[ColumnElement[bool]]:
        nulls = cursor.seen(null_pattern)
        if not isinstance(nulls, tuple) or len(cast("tuple[bool, ...]", nulls)) != len(order):
            # The cursor is none of this list; that is told when it is opened, before the statement runs.
            nulls = tuple(False for _ in order)
        values = [self._cursor_value(cursor, row.c[key.column], index) for index, key in enumerate(order)]
        return beyond(order, row, values, cast("Sequence[bool]", nulls), within)

    def _cursor_value(self, cursor: Argument, column: ColumnElement[Any], index: int) -> ColumnElement[Any]:
        key, read, where, path, count = self._list_key, cursor.reader(), cursor.where, cursor.path, len(self.order)

        def value(variables: Mapping[str, Any]) -> str | None:
            try:
                return open_cursor(key(variables), read(variables), count)[index]
            except PlanError as error:
                raise error.at(where, path) from None

        text = self.planning.tracer.bind(value, sa.Text())
        return text if isinstance(column.type, sa.Text | sa.Enum) else sa.cast(text, column.type)

    @cached_property
    def _list_key(self) -> Callable[[Mapping[str, Any]], bytes]:
        """What a cursor is bound to: the list, its order, its filter and its search."""
        secret, name = self.planning.cursor_secret, self.type_.name
        order = [(key.column, key.descending) for key in self.order]
        given = {name: self.arguments[name].reader() for name in ("filter", "search") if name in self.arguments}
        return lambda variables: list_key(
            secret, [name, order, {argument: read(variables) for argument, read in given.items()}]
        )


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
    wishes = given.items()
    if len(wishes) > ORDERS_MAX:
        raise PlanError(f"An order has at most {ORDERS_MAX} parts.", argument=("orderBy",))
    for item in wishes:
        wanted = dict(item.fields())
        field = wanted["field"].value()
        descending = "direction" in wanted and wanted["direction"].value() == "DESC"
        names.append(("-" if descending else "") + _order_column(planning, type_, field))
    return keys(entity.table, names or entity.order)


def _order_column(planning: Planning, type_: GraphQLObjectType, field: str) -> str:
    """The column that an order by a field uses; the value of the enum is the field's name in the schema."""
    coordinate = value_coordinate(f"{type_.name}OrderField", field)
    planning.use(coordinate)
    planning.require_field(type_, field, coordinate)
    definition = type_.fields[field]
    match spec_of(definition):
        case Column(name=name, key=key):
            return key or name or python_name(definition)
        case Measure(value=str(value)):
            return value
        case _:
            return "id"
