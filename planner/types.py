"""Looking through the wrappers of GraphQL types."""

from typing import Any, cast

from graphql import GraphQLField, GraphQLList, GraphQLNonNull, GraphQLObjectType

from kernel.errors import upper_snake


def type_of(field: GraphQLField) -> Any:
    """Give the type of a field. GraphQL-core's own annotation of it is recursive, and no checker can follow it."""
    return cast("Any", field).type


def bare(type_: Any) -> Any:
    """Give the type inside lists and non-nulls."""
    while isinstance(type_, GraphQLNonNull | GraphQLList):
        type_ = cast("Any", type_).of_type
    return type_


def object_type(type_: Any, through: str | None = None) -> GraphQLObjectType:
    """Give the object type inside; where it is a connection, the type of the field `through` of it."""
    inner = bare(type_)
    assert isinstance(inner, GraphQLObjectType)
    if through is not None and inner.name.endswith("Connection"):
        return object_type(type_of(inner.fields[through]))
    return inner


def is_list(type_: Any) -> bool:
    """Tell whether a type is a list."""
    return isinstance(cast("Any", type_).of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)


def value_coordinate(enum: str, field_name: str) -> str:
    """Give the coordinate of the value of an enum that stands for a field: `SalesOrderGroupBy.PLACED_AT_MONTH`."""
    return f"{enum}.{upper_snake(field_name)}"
