"""The inputs of lists: filters and orders, made from the declarations of an entity's fields."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import Enum
from functools import cache
from types import new_class
from typing import Any, cast

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.base import (
    StrawberryContainer,
    StrawberryList,
    StrawberryObjectDefinition,
    StrawberryOptional,
    get_object_definition,
)
from strawberry.types.enum import EnumValue, StrawberryEnumDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType
from strawberry.utils.str_converters import to_camel_case

from planner.directives import requires
from planner.entity import Entity, declaration, indexed
from planner.fields import Column, Many, Measure, One, Pages, Spec
from planner.words import words

FILTER_HELP = "All conditions that are given must hold; a condition that is null counts as left out."


class Later(LazyType[str, str]):
    """A type that is made when the schema is built: by then the types that it speaks of are all there."""

    def __init__(self, name: str, make: Any) -> None:
        super().__init__(name, "planner.inputs")
        object.__setattr__(self, "make", make)

    def resolve_type(self) -> type[Any]:
        return cast("Any", self).make()


def filter_input(entity_type: Any) -> Any:
    """Give the `…Filter` input of an entity, to be made when the schema is built."""
    return Later("Filter", lambda: _filter(resolved(entity_type)))


def order_input(entity_type: Any) -> Any:
    """Give the `…Order` input of an entity, to be made when the schema is built."""
    return Later("Order", lambda: _order(resolved(entity_type)))


@strawberry.enum(description="Which end of an order comes first.")
class OrderDirection(Enum):
    """Which end of an order comes first."""

    ASC = strawberry.enum_value("ASC", description="Smallest, earliest or A first; null last.")
    DESC = strawberry.enum_value("DESC", description="Largest, latest or Z first; null first.")


@cache
def _filter(entity_type: type[Any]) -> type[Any]:
    bound: Entity = entity_type.__entity__
    name = f"{bound.name}Filter"
    itself = Later(name, lambda: _filter(entity_type))
    fields = [
        input_field("and", list_of(itself), "All of these hold."),
        input_field("or", list_of(itself), "At least one of these holds; of an empty list none does."),
        input_field("not", itself, "This does not hold."),
        input_field("id", _operators("ID", strawberry.ID), "The id."),
    ]
    if "path" in bound.table.c:
        fields.append(
            input_field("under", strawberry.ID, "In the branch of the tree below this one, which is included.")
        )
    if {"changed_at"} & indexed(bound.table):
        fields.append(input_field("changedSince", dt.datetime, "Changed at this moment or later; for synchronising."))
    fields += _conditions(entity_type)
    return input_type(name, fields, f"Which of the {plural(bound.name)} to list. {FILTER_HELP}")


def _conditions(entity_type: type[Any]) -> Iterator[StrawberryField]:
    for field, spec in declared_fields(entity_type):
        if not spec.filters:
            continue
        inner = inner_type(field.type)
        description = field.description or ""
        match spec:
            case One():
                yield input_field(
                    field.python_name, filter_input(inner), f"{description} Null fulfils no condition.", spec
                )
            case Many() | Pages():
                yield input_field(field.python_name, _quantified(_node(inner)), description, spec)
            case Measure():
                yield input_field(
                    field.python_name, _operators("Decimal", Decimal), f"{description} Compares the number.", spec
                )
            case _:
                folded = isinstance(spec, Column) and spec.key is not None
                said = f"{description} Compared without case and accents." if folded else description
                yield input_field(field.python_name, _operators(_scalar_name(inner), inner), said, spec)


@cache
def _operators(name: str, scalar: Any) -> type[Any]:
    list_of = StrawberryList(_annotated(scalar))
    fields = [input_field("isNull", bool, "True: there is no value. False: there is one.")]
    if name != "Boolean":
        fields += [
            input_field("in", list_of, "One of these, at most 1,000."),
            input_field("ne", scalar, "Another value, or none."),
        ]
    fields.append(input_field("eq", scalar, "Exactly this value."))
    if name in ("String", "Int", "Decimal", "Date", "DateTime"):
        fields += [
            input_field("lt", scalar, "Less, or earlier."),
            input_field("lte", scalar, "At most, or until then."),
            input_field("gt", scalar, "More, or later."),
            input_field("gte", scalar, "At least, or from then on."),
        ]
    if name == "String":
        fields.append(input_field("startsWith", scalar, "Starts with this text."))
    return input_type(f"{name}Filter", fields, f"Conditions on a value of type {name}. {FILTER_HELP}")


def _quantified(target: Any) -> Any:
    return Later("Quantified", lambda: _quantified_type(resolved(target)))


@cache
def _quantified_type(target: type[Any]) -> type[Any]:
    name = target.__entity__.name
    inner = filter_input(target)
    fields = [
        input_field("some", inner, "At least one fulfils this."),
        input_field("none", inner, "None fulfils this."),
        input_field("every", inner, "All fulfil this; where there are none, they do."),
    ]
    return input_type(f"{name}ListFilter", fields, f"Conditions on related {plural(name)}. {FILTER_HELP}")


@cache
def _order(entity_type: type[Any]) -> type[Any]:
    name = entity_type.__entity__.name
    fields = [
        input_field("field", order_enum(entity_type), "What to order by.", required=True),
        input_field("direction", OrderDirection, "Ascending when left out."),
    ]
    return input_type(f"{name}Order", fields, f"An order of {plural(name)}; the id decides between equals.")


@cache
def order_enum(entity_type: type[Any]) -> type[Enum]:
    """Make the enum of the fields that an entity can be ordered by; its values are their names in the schema."""
    name = entity_type.__entity__.name
    values = [EnumValue("ID", "id", description="The id; those that the system gives rise with time.")]
    for field, spec in declared_fields(entity_type):
        if spec.orders:
            needs = [requires(spec.needs)] if spec.needs else []
            member, value = _upper(field.python_name), to_camel_case(field.python_name)
            values.append(EnumValue(member, value, directives=needs, description=field.description))
    made: Any = Enum(f"{name}OrderField", {value.name: value.value for value in values})
    # As `strawberry.enum` does for an enum that is written down.
    made.__strawberry_definition__ = StrawberryEnumDefinition(
        wrapped_cls=made,
        name=f"{name}OrderField",
        values=values,
        description=f"The fields by which {plural(name)} can be ordered.",
    )
    return made


def declared_fields(entity_type: type[Any]) -> Iterable[tuple[StrawberryField, Spec]]:
    """Go through the declared fields of an entity."""
    definition = get_object_definition(entity_type)
    assert definition is not None
    for field in definition.fields:
        spec = declaration(field)
        if spec is not None:
            yield field, spec


def input_field(
    name: str, type_: Any, description: str, spec: Spec | None = None, *, required: bool = False
) -> StrawberryField:
    """Make a field of an input; one that is not required may be left out or null."""
    annotation = _annotated(type_)
    return StrawberryField(
        python_name=name,
        graphql_name=to_camel_case(name),
        type_annotation=StrawberryAnnotation(annotation if required else StrawberryOptional(annotation)),
        description=description,
        default=strawberry.UNSET if not required else _MISSING,
        directives=[requires(spec.needs)] if spec is not None and spec.needs else [],
    )


def input_type(name: str, fields: list[StrawberryField], description: str) -> type[Any]:
    """Make an input of some fields."""
    # `and`, `or`, `not` and `in` are no names for Python attributes; the names of the schema come from the fields.
    named = {f"{field.python_name}_": field for field in fields}
    body = {**named, "__annotations__": {key: field.type for key, field in named.items()}}
    made = new_class(name, (), {}, lambda namespace: namespace.update(body))
    return strawberry.input(made, name=name, description=description)


def _annotated(type_: Any) -> Any:
    return StrawberryAnnotation(type_).resolve()


def resolved(type_: Any) -> type[Any]:
    """Give the class behind a reference to it."""
    if type(type_) is LazyType:  # pyright: ignore[reportUnknownArgumentType] - of types that are not known yet
        return _imported(cast("LazyType[Any, Any]", type_))
    return cast("LazyType[Any, Any]", type_).resolve_type() if isinstance(type_, LazyType) else type_


# By name and module, which tell apart what is imported, and not what is made later.
@cache
def _imported(type_: LazyType[Any, Any]) -> type[Any]:
    return type_.resolve_type()


def inner_type(type_: Any) -> Any:
    """Give the type inside lists and optionals."""
    while isinstance(type_, StrawberryContainer):
        type_ = type_.of_type
    return type_


def _node(type_: Any) -> Any:
    """The entity that a list or connection is of."""
    definition: StrawberryObjectDefinition | None = get_object_definition(type_)
    if definition is not None and definition.concrete_of is not None:
        return next(iter(definition.type_var_map.values()))
    return type_


def _scalar_name(type_: Any) -> str:
    if isinstance(type_, StrawberryEnumDefinition):
        return type_.name
    return _SCALARS.get(type_) or getattr(type_, "__name__", str(type_))


def list_of(type_: Any) -> Any:
    """Give the type of lists of a type."""
    return StrawberryList(type_)


_SCALARS = {str: "String", int: "Int", bool: "Boolean", Decimal: "Decimal", dt.date: "Date", dt.datetime: "DateTime"}
_MISSING: Any = dataclasses.MISSING


def _upper(name: str) -> str:
    return name.upper()


def plural(name: str) -> str:
    """Say the name of a type in words, in the plural: "sales orders"."""
    said = words(name)
    if said.endswith("series"):
        return said
    return said[:-1] + "ies" if said.endswith("y") else said + ("es" if said.endswith(("s", "x")) else "s")
