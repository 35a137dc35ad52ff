"""What has changed between two contracts: what breaks programs, what may surprise them, and what is merely more.

graphql-core knows what a change of the schema breaks. Beyond that breaks what took no permission and takes one now, what was
null only where it failed and is null otherwise too, and what is not told any more: codes, facts, events, figures; and a day
that was promised and comes sooner.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from graphql import (
    BreakingChange,
    DangerousChange,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
)
from graphql.utilities.find_schema_changes import find_schema_changes

from planner.needs import coordinates
from server.contract.contract import Contract
from services.platform.contract_history import Change, ChangeWeight

_SAFE_LEFT_OUT: Final = frozenset({"DESCRIPTION_CHANGED"})
_COORDINATE: Final = re.compile(r"@\w+(?:\(\w+:\))?|\w+\.\w+(?:\(\w+:\))?")
_FIRST_WORD: Final = re.compile(r"(?:Standard scalar )?(\w+)")


def changes(before: Contract, after: Contract) -> list[Change]:
    """List what has changed, what breaks first."""
    found = [
        *_of_schema(before.schema, after.schema),
        *_of_nullability(before.schema, after.schema),
        *_of_permissions(before, after),
        *_of_codes(before.errors, after.errors),
        *_of_events(before.events, after.events),
        *_of_deprecations(before, after),
    ]
    return sorted(set(found), key=lambda change: (list(ChangeWeight).index(change.weight), change[1:]))


def _of_schema(before: GraphQLSchema, after: GraphQLSchema) -> Iterator[Change]:
    for each in find_schema_changes(before, after):
        weight = _weight(each)
        if each.type.name not in _SAFE_LEFT_OUT:
            yield Change(weight, each.type.name, _coordinate(each.description), each.description)


def _weight(change: object) -> ChangeWeight:
    match change:
        case BreakingChange():
            return ChangeWeight.BREAKING
        case DangerousChange():
            return ChangeWeight.DANGEROUS
        case _:
            return ChangeWeight.SAFE


def _coordinate(description: str) -> str:
    """Read of what a description speaks, since graphql-core says it in words alone."""
    named = _COORDINATE.search(description)
    if named is not None:
        return named[0]
    first = _FIRST_WORD.match(description)
    assert first is not None
    return first[1]


def _of_nullability(before: GraphQLSchema, after: GraphQLSchema) -> Iterator[Change]:
    for name, type_, now in _in_both(before, after):
        for field in type_.fields.keys() & now.fields.keys():
            if _is_null_by_fault_alone(type_, field) and not _is_null_by_fault_alone(now, field):
                coordinate = f"{name}.{field}"
                yield Change(
                    ChangeWeight.BREAKING, "FIELD_MAY_BE_NULL", coordinate, f"Field {coordinate} may be null now."
                )


def _in_both(before: GraphQLSchema, after: GraphQLSchema) -> Iterator[tuple[str, Any, Any]]:
    for name, type_ in before.type_map.items():
        now = after.type_map.get(name)
        fielded = (GraphQLObjectType, GraphQLInterfaceType)
        if isinstance(type_, fielded) and isinstance(now, fielded) and not name.startswith("__"):
            yield name, type_, now


def _is_null_by_fault_alone(type_: GraphQLObjectType | GraphQLInterfaceType, name: str) -> bool:
    field = type_.fields[name]
    said = field.ast_node.directives or () if field.ast_node else ()
    return isinstance(field.type, GraphQLNonNull) or any(each.name.value == "semanticNonNull" for each in said)


def _of_permissions(before: Contract, after: Contract) -> Iterator[Change]:
    there = set(coordinates(before.schema)) & set(coordinates(after.schema))
    for coordinate in there & (before.needs.keys() | after.needs.keys()):
        was, now = set(before.needs.get(coordinate, ())), set(after.needs.get(coordinate, ()))
        for permission in now - was:
            said = f"{coordinate} needs the permission {permission} now."
            yield Change(ChangeWeight.BREAKING, "PERMISSION_ADDED", coordinate, said)
        for permission in was - now:
            said = f"{coordinate} does not need the permission {permission} any more."
            yield Change(ChangeWeight.SAFE, "PERMISSION_REMOVED", coordinate, said)


def _of_codes(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> Iterator[Change]:
    yield from _gone("ERROR", "error", before, after)
    for code in before.keys() & after.keys():
        for fact in before[code]["facts"].keys() - after[code]["facts"].keys():
            said = f"The error {code} does not tell {fact} any more."
            yield Change(ChangeWeight.BREAKING, "ERROR_FACT_REMOVED", f"error {code}", said)


def _of_events(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> Iterator[Change]:
    yield from _gone("EVENT", "event", before, after)
    for name in before.keys() & after.keys():
        said_before, said_now = before[name], after[name]
        for what in ("figures", "kinds"):
            for each in set(cast("list[str]", said_before[what])) - set(cast("list[str]", said_now[what])):
                said = f"Events of {name} do not tell {each} any more."
                yield Change(ChangeWeight.BREAKING, "EVENT_TELLS_LESS", f"event {name}", said)
        if said_now["permission"] not in (None, said_before["permission"]):
            said = f"Events of {name} need the permission {said_now['permission']} now."
            yield Change(ChangeWeight.BREAKING, "PERMISSION_ADDED", f"event {name}", said)


def _gone(kind: str, word: str, before: Iterable[str], after: Iterable[str]) -> Iterator[Change]:
    was, now = set(before), set(after)
    for name in was - now:
        yield Change(ChangeWeight.BREAKING, f"{kind}_REMOVED", f"{word} {name}", f"The {word} {name} was removed.")
    for name in now - was:
        yield Change(ChangeWeight.SAFE, f"{kind}_ADDED", f"{word} {name}", f"The {word} {name} was added.")


def _of_deprecations(before: Contract, after: Contract) -> Iterator[Change]:
    for coordinate, now in after.deprecations.items():
        was = before.deprecations.get(coordinate)
        if was is None:
            said = f"{coordinate} is deprecated: {now.instead} It stays until {now.sunset}."
            yield Change(ChangeWeight.SAFE, "DEPRECATED", coordinate, said)
        elif now.sunset < was.sunset:
            said = f"{coordinate} was to stay until {was.sunset}, and goes on {now.sunset}."
            yield Change(ChangeWeight.BREAKING, "SUNSET_EARLIER", coordinate, said)
