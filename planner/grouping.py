"""The types of aggregates, made from the declarations of an entity's fields: `groups` makes keys, `sums` makes measures.

salesOrderAggregate(groupBy: [STATE]) { key { state } count sum { total { amount currency } } }
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from types import new_class
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.types.enum import EnumValue, StrawberryEnumDefinition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from planner.directives import requires
from planner.entity import Entity
from planner.errors import NotPlannable
from planner.fields import SPEC, Column, Measure, One, Spec
from planner.inputs import Later, declared_fields, inner_type, plural, resolved

GRAINS = {"day": "The day", "month": "The first day of the month", "year": "The first day of the year"}


@dataclass(frozen=True, kw_only=True)
class KeyPart(Spec):
    """A field of the key of a group: the field of the entity that it comes from, and for days and moments the grain.

    `through` is a field of what that one leads to, where the key is what is beyond.
    """

    field: str
    grain: str | None = None
    through: str | None = None


@dataclass(frozen=True, kw_only=True)
class MeasurePart(Spec):
    """A field that is aggregated: the field of the entity that it comes from."""

    field: str


def aggregate_type(entity_type: Any) -> Any:
    """Give the `…Aggregate` type of an entity, to be made when the schema is built."""
    return Later("Aggregate", lambda: _aggregate(resolved(entity_type)))


def group_enum(entity_type: Any) -> Any:
    """Give the `…GroupBy` enum of an entity, to be made when the schema is built."""
    return Later("GroupBy", lambda: _group_enum(resolved(entity_type)))


@cache
def _aggregate(entity_type: type[Any]) -> type[Any]:
    bound: Entity = entity_type.__entity__
    what = plural(bound.name)
    fields = [
        _field("key", _key(entity_type), "What the rows of the group have in common.", required=True),
        _field("count", int, f"How many {what} are in the group.", required=True),
    ]
    measures = _measures(entity_type)
    if measures is not None:
        fields += [
            _field("sum", measures, "Sums, never across currencies or units.", required=True),
            _field(
                "avg", measures, "Averages, rounded half away from zero to the digits of the values.", required=True
            ),
        ]
    extremes = _extremes(entity_type)
    if extremes is not None:
        fields += [
            _field("min", extremes, "The least, or earliest.", required=True),
            _field("max", extremes, "The greatest, or latest.", required=True),
        ]
    made = _type(f"{bound.name}Aggregate", fields, f"A group of {what}, counted and added up.")
    made.__aggregates__ = bound  # pyright: ignore[reportAttributeAccessIssue] - read back by `aggregated_by` alone
    return made


@cache
def _key(entity_type: type[Any]) -> type[Any]:
    bound: Entity = entity_type.__entity__
    fields = [
        _field(name, type_, f"{help_} Null where the groups are not by it, and where there is none.", spec)
        for name, type_, help_, spec in _keys(entity_type)
    ]
    if not fields:
        raise NotPlannable(bound.name, "is aggregated, and has no field to group by")
    return _type(f"{bound.name}GroupKey", fields, f"What a group of {plural(bound.name)} has in common.")


def _keys(entity_type: type[Any]) -> Iterator[tuple[str, Any, str, KeyPart]]:
    for field, spec in declared_fields(entity_type):
        if not spec.groups or not isinstance(spec, Column | One):
            continue
        type_, help_ = inner_type(field.type), field.description or ""
        if type_ not in (dt.datetime, dt.date):
            yield field.python_name, type_, help_, KeyPart(field=field.python_name, needs=spec.needs)
            if isinstance(spec, One):
                yield from _keys_beyond(field, spec)
            continue
        for grain, what in GRAINS.items():
            zone = ", in the time zone of the company" if type_ is dt.datetime else ""
            said = f"{help_} {what}{zone}."
            part = KeyPart(field=field.python_name, grain=grain, needs=spec.needs)
            yield f"{field.python_name}_{grain}", dt.date, said, part


def _keys_beyond(field: StrawberryField, spec: One) -> Iterator[tuple[str, Any, str, KeyPart]]:
    """Offer what an entity that a field leads to refers to itself."""
    fields = {each.python_name: (each, declared) for each, declared in _fields_behind(field, spec)}
    for name in spec.groups_through:
        beyond, declared = fields[name]
        help_ = f"{beyond.description} That of `{to_camel_case(field.python_name)}`."
        part = KeyPart(field=field.python_name, through=name, needs=declared.needs or spec.needs)
        yield f"{field.python_name}_{name}", inner_type(beyond.type), help_, part


def _fields_behind(field: StrawberryField, spec: One) -> Iterable[tuple[StrawberryField, Spec]]:
    return declared_fields(resolved(inner_type(field.type))) if spec.groups_through else ()


@cache
def _group_enum(entity_type: type[Any]) -> type[Enum]:
    name = entity_type.__entity__.name
    members = [(key.upper(), to_camel_case(key), help_, spec) for key, _, help_, spec in _keys(entity_type)]
    made: Any = Enum(f"{name}GroupBy", {member: value for member, value, _, _ in members})
    definition = StrawberryEnumDefinition(
        wrapped_cls=made,
        name=f"{name}GroupBy",
        values=[
            EnumValue(member, value, directives=[requires(spec.needs)] if spec.needs else [], description=help_)
            for member, value, help_, spec in members
        ],
        description=f"By what {plural(name)} can be grouped.",
    )
    # As `strawberry.enum` does for an enum that is written down.
    made.__strawberry_definition__ = definition
    return made


@cache
def _measures(entity_type: type[Any]) -> type[Any] | None:
    fields = list(_measured(entity_type))
    name = entity_type.__entity__.name
    return _type(f"{name}Measures", fields, f"Figures over {plural(name)}.") if fields else None


@cache
def _extremes(entity_type: type[Any]) -> type[Any] | None:
    fields = list(_measured(entity_type))
    for field, spec in declared_fields(entity_type):
        if (
            isinstance(spec, Column)
            and (spec.orders or spec.groups)
            and inner_type(field.type) in (dt.datetime, dt.date)
        ):
            fields.append(_part(field, spec, inner_type(field.type)))
    name = entity_type.__entity__.name
    return _type(f"{name}Extremes", fields, f"The ends of ranges of {plural(name)}.") if fields else None


def _measured(entity_type: type[Any]) -> Iterator[StrawberryField]:
    for field, spec in declared_fields(entity_type):
        if spec.sums and isinstance(spec, Measure):
            yield _part(field, spec, StrawberryList(inner_type(field.type)), " One for each currency or unit.")
        elif spec.sums:
            yield _part(field, spec, Decimal)


def _part(field: StrawberryField, spec: Spec, type_: Any, more: str = "") -> StrawberryField:
    help_ = (field.description or "") + more
    return _field(field.python_name, type_, help_, MeasurePart(field=field.python_name, needs=spec.needs))


def _field(
    name: str, type_: Any, description: str, spec: Spec | None = None, *, required: bool = False
) -> StrawberryField:
    annotation = StrawberryAnnotation(type_).resolve()
    return StrawberryField(
        python_name=name,
        graphql_name=to_camel_case(name),
        type_annotation=StrawberryAnnotation(annotation if required else StrawberryOptional(annotation)),
        description=description,
        metadata={} if spec is None else {SPEC: spec},
        directives=[requires(spec.needs)] if spec is not None and spec.needs else [],
    )


def _type(name: str, fields: list[StrawberryField], description: str) -> type[Any]:
    named = {field.python_name: field for field in fields}
    body = {**named, "__annotations__": {key: field.type for key, field in named.items()}}
    made = new_class(name, (), {}, lambda namespace: namespace.update(body))
    return strawberry.type(made, name=name, description=description)
