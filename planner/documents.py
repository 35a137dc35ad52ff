"""Documents: objects that a JSON column of a row holds, written by what is selected of them.

PostgreSQL takes them apart, so that a document costs no second statement and no parsing in Python.
"""

from typing import Any

import sqlalchemy as sa
from graphql import GraphQLObjectType, SelectionSetNode
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.elements import ColumnElement

from planner.entity import python_name, spec_of
from planner.errors import NotPlannable
from planner.fields import Held
from planner.leaves import leaf
from planner.planning import Planning
from planner.selection import Selected
from planner.text import constant, json_object, listed, or_null
from planner.types import bare, is_list, type_of

Text = ColumnElement[str]
Sets = list[SelectionSetNode]
# Of these the JSON that is stored is what is shown.
_AS_IT_IS = frozenset({"JSON"})


def document(planning: Planning, type_: Any, value: ColumnElement[Any], sets: Sets) -> Text:
    """Write a document, or a list of them; null where there is none."""
    inner = bare(type_)
    assert isinstance(inner, GraphQLObjectType)
    # `#>>` gives NULL for the null of JSON too.
    there = value.op("#>>")(constant("{}"))
    if not is_list(type_):
        return or_null(there, _object(planning, inner, value, sets))
    items = sa.func.jsonb_array_elements(value).table_valued(
        sa.column("item", JSONB()), with_ordinality="place", joins_implicitly=True
    )
    rows = items.render_derived()
    text = listed(_object(planning, inner, rows.c.item, sets), [rows.c.place])
    return or_null(there, sa.select(text).select_from(rows).scalar_subquery())


def _object(planning: Planning, type_: GraphQLObjectType, value: ColumnElement[Any], sets: Sets) -> Text:
    fields = planning.selections.of(type_, sets)
    return json_object((selected.key, _field(planning, type_, value, selected)) for selected in fields)


def _field(planning: Planning, type_: GraphQLObjectType, value: ColumnElement[Any], selected: Selected) -> Text:
    if selected.name == "__typename":
        return constant(f'"{type_.name}"')
    coordinate = f"{type_.name}.{selected.name}"
    planning.use(coordinate)
    definition = type_.fields[selected.name]
    spec = spec_of(definition)
    if not isinstance(spec, Held):
        raise NotPlannable(coordinate, "is not declared by `held`, and its document is JSON")
    at = spec.at if spec.at is not None else python_name(definition)
    place = constant(at) if isinstance(at, str) else sa.literal_column(str(at), sa.Integer())
    inner, found = bare(type_of(definition)), value.op("->", return_type=JSONB())(place)
    if isinstance(inner, GraphQLObjectType):
        return document(planning, type_of(definition), found, selected.selections)
    if is_list(type_of(definition)) or inner.name in _AS_IT_IS:
        return sa.func.coalesce(sa.cast(found, sa.Text()), constant("null"))
    return leaf(type_of(definition), value.op("->>", return_type=sa.Text())(place), nullable=True)
