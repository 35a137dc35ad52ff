"""Which changes a contract may make: what breaks programs only after its day, and where no program uses it any more."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, cast

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
)

from planner.needs import coordinates_of
from planner.types import bare
from server.contract.contract import Contract
from server.contract.use import Usage
from services.platform.contract_history import Change, ChangeWeight


def objections(found: Iterable[Change], before: Contract, usage: Usage | None, today: date) -> list[str]:
    """Say what stands against changes, each as a sentence; none where they may be made.

    Without an export of a running system, or by one that does not tell of now, everything counts as used.
    """
    told: list[str] = []
    for change in found:
        if change.weight is ChangeWeight.BREAKING:
            why = _too_early(change, before, today) or _in_use(change, before, usage, today)
            if why is not None:
                told.append(f"{change.description} {why}")
    return told


def _too_early(change: Change, before: Contract, today: date) -> str | None:
    if change.kind == "SUNSET_EARLIER":
        return "A day that was promised holds."
    for coordinate in _deprecated_for(change, before.schema):
        said = before.deprecations.get(coordinate)
        if said is None:
            return f"{coordinate} was never deprecated: say so first, with a day at least two quarters away."
        if today < said.sunset:
            return f"{coordinate} stays until {said.sunset}."
    return None


def _in_use(change: Change, before: Contract, usage: Usage | None, today: date) -> str | None:
    if change.coordinate.startswith("error "):
        # What a program makes of a code that it is sent nobody can count.
        return None
    if usage is None:
        return "It counts as used, since there is no export of a running system (--usage)."
    if not usage.tells_of_now(today):
        return f"It counts as used, since the export of {usage.taken_on} (counted since {usage.counted_since}) says too little."
    users = usage.users_of(_parts(change, before), before.schema)
    return f"It is used by {', '.join(users)}." if users else None


def _deprecated_for(change: Change, schema: GraphQLSchema) -> list[str]:
    """Name what had to be deprecated before: the part itself, and of a type whatever leads to it."""
    if change.kind == "TYPE_REMOVED":
        return list(_leading_to(schema, change.coordinate))
    return [change.coordinate]


def _parts(change: Change, before: Contract) -> list[str]:
    """Name what programs use of that which goes: of a type all of it, and of events what tells of them."""
    word, _, name = change.coordinate.partition(" ")
    if word == "event":
        told = before.events[name]
        return [f"EventTopic.{told['topic']}", *coordinates_of(before.schema, told["change"])]
    return coordinates_of(before.schema, change.coordinate) or [change.coordinate]


def _leading_to(schema: GraphQLSchema, name: str) -> Iterator[str]:
    for type_ in schema.type_map.values():
        # What leads to itself alone is not come to.
        if type_.name != name:
            yield from (f"{type_.name}.{part}" for part in _parts_of_type(type_, name))


def _parts_of_type(type_: GraphQLNamedType, wanted: str) -> Iterator[str]:
    match type_:
        case GraphQLObjectType() | GraphQLInterfaceType():
            for name, field in type_.fields.items():
                yield from _if_of(field, wanted, name)
                for argument, definition in field.args.items():
                    yield from _if_of(definition, wanted, f"{name}({argument}:)")
        case GraphQLInputObjectType():
            for name, field in type_.fields.items():
                yield from _if_of(field, wanted, name)
        case _:
            pass


def _if_of(definition: GraphQLField | GraphQLArgument | GraphQLInputField, wanted: str, part: str) -> Iterator[str]:
    if bare(cast("Any", definition).type).name == wanted:
        yield part
