"""What each part of the schema needs, by its coordinate: what planning requires, told without a request.

A coordinate names a part of a schema as GraphQL writes it: `SalesOrder`, `SalesOrder.margin`, `Query.salesOrders(filter:)`,
`SalesOrderFilter.margin`, `SalesOrderOrderField.TOTAL`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
)

from planner.access import PUBLIC
from planner.directives import Requires
from planner.entity import DEFINITION, aggregated_by, entity_behind, entity_of, python_name, spec_of
from planner.errors import PlanError
from planner.grouping import KeyPart, MeasurePart
from planner.types import object_type, type_of

_FORM: Final = re.compile(r"(?P<type>\w+)(?:\.(?P<name>\w+)(?:\((?P<argument>\w+):\))?)?")
_AGGREGATED: Final = ("Measures", "Extremes", "GroupKey")


class Need(NamedTuple):
    """A permission, and the part of the schema that asks for it."""

    coordinate: str
    permission: str


class CoordinateUnknown(PlanError):
    """A coordinate that names no part of the schema."""

    def __init__(self) -> None:
        """Say what a coordinate looks like."""
        super().__init__(
            "There is no such part of the schema; a coordinate reads `Type`, `Type.field`, `Type.field(argument:)`, "
            "`Input.field` or `Enum.VALUE`."
        )


def needs_of_field(type_: GraphQLObjectType, name: str) -> Iterator[Need]:
    """Give what reading a field needs: by the type, by itself, and by the type that it leads to."""
    definition = type_.fields[name]
    owner, spec, target = entity_of(type_) or aggregated_by(type_), spec_of(definition), entity_behind(definition)
    yield from _need(type_.name, owner.needs if owner else None)
    yield from _need(f"{type_.name}.{name}", spec.needs if spec else None)
    yield from _need(target.name if target else "", target.needs if target else None)


def needs_of(schema: GraphQLSchema, coordinate: str) -> tuple[Need, ...]:
    """Give what a part of the schema needs, each permission once; nothing is for everybody who may ask at all.

    Raises:
        CoordinateUnknown: there is no such part.
    """
    form = _FORM.fullmatch(coordinate)
    type_ = schema.get_type(form["type"]) if form else None
    if form is None or type_ is None or coordinate.startswith("__"):
        raise CoordinateUnknown
    needs = _of_type(type_) if form["name"] is None else _of_part(schema, type_, form["name"], form["argument"])
    return tuple({need.permission: need for need in reversed(list(needs))}.values())[::-1]


def coordinates(schema: GraphQLSchema) -> Iterator[str]:
    """Name all parts of the schema: types, fields, arguments, fields of inputs and values of enums."""
    for name in sorted(schema.type_map):
        yield from coordinates_of(schema, name)


def coordinates_of(schema: GraphQLSchema, name: str) -> list[str]:
    """Name the parts of a type, itself first; none where there is no such type."""
    type_ = schema.get_type(name)
    if type_ is None or name.startswith("__"):
        return []
    match type_:
        case GraphQLObjectType() | GraphQLInterfaceType():
            parts = [part for each, field in type_.fields.items() for part in (each, *_arguments(each, field))]
        case GraphQLInputObjectType():
            parts = list(type_.fields)
        case GraphQLEnumType():
            parts = list(type_.values)
        case _:
            parts = []
    return [name, *(f"{name}.{part}" for part in parts)]


def undecided(schema: GraphQLSchema) -> list[str]:
    """Name the root fields of which nobody has said who may use them.

    All else follows from them: a type with rows says what it needs, or cannot be made, and other types are only come to by
    a field that has decided.
    """
    roots = [type_ for type_ in (schema.query_type, schema.mutation_type, schema.subscription_type) if type_]
    return [f"{type_.name}.{name}" for type_ in roots for name, field in type_.fields.items() if not _is_decided(field)]


def _arguments(name: str, field: GraphQLField) -> Iterator[str]:
    return (f"{name}({argument}:)" for argument in field.args)


def _is_decided(field: GraphQLField) -> bool:
    spec = spec_of(field)
    return spec is not None and (spec.needs is not None or entity_behind(field) is not None)


def _of_type(type_: GraphQLNamedType) -> Iterator[Need]:
    if isinstance(type_, GraphQLObjectType):
        entity = entity_of(type_) or aggregated_by(type_)
        yield from _need(type_.name, entity.needs if entity else None)


def _of_part(schema: GraphQLSchema, type_: GraphQLNamedType, name: str, argument: str | None) -> Iterable[Need]:
    match type_:
        case GraphQLObjectType() | GraphQLInterfaceType() if name in type_.fields:
            if argument is not None and argument not in type_.fields[name].args:
                raise CoordinateUnknown
            return _of_field(schema, type_, name)
        case GraphQLInputObjectType() if name in type_.fields and argument is None:
            return _of_input(schema, type_, name)
        case GraphQLEnumType() if name in type_.values and argument is None:
            return _of_value(schema, type_, name)
        case _:
            raise CoordinateUnknown


def _of_field(schema: GraphQLSchema, type_: GraphQLObjectType | GraphQLInterfaceType, name: str) -> Iterator[Need]:
    if not isinstance(type_, GraphQLObjectType):
        return
    spec = spec_of(type_.fields[name])
    if isinstance(spec, KeyPart | MeasurePart):
        # What is aggregated needs what the field needs of which it is.
        source = _without(schema, type_.name, _AGGREGATED)
        assert source is not None
        yield from needs_of_field(source, _named(source, spec.field))
        if isinstance(spec, KeyPart) and spec.through is not None:
            behind = object_type(type_of(source.fields[_named(source, spec.field)]))
            yield from needs_of_field(behind, _named(behind, spec.through))
    else:
        yield from needs_of_field(type_, name)


def _of_input(schema: GraphQLSchema, type_: GraphQLInputObjectType, name: str) -> Iterator[Need]:
    filtered = _without(schema, type_.name, ("Filter",)) or _without(schema, type_.name, ("ListFilter",))
    if filtered is not None:
        yield from needs_of_field(filtered, name) if name in filtered.fields else _of_type(filtered)
    for said in getattr(type_.fields[name].extensions.get(DEFINITION), "directives", ()):
        if isinstance(said, Requires):
            yield Need(f"{type_.name}.{name}", said.permission)


def _of_value(schema: GraphQLSchema, type_: GraphQLEnumType, name: str) -> Iterator[Need]:
    value: Any = type_.values[name].value
    field_name = str(getattr(value, "value", value))
    if (ordered := _without(schema, type_.name, ("OrderField",))) is not None:
        yield from needs_of_field(ordered, field_name)
    elif (grouped := _without(schema, type_.name, ("GroupBy",))) is not None:
        key = schema.get_type(f"{grouped.name}GroupKey")
        assert isinstance(key, GraphQLObjectType)
        yield from _of_field(schema, key, field_name)


def _without(schema: GraphQLSchema, name: str, endings: Iterable[str]) -> GraphQLObjectType | None:
    """Give the type with rows of which another is made, by the end of its name."""
    for ending in endings:
        type_ = schema.get_type(name.removesuffix(ending)) if name.endswith(ending) else None
        if isinstance(type_, GraphQLObjectType) and entity_of(type_) is not None:
            return type_
    return None


@cache
def _named(type_: GraphQLObjectType, source: str) -> str:
    """The name in the schema of a field of a class."""
    return next(name for name, field in type_.fields.items() if spec_of(field) and python_name(field) == source)


def _need(coordinate: str, permission: str | None) -> Iterator[Need]:
    if permission and permission != PUBLIC:
        yield Need(coordinate, permission)
