"""Aggregates: rows grouped, counted and added up, by the same filters and rights as lists.

Money is summed per currency and quantities per unit. One scan serves all of it: the rows are grouped once by the keys,
and once more by the keys and each of what the measures are counted in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa
from graphql import GraphQLField, GraphQLObjectType
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause, Subquery

from planner.arguments import Argument
from planner.entity import Entity, aggregated_by, entity_of, python_name, spec_of
from planner.errors import Denied, NotPlannable, PlanError
from planner.fields import Column, Computed, Expression, Measure, One, Spec
from planner.filters import condition
from planner.grouping import KeyPart, MeasurePart
from planner.leaves import leaf
from planner.objects import NULL, Objects
from planner.planning import Path
from planner.selection import Selected
from planner.text import constant, json_object, listed, number
from planner.types import object_type, type_of, value_coordinate

GROUPS_MAX = 1000
GROUPS_DEFAULT = 100

Text = ColumnElement[str]

_FUNCTIONS: dict[str, Callable[[Any], ColumnElement[Any]]] = {
    "sum": sa.func.sum,
    "avg": lambda value: sa.func.round(sa.func.avg(value), sa.func.max(sa.func.scale(value))),
    "min": sa.func.min,
    "max": sa.func.max,
}


def groups(objects: Objects, definition: GraphQLField, selected: Selected, path: Path) -> Text:
    """Write the groups of an aggregate as a JSON array, in the order of their keys."""
    type_ = object_type(type_of(definition))
    entity = aggregated_by(type_)
    assert entity is not None
    arguments = objects.planning.arguments(definition, selected, path)
    return _Groups(objects, objects.planning.object_type(entity.name), entity, arguments, path).text(type_, selected)


@dataclass
class _Groups:
    objects: Objects
    type_: GraphQLObjectType
    entity: Entity
    arguments: dict[str, Argument]
    path: Path
    row: FromClause = field(init=False)
    # What the scan of the rows yields, by label: keys, what measures are counted in, and values.
    keys: dict[str, ColumnElement[Any]] = field(default_factory=dict[str, ColumnElement[Any]])
    pers: dict[str, ColumnElement[Any]] = field(default_factory=dict[str, ColumnElement[Any]])
    values: dict[str, ColumnElement[Any]] = field(default_factory=dict[str, ColumnElement[Any]])
    # The entities that keys go through, by the field that leads there, with the condition on which they are joined.
    joined: dict[str, tuple[FromClause, ColumnElement[bool]]] = field(
        default_factory=dict[str, tuple[FromClause, ColumnElement[bool]]]
    )
    # The figures that are selected: label, function and value.
    figures: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    def __post_init__(self) -> None:
        self.row = self.objects.planning.row_of(self.entity)

    def text(self, type_: GraphQLObjectType, selected: Selected) -> Text:
        """Write the groups."""
        size = self._size()
        self._group_by()
        text = self._object(type_, selected, self.path, self._part)
        order = [_grouped(label, key) for label, key in self.keys.items()]
        query = sa.select(text.label("text"), *(key.label(label) for key, label in zip(order, self.keys, strict=True)))
        query = query.select_from(self._scan()).group_by(*order).order_by(*order).limit(number(size))
        listing = query.subquery()
        listed_ = listed(listing.c.text, [listing.c[label] for label in self.keys])
        return sa.select(listed_).select_from(listing).scalar_subquery()

    # -- what is selected -------------------------------------------------------------------------------------------

    def _object(
        self,
        type_: GraphQLObjectType,
        selected: Selected,
        path: Path,
        part: Callable[[GraphQLObjectType, Selected, Path], Text],
    ) -> Text:
        planning = self.objects.planning

        def write(inner: Selected) -> Text:
            if inner.name == "__typename":
                return constant(f'"{type_.name}"')
            planning.use(f"{type_.name}.{inner.name}")
            return part(type_, inner, (*path, inner.key))

        return json_object((inner.key, write(inner)) for inner in planning.selections.of(type_, selected.selections))

    def _part(self, type_: GraphQLObjectType, part: Selected, path: Path) -> Text:
        inner = type_of(type_.fields[part.name])
        match part.name:
            case "count":
                return sa.cast(self._of_all(sa.literal_column("g.n", sa.Integer())), sa.Text())
            case "key":
                return self._object(object_type(inner), part, path, self._key)
            case function:
                return self._object(
                    object_type(inner), part, path, lambda owner, each, at: self._figure(owner, each, at, function)
                )

    def _key(self, type_: GraphQLObjectType, part: Selected, path: Path) -> Text:
        definition = type_.fields[part.name]
        key = self.keys.get(f"k_{part.name}")
        if key is None:
            return NULL
        value = _grouped(f"k_{part.name}", key)
        spec = spec_of(definition)
        assert isinstance(spec, KeyPart)
        if isinstance(self._source(spec.field)[1], One):
            return self.objects.referred(object_type(type_of(definition)), value, part.selections, path)
        return leaf(type_of(definition), value, nullable=True)

    def _figure(self, type_: GraphQLObjectType, part: Selected, path: Path, function: str) -> Text:
        definition = type_.fields[part.name]
        spec = spec_of(definition)
        assert isinstance(spec, MeasurePart)
        try:
            source, declared = self._allowed(spec.field, f"{type_.name}.{part.name}")
        except Denied as denied:
            return self.objects.deny(path, denied)
        value = self._value(source, declared)
        label = f"{function}_{source}"
        self.values[f"v_{source}"] = value
        self.figures[label] = (function, f"v_{source}")
        column = sa.literal_column(f'g."{label}"', value.type)
        if not isinstance(declared, Measure):
            return leaf(type_of(definition), self._of_all(column), nullable=True)
        per = self._per(declared, source)
        unit = sa.literal_column(f'g."{per}"', self.pers[per].type)
        item = self.objects.measure(object_type(type_of(definition)), column, unit, part, path)
        present = sa.and_(sa.literal_column(f'g."g_{per}"') == number(0), column.is_not(None), unit.is_not(None))
        return listed(item, [unit], present)

    def _per(self, declared: Measure, source: str) -> str:
        """The label of what a measure is counted in; measures counted in the same share it."""
        label = f"p_{declared.per if isinstance(declared.per, str) else source}"
        self.pers.setdefault(label, _expression(declared.per, self.row))
        return label

    def _of_all(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """Take a value from the row of a group that is not divided by what something is counted in."""
        undivided = sa.literal_column("g.undivided", sa.Boolean())
        return sa.func.max(value, type_=value.type).filter(undivided)

    # -- the keys ---------------------------------------------------------------------------------------------------

    def _group_by(self) -> None:
        given = self.arguments.get("groupBy")
        if given is None or given.is_absent:
            return
        type_ = self.objects.planning.object_type(f"{self.type_.name}GroupKey")
        for item in given.items():
            name = item.value()
            coordinate = value_coordinate(f"{self.type_.name}GroupBy", name)
            self.objects.planning.use(coordinate)
            spec = spec_of(type_.fields[name])
            assert isinstance(spec, KeyPart)
            _, declared = self._allowed(spec.field, coordinate)
            beyond = spec.through is not None
            self.keys[f"k_{name}"] = self._beyond(spec, coordinate) if beyond else self._key_expression(spec, declared)

    def _key_expression(self, spec: KeyPart, declared: Spec) -> ColumnElement[Any]:
        match declared:
            case One(foreign_key=foreign_key):
                return self.row.c[foreign_key]
            case Column(name=name, zone=zone):
                column = self.row.c[name or spec.field]
                if spec.grain is None:
                    return column
                if isinstance(column.type, sa.DateTime):
                    column = sa.func.timezone(zone(self.row.c) if zone else constant("UTC"), column)
                return sa.cast(sa.func.date_trunc(constant(spec.grain), column), sa.Date())
            case _:
                raise NotPlannable(f"{self.type_.name}.{spec.field}", "is offered as a key of groups, and is no column")

    def _beyond(self, spec: KeyPart, coordinate: str) -> ColumnElement[Any]:
        """Give what an entity refers to that the row refers to; the entity is joined once, as far as the viewer sees it."""
        planning, (name, declared) = self.objects.planning, self._source(spec.field)
        behind = object_type(type_of(self.type_.fields[name]))
        further_name, further = _declared(behind, spec.through or "")
        entity = entity_of(behind)
        if entity is None or not isinstance(declared, One) or not isinstance(further, One):
            raise NotPlannable(f"{behind.name}.{spec.through}", "is offered as a key of groups, and leads nowhere")
        planning.require_field(behind, further_name, coordinate)
        if spec.field not in self.joined:
            other = planning.row_of(entity)
            refers = other.c.id == self.row.c[declared.foreign_key]
            self.joined[spec.field] = other, sa.and_(refers, *planning.visible(entity, other))
        return self.joined[spec.field][0].c[further.foreign_key]

    def _allowed(self, source: str, coordinate: str) -> tuple[str, Spec]:
        name, declared = self._source(source)
        self.objects.planning.require_field(self.type_, name, coordinate)
        return source, declared

    def _source(self, source: str) -> tuple[str, Spec]:
        """The name in the schema, and the declaration, of a field of the entity."""
        return _declared(self.type_, source)

    def _value(self, source: str, declared: Spec) -> ColumnElement[Any]:
        match declared:
            case Measure(value=value):
                return _expression(value, self.row)
            case Computed(expression=expression):
                return expression(self.row.c)
            case Column(name=name):
                return self.row.c[name or source]
            case _:
                raise NotPlannable(f"{self.type_.name}.{source}", "is aggregated, and is no number or date")

    # -- the scan ---------------------------------------------------------------------------------------------------

    def _scan(self) -> Subquery:
        """Group the rows by the keys, and by the keys and each of what is counted in, in one scan."""
        inputs = {**self.keys, **self.pers, **self.values}
        rows = sa.select(*(column.label(label) for label, column in inputs.items()))
        rows = rows.select_from(self._joined()).where(*self._conditions())
        rows = rows.correlate_except(self.row, *(other for other, _ in self.joined.values())).subquery()
        keys = [rows.c[label] for label in self.keys]
        divisions = [sa.func.grouping(rows.c[label]).label(f"g_{label}") for label in self.pers]
        whole = sa.and_(sa.true(), *(sa.func.grouping(rows.c[label]) == number(1) for label in self.pers))
        figures = [_FUNCTIONS[name](rows.c[value]).label(label) for label, (name, value) in self.figures.items()]
        sets = [sa.tuple_(*keys), *(sa.tuple_(*keys, rows.c[label]) for label in self.pers)]
        columns = [*keys, *(rows.c[label] for label in self.pers), *divisions, *figures]
        query = sa.select(*columns, whole.label("undivided"), sa.func.count().label("n")).select_from(rows)
        return query.group_by(sa.func.grouping_sets(*sets)).subquery("g")

    def _joined(self) -> FromClause:
        """Give the rows with the entities that keys go through; each row has one of them, or none."""
        rows: FromClause = self.row
        for other, refers in self.joined.values():
            rows = rows.outerjoin(other, refers)
        return rows

    def _conditions(self) -> list[ColumnElement[bool]]:
        planning = self.objects.planning
        conditions = planning.visible(self.entity, self.row)
        if (given := self.arguments.get("filter")) is not None and not given.is_absent:
            conditions.append(condition(planning, self.type_, self.row, given))
        return conditions

    def _size(self) -> int:
        first = self.arguments.get("first")
        size = GROUPS_DEFAULT if first is None or first.is_absent else cast("int", first.value())
        if not 1 <= size <= GROUPS_MAX:
            raise PlanError(f"`first` goes from 1 to {GROUPS_MAX}.", argument=("first",))
        return size


def _declared(type_: GraphQLObjectType, source: str) -> tuple[str, Spec]:
    for name, definition in type_.fields.items():
        if python_name(definition) == source and (spec := spec_of(definition)) is not None:
            return name, spec
    raise NotPlannable(f"{type_.name}.{source}", "is aggregated, and is not declared")


def _grouped(label: str, key: ColumnElement[Any]) -> ColumnElement[Any]:
    return sa.literal_column(f'g."{label}"', key.type)


def _expression(given: str | Expression, row: FromClause) -> ColumnElement[Any]:
    return row.c[given] if isinstance(given, str) else given(row.c)
