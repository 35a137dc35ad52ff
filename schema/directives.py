"""Directives that clients put on what they ask for."""

import strawberry
from strawberry.directive import DirectiveLocation, DirectiveValue

SIMULATE = "simulate"
ATOMIC = "atomic"


@strawberry.directive(
    name=SIMULATE,
    locations=[DirectiveLocation.FIELD],
    description=(
        "On a mutation: everything is done and checked, the answer is given, and all of it is taken back. "
        "Numbers are left out, nobody outside is told, and no idempotency key is kept."
    ),
)
def simulate(value: DirectiveValue[str]) -> str:
    """Mark a mutation; the edge of writing reads the mark."""
    return value


@strawberry.directive(
    name=ATOMIC,
    locations=[DirectiveLocation.MUTATION],
    description=(
        "All mutations of the operation are one: if one of them is refused, nothing of any is written. "
        "Without it each stands by itself, and they are done one after the other."
    ),
)
def atomic(value: DirectiveValue[str]) -> str:
    """Mark an operation; the edge of writing reads the mark."""
    return value
