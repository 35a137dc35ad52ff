"""What the text of the schema says of its parts beyond their types."""

from typing import TypeAlias

from graphql import GraphQLEnumValue, GraphQLField, GraphQLInputField, GraphQLNamedType, StringValueNode

from planner.types import bare, type_of

Part: TypeAlias = GraphQLField | GraphQLInputField | GraphQLEnumValue | GraphQLNamedType


def named(field: GraphQLField) -> str:
    """Give the name of the type of a field, without lists and non-nulls."""
    return bare(type_of(field)).name


def is_semantic_non_null(field: GraphQLField) -> bool:
    """Tell whether a field is null only where it was denied or failed."""
    return "semanticNonNull" in _directives(field)


def permission_of(part: Part) -> str | None:
    """Give the permission that a part of the schema says it needs."""
    return _directives(part).get("requires")


def _directives(part: Part) -> dict[str, str]:
    assert part.ast_node is not None
    return {
        directive.name.value: next(
            (given.value.value for given in directive.arguments or () if isinstance(given.value, StringValueNode)), ""
        )
        for directive in part.ast_node.directives or ()
    }
