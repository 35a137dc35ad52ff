"""The schema: what is promised to clients, made of the types and the root fields."""

from collections.abc import Callable, Iterable

import strawberry
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig

from resolvers.query import Query
from schema.scalars import SCALARS


def build_schema(extensions: Iterable[Callable[[], SchemaExtension]] = ()) -> strawberry.Schema:
    """Build the schema; every entity is in it, since the root has a look-up for each."""
    return strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS), extensions=extensions)
