"""Payloads of mutations: what was written, and why something was not."""

from functools import cache
from types import new_class
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from planner.inputs import Later, plural, resolved
from planner.words import camel
from schema.errors import UserError

ERRORS_HELP = "Why something was not done; empty where all of it was."


def payload(entity_type: Any) -> Any:
    """Give the payload of mutations that write one of a type: `{ product errors }`."""
    return _optional(Later("Payload", lambda: _payload(resolved(entity_type))))


def bulk_payload(entity_type: Any) -> Any:
    """Give the payload of mutations that write many of a type: `{ products count errors }`."""
    return _optional(Later("BulkPayload", lambda: _bulk_payload(resolved(entity_type))))


def _optional(type_: Any) -> Any:
    return StrawberryOptional(type_)


def field_of(entity_type: type[Any]) -> str:
    """Name the field of a payload that holds what was written: `salesOrder`."""
    return camel(entity_type.__entity__.name)


def list_of(entity_type: type[Any]) -> str:
    """Name the field of a payload that holds all that was written: `salesOrders`."""
    first, *rest = plural(entity_type.__entity__.name).split()
    return first.lower() + "".join(word.title() for word in rest)


@cache
def _payload(entity_type: type[Any]) -> type[Any]:
    said = "It as it is now; null where nothing was done, where it is gone, or where you may not see it."
    return payload_type(
        f"{entity_type.__entity__.name}Payload",
        "What came of writing one of these.",
        part(field_of(entity_type), StrawberryOptional(entity_type), said),
    )


@cache
def _bulk_payload(entity_type: type[Any]) -> type[Any]:
    items = StrawberryOptional(StrawberryList(StrawberryOptional(entity_type)))
    said = "What was written, in the order of the input, with null for what was not; null where nothing was."
    return payload_type(
        f"{entity_type.__entity__.name}BulkPayload",
        "What came of writing many of these.",
        part(list_of(entity_type), items, said),
        part("count", int, "How many were written."),
    )


def part(name: str, type_: Any, description: str) -> StrawberryField:
    """Make a field of a payload."""
    return StrawberryField(
        python_name=name,
        graphql_name=to_camel_case(name),
        type_annotation=StrawberryAnnotation(type_),
        description=description,
    )


def payload_type(name: str, description: str, *parts: StrawberryField) -> type[Any]:
    """Make a payload of some parts; every payload has `errors` besides."""
    fields = {str(each.python_name): each for each in (*parts, part("errors", StrawberryList(UserError), ERRORS_HELP))}
    body = {**fields, "__annotations__": {key: each.type_annotation.annotation for key, each in fields.items()}}  # pyright: ignore[reportOptionalMemberAccess] - `part` gives each one
    made = new_class(name, (), {}, lambda namespace: namespace.update(body))
    return strawberry.type(made, name=name, description=description)
