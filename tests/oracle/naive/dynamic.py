"""What has no static type: rows, values and arguments are of whatever type the schema says, which is read at run time."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from graphql import GraphQLResolveInfo

Row: TypeAlias = Any
"""A row of any mapped class; its attributes are read by names that the schema gives."""
Value: TypeAlias = Any
"""A value of a field, of an argument, or an element of the schema."""
Given: TypeAlias = Mapping[str, Any]
"""The arguments of a field, or the fields of an input object."""
Info: TypeAlias = "GraphQLResolveInfo[Any]"
