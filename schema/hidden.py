"""Which columns of the tables somebody may not read, as the fields of the schema have it.

Whoever reads a table's rows another way than by its fields, as the audit shows them, hides these.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast

from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType

from planner.access import PUBLIC
from planner.entity import Entity, declaration
from planner.fields import Many, Pages
from schema import names


class _Guards(NamedTuple):
    """What it needs to read each column of a type: one of these sets of permissions."""

    by_column: Mapping[str, frozenset[frozenset[str]]]


@lru_cache(maxsize=200)
def hidden_columns(permissions: frozenset[str]) -> Mapping[str, list[str]]:
    """Name the columns that somebody with these permissions may not read, by the name of their type."""
    found = {
        name: [column for column, ways in guards.by_column.items() if not any(way <= permissions for way in ways)]
        for name, guards in _guards().items()
    }
    return {name: columns for name, columns in found.items() if columns}


@cache
def _guards() -> Mapping[str, _Guards]:
    return {name: _guards_of(type_) for name, type_ in _entities()}


def _entities() -> Iterator[tuple[str, Any]]:
    for name, type_ in vars(names).items():
        if isinstance(type_, LazyType):
            yield name, cast("LazyType[str, Any]", type_).resolve_type()


def _guards_of(type_: Any) -> _Guards:
    bound: Entity = type_.__entity__
    definition = get_object_definition(type_)
    assert definition is not None
    shown = [(name, _needs(bound, field)) for field in definition.fields for name in _columns(bound, field)]
    # A column that no field shows as it is needs all that any field of the type needs.
    everything = frozenset[str]().union(*(_needs(bound, field) for field in definition.fields))
    return _Guards(
        {
            column.name: frozenset(needs for name, needs in shown if name == column.name) or frozenset({everything})
            for column in bound.table.c
        }
    )


def _columns(bound: Entity, field: StrawberryField) -> Iterator[str]:
    """Name the columns whose values a field shows."""
    spec = declaration(field)
    if spec is None or isinstance(spec, Many | Pages):
        return
    said = [value for value in vars(spec).values() if isinstance(value, str)]
    yield from (name for name in (field.python_name, *said) if name in bound.table.c)


def _needs(bound: Entity, field: StrawberryField) -> frozenset[str]:
    spec = declaration(field)
    return frozenset({bound.needs, (spec.needs if spec else None) or PUBLIC}) - {PUBLIC}
