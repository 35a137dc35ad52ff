"""The schema: what is promised to clients, made of the types and the root fields."""

from collections.abc import Callable, Iterable
from typing import cast

import strawberry
from graphql import GraphQLSchema
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig

from planner.directives import Cost, ListSized
from planner.weights import say_weights
from resolvers.mutation import Mutation
from resolvers.query import Query
from resolvers.subscription import Subscription
from schema.directives import atomic, simulate
from schema.errors import REFUSALS
from schema.platform.change_types import CHANGES
from schema.scalars import SCALARS


def build_schema(extensions: Iterable[Callable[[], SchemaExtension]] = ()) -> strawberry.Schema:
    """Build the schema; every entity is in it, since the root has a look-up for each."""
    built = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[*REFUSALS, *CHANGES, Cost, ListSized],
        directives=[simulate, atomic],
        config=StrawberryConfig(scalar_map=SCALARS),
        extensions=extensions,
    )
    say_weights(core_of(built))
    return built


def core_of(schema: strawberry.Schema) -> GraphQLSchema:
    """Give a schema as graphql-core has it, which Strawberry keeps to itself."""
    return cast("GraphQLSchema", vars(schema)["_schema"])
