"""Null by an error alone: of which part of a field it is said."""

from graphql import GraphQLNonNull, GraphQLObjectType, GraphQLSchema

from tests.schema.directives import is_semantic_non_null
from tests.schema.test_descriptions import types


def test_no_entry_of_a_list_is_denied_by_itself(promised: GraphQLSchema) -> None:
    said = [
        (f"{type_.name}.{name}", field.type)
        for type_ in types(promised)
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        if is_semantic_non_null(field)
    ]
    # Without levels the directive speaks of the field itself, so entries have to say on their own that they are never null.
    loose = [at for at, kind in said if str(kind).startswith("[") and not str(kind).endswith("!]")]
    assert len(said) > 1000
    assert loose == []


def test_a_field_that_is_never_null_does_not_say_so_twice(promised: GraphQLSchema) -> None:
    assert [
        f"{type_.name}.{name}"
        for type_ in types(promised)
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        if is_semantic_non_null(field) and isinstance(field.type, GraphQLNonNull)
    ] == []
