"""Declaring mutations: what a field of the root does, and what it must be given.

What it does is a function of the resolvers: it takes the work (which the planner does not look into) and the arguments by
their names in the schema, and gives the outcome: for each field of the payload an id, a list of ids, or a value.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import strawberry
from graphql import GraphQLInputObjectType
from strawberry.types.arguments import StrawberryArgument

from planner.directives import Requires
from planner.entity import DEFINITION
from planner.errors import Denied
from planner.fields import Spec, argument, declared
from planner.planning import Planning
from planner.types import bare

Outcome: TypeAlias = Mapping[str, Any]
Does: TypeAlias = Callable[[Any, Mapping[str, Any]], Awaitable[Outcome]]


@dataclass(frozen=True, kw_only=True)
class Mutation(Spec):
    """At the root of mutations: something that is done."""

    does: Does


def mutation(
    description: str,
    payload: Any,
    does: Does,
    *,
    needs: str,
    arguments: Iterable[StrawberryArgument],
    key_required: bool = False,
    deprecated: str | None = None,
) -> Any:
    """Declare something that is done; where the same must never be done twice, the key is required."""
    given = [
        *arguments,
        argument(
            "idempotency_key",
            strawberry.ID,
            "Chosen by the caller: the same request with the same key is done once, and answered alike each time.",
            required=key_required,
        ),
        argument("reason", str, "Why, in the words of whoever asks, in at most 1,000 characters; the audit keeps it."),
    ]
    spec = Mutation(does=does, needs=needs)
    return declared(spec, description, deprecated=deprecated, arguments=given, can_fail=True, type_=payload)


def require_inputs(planning: Planning, type_: Any, given: Any) -> None:
    """Check the permissions of everything that an input says.

    Raises:
        Denied: the viewer may not write one of the fields that are there.
    """
    named = bare(type_)
    if not isinstance(named, GraphQLInputObjectType):
        return
    if isinstance(given, list):
        for item in cast("list[Any]", given):
            require_inputs(planning, named, item)
        return
    for name, value in cast("Mapping[str, Any]", given or {}).items():
        field = named.fields[name]
        coordinate = f"{named.name}.{name}"
        planning.usage[coordinate] += 1
        for said in getattr(field.extensions.get(DEFINITION), "directives", ()):
            if isinstance(said, Requires) and not planning.access.allows(said.permission):
                raise Denied(coordinate, said.permission)
        require_inputs(planning, field.type, value)
