"""Names follow one rule, so that they can be guessed."""

import re
from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)

from tests.schema.directives import named
from tests.schema.test_descriptions import types

CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*")
PASCAL = re.compile(r"[A-Z][a-zA-Z0-9]*")
UPPER = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")


def fields(schema: GraphQLSchema) -> Iterator[tuple[str, str, GraphQLField]]:
    """Go through the fields of entities, values and the root: type, name, field."""
    for type_ in types(schema):
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            yield from ((type_.name, name, field) for name, field in type_.fields.items())


def test_types_are_singular_nouns(promised: GraphQLSchema) -> None:
    odd = [type_.name for type_ in types(promised) if not PASCAL.fullmatch(type_.name)]
    entities = [type_.name for type_ in promised.get_possible_types(promised.type_map["Node"])]  # pyright: ignore[reportArgumentType] - Node is an interface
    assert odd == []
    assert [name for name in entities if name.endswith("s") and not name.endswith(("ss", "Series"))] == []


def test_fields_and_arguments_are_in_camel_case(promised: GraphQLSchema) -> None:
    names = [name for _, field_name, field in fields(promised) for name in (field_name, *field.args)]
    names += [name for type_ in types(promised) if isinstance(type_, GraphQLInputObjectType) for name in type_.fields]
    assert [name for name in names if not CAMEL.fullmatch(name)] == []


def test_values_of_enums_are_in_upper_case(promised: GraphQLSchema) -> None:
    values = [value for type_ in types(promised) if isinstance(type_, GraphQLEnumType) for value in type_.values]
    assert [value for value in values if not UPPER.fullmatch(value)] == []


def test_moments_end_in_at(promised: GraphQLSchema) -> None:
    assert {name[-2:] for _, name, field in fields(promised) if named(field) == "DateTime"} == {"At"}


def test_days_say_on_which_or_from_or_until_when(promised: GraphQLSchema) -> None:
    days = [name for _, name, field in fields(promised) if named(field) == "Date"]
    assert [
        name for name in days if not re.search(r"(On|From|Until)(Day|Month|Year)?$|At(Day|Month|Year)$", name)
    ] == []


def test_nothing_is_a_float(promised: GraphQLSchema) -> None:
    assert [f"{owner}.{name}" for owner, name, field in fields(promised) if named(field) == "Float"] == []
