"""Objects: each selected field of a row as JSON text, to any depth.

What a row leads to is joined to it where it is one, and a sub-select in the place of the field where it may be many. So the
whole answer is one expression, and every table in it carries the conditions that leave what the viewer sees.
"""

from collections.abc import Container
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLField, GraphQLObjectType, SelectionSetNode, is_abstract_type
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

from planner import marks
from planner.access import viewer
from planner.arguments import Argument
from planner.documents import document
from planner.entity import entity_of, python_name, spec_of, value_object_of
from planner.errors import Denied, NotPlannable, PlanError
from planner.fields import (
    Allowed,
    Beside,
    Column,
    Completed,
    Computed,
    Document,
    Expression,
    Many,
    Measure,
    OfViewer,
    One,
    Pages,
    Reference,
    Spec,
)
from planner.leaves import leaf
from planner.needs import needs_of
from planner.ordering import keys, ordering
from planner.pages import page
from planner.paging import Narrow, node_type
from planner.planning import Completion, Denial, Path, Planning
from planner.scope import Scope
from planner.selection import Selected
from planner.text import constant, joined, json_object, listed, number, or_null
from planner.types import bare, object_type, type_of

Text = ColumnElement[str]
NULL = constant("null")
ALLOWANCES_MAX = 200


class Objects:
    """Writes the objects of one operation."""

    def __init__(self, planning: Planning) -> None:
        self.planning = planning

    def of(self, type_: GraphQLObjectType, scope: Scope, sets: list[SelectionSetNode], path: Path) -> Text:
        """Write what is selected of one row of an entity."""
        return json_object(
            (selected.key, self._field(type_, scope, selected, (*path, selected.key)))
            for selected in self.planning.selections.of(type_, sets)
        )

    def by(self, type_: GraphQLObjectType, conditions: Narrow, sets: list[SelectionSetNode], path: Path) -> Any:
        """Write the one entity for which `conditions` hold, as a sub-select; NULL where there is none to see."""
        entity = entity_of(type_)
        assert entity is not None
        row = self.planning.row_of(entity)
        scope = Scope(row)
        text = self.of(type_, scope, sets, path)
        query = sa.select(text).select_from(scope.source)
        query = query.where(*conditions(row), *self.planning.visible(entity, row))
        return query.correlate_except(row, *(joined for joined, _ in scope.joins)).scalar_subquery()

    def referred(self, type_: GraphQLObjectType, key: Any, sets: list[SelectionSetNode], path: Path) -> Text:
        """Write the entity with an id, or null."""
        return sa.func.coalesce(self.by(type_, narrowed("id", key), sets, path), NULL)

    def joined(
        self, scope: Scope, type_: GraphQLObjectType, key: Any, sets: list[SelectionSetNode], path: Path
    ) -> Text:
        """Write the entity with an id, joined to the row that has the id; null where there is none to see."""
        entity = entity_of(type_)
        assert entity is not None
        row = self.planning.row_of(entity)
        there = scope.joined(row, sa.and_(row.c.id == key, *self.planning.visible(entity, row)))
        return or_null(row.c.id, self.of(type_, there, sets, path))

    def deny(self, path: Path, denied: Denied) -> Text:
        """Write what stands for a denied field."""
        self.planning.denials.append(Denial(path, denied.coordinate, denied.permission))
        return marks.denied(len(self.planning.denials) - 1)

    def _field(self, type_: GraphQLObjectType, scope: Scope, selected: Selected, path: Path) -> Text:
        if selected.name == "__typename":
            return constant(f'"{type_.name}"')
        coordinate = f"{type_.name}.{selected.name}"
        definition = type_.fields[selected.name]
        spec = spec_of(definition)
        self.planning.use(coordinate)
        try:
            self.planning.require_field(type_, selected.name)
            self.planning.shown.setdefault(coordinate, []).append(path)
            return self._declared(type_, scope, definition, spec, selected, path)
        except Denied as denied:
            return self.deny(path, denied)
        except PlanError as error:
            error.path = error.path or path
            raise

    def _declared(
        self,
        type_: GraphQLObjectType,
        scope: Scope,
        definition: GraphQLField,
        spec: Spec | None,
        selected: Selected,
        path: Path,
    ) -> Text:
        if isinstance(spec, One | Many | Pages | Reference | Document | Beside):
            return self._related(scope, definition, spec, selected, path)
        if isinstance(spec, OfViewer | Allowed):
            return self._of_viewer(definition, spec, selected, path)
        match spec:
            case None:
                return joined([f'"{type_.name}:', scope.row.c.id, '"'])
            case Column(name=name):
                column = scope.row.c[name or python_name(definition)]
                return leaf(type_of(definition), column, nullable=self._nullable(type_, column.name))
            case Computed(expression=expression):
                return leaf(type_of(definition), expression(scope.row.c), nullable=True)
            case Measure():
                return self._measured(type_, scope, definition, spec, selected, path)
            case Completed(loader=loader, column=name):
                self.planning.completions.append(Completion(path, loader))
                text = leaf(type_of(definition), scope.row.c[name], nullable=self._nullable(type_, name))
                return marks.completed(len(self.planning.completions) - 1, text)
            case _:
                raise NotPlannable(f"{type_.name}.{selected.name}", "has a declaration that a row cannot fulfil")

    def _related(
        self,
        scope: Scope,
        definition: GraphQLField,
        spec: One | Many | Pages | Reference | Document | Beside,
        selected: Selected,
        path: Path,
    ) -> Text:
        """Write what a row leads to, or holds as a document."""
        match spec:
            case One(foreign_key=foreign_key):
                target, key = object_type(type_of(definition)), scope.row.c[foreign_key]
                return self.joined(scope, target, key, selected.selections, path)
            case Many():
                return self._many(definition, spec, scope.row, selected, path)
            case Pages():
                return self.pages(definition, selected, path, narrowed_by(spec, scope.row))
            case Reference(type_column=type_column, id_column=id_column):
                return self.any_of(definition, scope.row.c[type_column], scope.row.c[id_column], selected, path)
            case Beside(row=row):
                arguments = self.planning.arguments(definition, selected, path)
                there = scope.joined(row(self.planning, scope.row.c, arguments).lateral(), sa.true())
                return self.of(object_type(type_of(definition)), there, selected.selections, path)
            case Document(value=name):
                return document(self.planning, type_of(definition), scope.row.c[name], selected.selections)

    def _measured(
        self,
        type_: GraphQLObjectType,
        scope: Scope,
        definition: GraphQLField,
        spec: Measure,
        selected: Selected,
        path: Path,
    ) -> Text:
        value, per = _value(spec.value, scope.row), _value(spec.per, scope.row)
        text = self.measure(object_type(type_of(definition)), value, per, selected, path, scope)
        # An expression may have no value where its columns have none.
        nullable = not isinstance(spec.value, str) or self._nullable(type_, spec.value)
        return or_null(value, text) if nullable else text

    def pages(self, definition: GraphQLField, selected: Selected, path: Path, narrow: Narrow) -> Text:
        """Write a connection whose rows fulfil the conditions that `narrow` gives for a row."""
        type_ = node_type(definition)
        return page(
            self.planning, definition, selected, path, narrow, lambda scope, sets, at: self.of(type_, scope, sets, at)
        )

    def measure(
        self,
        type_: GraphQLObjectType,
        value: Any,
        per: Any,
        selected: Selected,
        path: Path,
        scope: Scope | None = None,
    ) -> Text:
        """Write a value object: its number, and what it is counted in, joined to the row if there is one to join to."""
        shape = value_object_of(type_)
        assert shape is not None

        def write(part: Selected) -> Text:
            if part.name == "__typename":
                return constant(f'"{type_.name}"')
            self.planning.use(f"{type_.name}.{part.name}")
            definition = type_.fields[part.name]
            if python_name(definition) == shape.value:
                return leaf(type_of(definition), value, nullable=False)
            return self._per(definition, per, part, (*path, part.key), scope)

        parts = self.planning.selections.of(type_, selected.selections)
        return json_object((part.key, write(part)) for part in parts)

    def any_of(
        self,
        definition: GraphQLField,
        type_name: ColumnElement[str],
        key: ColumnElement[Any],
        selected: Selected,
        path: Path,
        among: Container[str] | None = None,
    ) -> Text:
        """Write an entity of one of several types, told by a value of the row; of types `among` some if that is known."""
        abstract = bare(type_of(definition))
        assert is_abstract_type(abstract)
        whens: list[tuple[Any, Text]] = []
        for type_ in self.planning.schema.get_possible_types(abstract):
            entity = entity_of(type_)
            known = among is None or type_.name in among
            if known and entity is not None and self._allowed(entity.needs):
                whens.append((type_name == constant(type_.name), self.referred(type_, key, selected.selections, path)))
        return sa.case(*whens, else_=NULL) if whens else NULL

    def _many(self, definition: GraphQLField, spec: Many, row: FromClause, selected: Selected, path: Path) -> Text:
        type_ = object_type(type_of(definition))
        entity = entity_of(type_)
        assert entity is not None
        size = self._size(definition, spec, selected, path)
        other, order = self.planning.row_of(entity), keys(entity.table, spec.order, within=spec.foreign_key)
        query = sa.select(other).where(other.c[spec.foreign_key] == row.c.id, *self.planning.visible(entity, other))
        query = query.order_by(*ordering(order, other)).limit(number(size))
        rows = query.correlate_except(other).subquery()
        scope = Scope(rows)
        text = listed(self.of(type_, scope, selected.selections, path), ordering(order, rows))
        return sa.select(text).select_from(scope.source).scalar_subquery()

    def _size(self, definition: GraphQLField, spec: Many, selected: Selected, path: Path) -> int:
        """Give how many a short list has at most."""
        first = self.planning.arguments(definition, selected, path).get("first")
        if first is None or first.is_absent:
            return spec.at_most
        size: int = first.value()
        if not 1 <= size <= spec.at_most:
            raise PlanError(f"`first` goes from 1 to {spec.at_most}.", argument=("first",))
        return size

    def _per(self, definition: GraphQLField, per: Any, part: Selected, path: Path, scope: Scope | None) -> Text:
        type_ = bare(type_of(definition))
        if isinstance(type_, GraphQLObjectType) and scope is not None:
            return self.joined(scope, type_, per, part.selections, path)
        if isinstance(type_, GraphQLObjectType):
            return self.referred(type_, per, part.selections, path)
        return leaf(type_of(definition), per, nullable=False)

    def _of_viewer(self, definition: GraphQLField, spec: OfViewer | Allowed, selected: Selected, path: Path) -> Text:
        """Write what is known without asking the database."""
        if isinstance(spec, OfViewer):
            target = bare(type_of(definition))
            if isinstance(target, GraphQLObjectType):
                return self.referred(target, viewer(spec.name, sa.Uuid()), selected.selections, path)
            return viewer(spec.name, sa.Text())
        return self._allowances(self.planning.arguments(definition, selected, path)["coordinates"])

    def _allowances(self, coordinates: Argument) -> Text:
        """Tell for each part of the schema whether the viewer may use it; the plan is for these and these rights."""
        asked = coordinates.items()
        if len(asked) > ALLOWANCES_MAX:
            raise PlanError(f"`coordinates` takes at most {ALLOWANCES_MAX}.", argument=("coordinates",))
        answers = ["true" if self._is_open(item) else "false" for item in asked]
        return constant(f"[{','.join(answers)}]")

    def _is_open(self, coordinate: Argument) -> bool:
        try:
            needs = needs_of(self.planning.schema, str(coordinate.value()))
        except PlanError as error:
            raise error.at(coordinate.where, coordinate.path) from None
        return all(self._allowed(need.permission) for need in needs)

    def _allowed(self, permission: str) -> bool:
        return not permission or self.planning.access.allows(permission)

    @staticmethod
    def _nullable(type_: GraphQLObjectType, column: str) -> bool:
        entity = entity_of(type_)
        assert entity is not None
        return bool(entity.table.c[column].nullable)


def everything(_row: FromClause) -> list[ColumnElement[bool]]:
    """Narrow a list not at all."""
    return []


def narrowed_by(spec: Pages, owner: FromClause) -> Narrow:
    """Narrow a list to the rows that belong to one row, as its declaration says."""
    if spec.link is not None:
        link = spec.link
        return lambda row: [link(owner.c, row)]
    return everything if spec.foreign_key is None else narrowed(spec.foreign_key, owner.c.id)


def narrowed(column: str, value: ColumnElement[Any]) -> Narrow:
    """Narrow a list to the rows whose column has a value."""

    def narrow(row: FromClause) -> list[ColumnElement[bool]]:
        return [row.c[column] == value]

    return narrow


def _value(given: str | Expression, row: FromClause) -> Any:
    return row.c[given] if isinstance(given, str) else given(row.c)
