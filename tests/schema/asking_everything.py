"""Queries that ask for everything that the schema offers of one list."""

from collections.abc import Iterator
from typing import Any, cast

from graphql import GraphQLField, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema

from planner.types import bare, type_of

WAYS = ("ASC", "DESC")


def all_fields(schema: GraphQLSchema, field: str) -> str:
    """Ask a list for every field of its nodes, and of everything that these lead to the id or all single values."""
    return f"{{ {field}(first: 1) {selection(_type(schema, field), deep=2)} }}"


def all_orders(schema: GraphQLSchema, field: str) -> str:
    """Ask a list for its end in each of its orders, both ways."""
    orders = [f"{{ field: {value}, direction: {way} }}" for value in _order_fields(schema, field) for way in WAYS]
    asked = [
        f"o{n}: {field}(last: 1, orderBy: [{by}]) {{ totalCount edges {{ cursor }} }}" for n, by in enumerate(orders)
    ]
    return f"{{ {' '.join(asked)} }}"


def all_filters(schema: GraphQLSchema, field: str) -> Iterator[str]:
    """Ask a list under each of its conditions by itself."""
    filter_ = _argument(schema, field, "filter")
    for name, given in filter_.fields.items():
        type_ = bare(type_of(given))
        if isinstance(type_, GraphQLInputObjectType) and name not in ("and", "or", "not"):
            yield f"{{ {field}(first: 1, filter: {{ {name}: {_condition(type_)} }}) {{ totalCount }} }}"


def all_groups(schema: GraphQLSchema, field: str) -> str:
    """Ask an aggregate for all of its figures, by all of its keys."""
    keys = ", ".join(_argument(schema, field, "groupBy").values)
    return f"{{ {field}(groupBy: [{keys}]) {selection(_type(schema, field), deep=3)} }}"


def _condition(type_: GraphQLInputObjectType) -> str:
    if "isNull" in type_.fields:
        return "{ isNull: true }"
    if "none" in type_.fields:
        return "{ none: { id: { isNull: true } } }"
    return "{ id: { isNull: false } }"


def selection(type_: GraphQLObjectType, deep: int) -> str:
    """Select every field, and of what these lead to so many levels."""
    parts = [part for name, field in type_.fields.items() if (part := _part(name, field, deep))]
    return f"{{ __typename {' '.join(parts)} }}"


def _part(name: str, field: GraphQLField, deep: int) -> str:
    inner = bare(type_of(field))
    if not hasattr(inner, "fields"):
        return name
    if not isinstance(inner, GraphQLObjectType):
        return f"{name} {{ id }}"
    nearer = deep if inner.name.endswith(("Connection", "Edge", "PageInfo", "Money", "Quantity")) else deep - 1
    return f"{name}{'(first: 1)' if 'first' in field.args else ''} {selection(inner, nearer)}" if nearer else ""


def _order_fields(schema: GraphQLSchema, field: str) -> list[str]:
    order = _argument(schema, field, "orderBy")
    return list(bare(type_of(order.fields["field"])).values)


def _argument(schema: GraphQLSchema, field: str, name: str) -> Any:  # noqa: ANN401 - no checker can follow these types
    return bare(cast("Any", _root(schema, field).args[name]).type)


def _type(schema: GraphQLSchema, field: str) -> GraphQLObjectType:
    type_ = bare(type_of(_root(schema, field)))
    assert isinstance(type_, GraphQLObjectType)
    return type_


def _root(schema: GraphQLSchema, field: str) -> GraphQLField:
    assert schema.query_type is not None
    return schema.query_type.fields[field]
