"""Filters: what a `…Filter` input of a request means as a condition on rows.

Whatever the viewer may not read, no filter may ask about: the answer would tell. A condition on related entities holds
for those that the viewer sees.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from graphql import GraphQLObjectType, ListTypeNode, NamedTypeNode, NonNullTypeNode, TypeNode, VariableDefinitionNode
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.arguments import Argument
from planner.entity import Entity, entity_of, python_name, spec_of
from planner.errors import NotPlannable, PlanError
from planner.fields import Column, Many, Measure, One, Pages
from planner.planning import CONDITIONS_MAX, FILTERS_TOO_LARGE, Planning
from planner.text import constant, number
from planner.types import object_type, type_of

IN_MAX = 1000
SEARCH_WORDS_MAX = 12
# The greatest character: no text that starts with a prefix sorts after the prefix and this.
_LAST = sa.func.chr(number(1114111))

Convert = Callable[[Any], Any] | None


def condition(planning: Planning, type_: GraphQLObjectType, row: FromClause, given: Argument) -> ColumnElement[bool]:
    """Write a filter as a condition on a row of the type's table.

    Raises:
        Denied: it asks about something that the viewer may not read.
        PlanError: it has more conditions, or is nested deeper, than anybody needs.
    """
    with planning.filtering(given):
        parts = [_part(planning, type_, row, name, value) for name, value in given.fields() if not value.is_absent]
    return sa.and_(sa.true(), *parts)


def require_few_parts(definitions: Sequence[VariableDefinitionNode], variables: Mapping[str, Any]) -> None:
    """Look at filters in variables before their values are: each part of them is compared with all that it could say.

    Raises:
        PlanError: one has more parts than planning would accept.
    """
    for definition in definitions:
        if _is_filter(definition.type) and _has_many_parts(variables.get(definition.variable.name.value)):
            raise PlanError(FILTERS_TOO_LARGE, "FILTER_LIMIT_EXCEEDED")


def _is_filter(type_: TypeNode) -> bool:
    while isinstance(type_, ListTypeNode | NonNullTypeNode):
        type_ = type_.type
    return isinstance(type_, NamedTypeNode) and type_.name.value.endswith("Filter")


def _has_many_parts(filter_: object) -> bool:
    """Tell whether the lists of a filter have more objects, of which each is a part, than there may be."""
    count, waiting = 0, [filter_]
    while waiting and count <= CONDITIONS_MAX:
        value: Any = waiting.pop()
        if isinstance(value, dict):
            waiting += cast("dict[str, object]", value).values()
        elif isinstance(value, list):
            objects: list[object] = [each for each in cast("list[object]", value) if isinstance(each, dict)]
            count += len(objects)
            waiting += objects
    return count > CONDITIONS_MAX


def searched(entity: Entity, row: FromClause, given: Argument) -> ColumnElement[bool]:
    """Write a text search: rows that have, for each word given, a word that starts with it."""
    if entity.search is None:
        raise NotPlannable(entity.name, "is searched, and has no column for it")
    query = sa.func.to_tsquery(constant("simple"), sa.func.fold(given.bind(sa.Text(), _search_query)))
    return row.c[entity.search].op("@@")(query)


def _part(
    planning: Planning, type_: GraphQLObjectType, row: FromClause, name: str, given: Argument
) -> ColumnElement[bool]:
    match name:
        case "and":
            return sa.and_(sa.true(), *(condition(planning, type_, row, item) for item in given.items()))
        case "or":
            # An empty list of alternatives has none that holds.
            return sa.or_(sa.false(), *(condition(planning, type_, row, item) for item in given.items()))
        case "not":
            return sa.func.coalesce(condition(planning, type_, row, given), sa.false()).is_(sa.false())
        case "changedSince":
            return row.c.changed_at >= given.bind(sa.DateTime(timezone=True))
        case "under":
            # The column of a tree that holds the ids from the root to the row.
            return row.c.path.contains(array([given.bind(sa.Uuid(), _key_of(type_.name))]))
        case _:
            return _field(planning, type_, row, name, given)


def _field(
    planning: Planning, type_: GraphQLObjectType, row: FromClause, name: str, given: Argument
) -> ColumnElement[bool]:
    coordinate = f"{type_.name}Filter.{name}"
    planning.require_field(type_, name, coordinate)
    planning.use(coordinate)
    definition = type_.fields[name]
    if name == "id":
        return _compared(row.c.id, given, _key_of(type_.name))
    match spec_of(definition):
        case Column(name=column, key=key):
            return _compared(row.c[key or column or python_name(definition)], given, folded=key is not None)
        case Measure(value=value):
            # No index serves an expression: it is for tables that stay small.
            return _compared(row.c[value] if isinstance(value, str) else value(row.c), given)
        case One(foreign_key=foreign_key):
            target = object_type(type_of(definition))
            return _related(planning, target, coordinate, given, lambda other: other.c.id == row.c[foreign_key])
        case Many(foreign_key=foreign_key) | Pages(foreign_key=str(foreign_key)):
            target = object_type(type_of(definition), "nodes")
            return _quantified(planning, target, coordinate, given, lambda other: other.c[foreign_key] == row.c.id)
        case _:
            raise NotPlannable(coordinate, "is offered as a filter, and has no column")


def _quantified(
    planning: Planning,
    target: GraphQLObjectType,
    coordinate: str,
    given: Argument,
    link: Callable[[FromClause], ColumnElement[bool]],
) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    for quantifier, inner in given.fields():
        if inner.is_absent:
            continue
        match quantifier:
            case "some":
                parts.append(_related(planning, target, coordinate, inner, link))
            case "none":
                parts.append(sa.not_(_related(planning, target, coordinate, inner, link)))
            case _:
                # Every related entity fulfils it: there is none that does not.
                parts.append(sa.not_(_related(planning, target, coordinate, inner, link, negated=True)))
    return sa.and_(sa.true(), *parts)


def _related(
    planning: Planning,
    target: GraphQLObjectType,
    coordinate: str,
    given: Argument,
    link: Callable[[FromClause], ColumnElement[bool]],
    *,
    negated: bool = False,
) -> ColumnElement[bool]:
    entity = entity_of(target)
    if entity is None:
        raise NotPlannable(coordinate, "filters by something that is not an entity")
    planning.require(coordinate, entity.needs)
    other = planning.row_of(entity)
    holds = condition(planning, target, other, given)
    if negated:
        holds = sa.func.coalesce(holds, sa.false()).is_(sa.false())
    query = sa.select(number(1)).select_from(other)
    return query.where(link(other), *planning.visible(entity, other), holds).correlate_except(other).exists()


def _compared(
    column: ColumnElement[Any], given: Argument, convert: Convert = None, *, folded: bool = False
) -> ColumnElement[bool]:
    parts = [
        _comparison(column, operator, value, convert, folded=folded)
        for operator, value in given.fields()
        if not value.is_absent
    ]
    return sa.and_(sa.true(), *parts)


def _comparison(
    column: ColumnElement[Any], operator: str, given: Argument, convert: Convert, *, folded: bool
) -> ColumnElement[bool]:
    if operator == "isNull":
        return column.is_(None) if given.value() else column.is_not(None)
    type_ = sa.Text() if isinstance(column.type, sa.Enum) else column.type
    if operator == "in":
        return _among(column, given, type_, convert, folded=folded)
    value: ColumnElement[Any] = given.bind(type_, convert)
    value = sa.func.fold(value) if folded else value
    return _OPERATORS[operator](column, value)


def _among(
    column: ColumnElement[Any], given: Argument, type_: Any, convert: Convert, *, folded: bool
) -> ColumnElement[bool]:
    def each(values: list[Any]) -> list[Any]:
        if len(values) > IN_MAX:
            raise PlanError(f"`in` takes at most {IN_MAX:,} values.")
        return values if convert is None else [convert(value) for value in values]

    values = given.bind(sa.ARRAY(type_), each)
    if not folded:
        return column == sa.any_(values)
    each_value = sa.func.unnest(values).table_valued("value").render_derived()
    return column.in_(sa.select(sa.func.fold(each_value.c.value)))


_OPERATORS: Mapping[str, Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[bool]]] = {
    "eq": lambda column, value: column == value,
    "ne": lambda column, value: column.is_distinct_from(value),
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    # A range, and not a pattern: an index serves it whatever the value is.
    "startsWith": lambda column, value: sa.and_(column >= value, column < value.concat(_LAST)),
}


def _key_of(type_name: str) -> Callable[[Any], Any]:
    def key(text: Any) -> Any:
        try:
            return NodeId.parse(text, type_name).key
        except DomainError as error:
            raise PlanError(str(error), error.code) from None

    return key


def _search_query(text: str) -> str:
    words = re.findall(r"[^\W_]+", text)[:SEARCH_WORDS_MAX]
    if not words:
        raise PlanError("A search needs a letter or a digit.")
    return " & ".join(f"'{word}':*" for word in words)
