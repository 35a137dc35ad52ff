"""What the printed schema says: types of fields, and the permissions that `@requires` asks for."""

from typing import Any, cast

from graphql import GraphQLObjectType, build_schema, is_leaf_type

from tests.oracle.naive.dynamic import Value


class Sdl:
    """The printed schema."""

    def __init__(self, text: str) -> None:
        """Read the schema as it was printed."""
        self.schema = build_schema(text)
        # GraphQL-core's own annotations are recursive, and no checker can follow them.
        self._types = cast("dict[str, Any]", self.schema.type_map)

    def object_types(self) -> list[GraphQLObjectType]:
        """Give the object types."""
        return [type_ for type_ in self._types.values() if isinstance(type_, GraphQLObjectType)]

    def entities(self) -> list[str]:
        """Name the types that have rows, sorted."""
        return sorted(type_.name for type_ in self.object_types() if any(i.name == "Node" for i in type_.interfaces))

    def type(self, name: str) -> Value:
        """Give a type."""
        return self._types[name]

    def values(self, enum: str) -> list[str]:
        """Give the values of an enum."""
        return list(self._types[enum].values)

    def fields(self, type_name: str) -> dict[str, Value]:
        """Give the fields of an object or input type."""
        return self._types[type_name].fields

    def bare_type_of(self, type_name: str, field: str) -> str:
        """Name the type of a field of an object or input type, inside lists and non-nulls."""
        return bare_name(self.fields(type_name)[field].type)

    def type_of(self, type_name: str, field: str) -> str:
        """Name the type of a field; of a connection, the type of its nodes."""
        return self.bare_type_of(type_name, field).removesuffix("Connection")

    def is_leaf(self, type_name: str, field: str) -> bool:
        """Tell whether a field of an object type has no fields of its own."""
        return is_leaf_type(self._types[self.bare_type_of(type_name, field)])

    def need_of_type(self, type_name: str) -> str | None:
        """Give the permission that a type needs."""
        return _required(self._types[type_name])

    def need_of_field(self, type_name: str, field: str) -> str | None:
        """Give the permission that a field of an object or input type needs."""
        return _required(self.fields(type_name)[field])

    def need_of_value(self, enum: str, value: str) -> str | None:
        """Give the permission that a value of an enum needs."""
        return _required(self._types[enum].values[value])


def bare_name(type_: Value) -> str:
    """Name the type inside lists and non-nulls."""
    return str(type_).strip("[]!")


def _required(element: Value) -> str | None:
    for directive in (element.ast_node and element.ast_node.directives) or ():
        if directive.name.value == "requires":
            return directive.arguments[0].value.value
    return None
