"""What can be written of an entity: follows from the declarations of its fields.

A field declared with `writes` is a field of the entity's inputs, under its own name; an entity that it leads to is given
by its id (`category` is written as `categoryId`).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
import strawberry
from strawberry.types.base import StrawberryList
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from planner.entity import Entity
from planner.errors import NotPlannable
from planner.fields import Column, Many, Measure, One, Spec
from planner.inputs import declared_fields, inner_type, list_of, resolved

Scalar = Any
"""A type of the schema, as Strawberry names it."""


@dataclass(frozen=True, slots=True)
class Value:
    """A column that can be written."""

    name: str
    column: str
    type_: Scalar
    description: str
    # Whether a new row must say it, and whether it may be nothing.
    required: bool
    nullable: bool
    # Whether it can be said of a new row only.
    fixed: bool
    # The permission that it needs beyond that of its type.
    needs: str | None
    # The name of the type that an id must be of.
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of rows that belong to an entity and are written with it."""

    name: str
    description: str
    child: type[Any]
    foreign_key: str
    at_most: int
    needs: str | None


@dataclass(frozen=True)
class Writable:
    """What can be written of an entity."""

    type_: type[Any]
    entity: Entity
    values: tuple[Value, ...]
    rows: tuple[Rows, ...]

    def without(self, column: str | None) -> tuple[Value, ...]:
        """Give the values of a row that belongs to another: what refers to that one is known."""
        return tuple(value for value in self.values if value.column not in (column, "company_id" if column else None))


@cache
def writable(entity_type: type[Any]) -> Writable:
    """Find out what can be written of an entity.

    Raises:
        NotPlannable: a field that is written has no column of the same name.
    """
    bound: Entity = entity_type.__entity__
    values: list[Value] = []
    rows: list[Rows] = []
    for field, spec in declared_fields(entity_type):
        if not spec.writes:
            continue
        match spec:
            case Many():
                rows.append(_rows(bound, field, spec))
            case _:
                values.append(_value(bound, field, spec))
    return Writable(entity_type, bound, tuple(values), tuple(rows))


def _value(bound: Entity, field: StrawberryField, spec: Spec) -> Value:
    match spec:
        case Column(name=None):
            column, type_, of = field.python_name, _given(field), None
        case Measure(value=str(column)):
            type_, of = _number(field), None
        case One(foreign_key=column):
            type_, of = strawberry.ID, _entity_name(field)
        case _:
            raise NotPlannable(f"{bound.name}.{field.python_name}", "cannot be written: it is not a value of the row")
    described = column if isinstance(spec, One) else field.python_name
    if column != described:
        raise NotPlannable(f"{bound.name}.{field.python_name}", f"is written, and its column is called {column}")
    of_table: sa.Column[Any] = bound.table.c[column]
    return Value(
        name=to_camel_case(column),
        column=column,
        type_=type_,
        description=_sentences(field.description, spec.filled),
        required=not of_table.nullable and of_table.server_default is None and spec.filled is None,
        nullable=bool(of_table.nullable),
        fixed=spec.fixed,
        needs=spec.writes if isinstance(spec.writes, str) else None,
        of=of,
    )


def _rows(bound: Entity, field: StrawberryField, spec: Many) -> Rows:
    child = resolved(inner_type(field.type))
    owned: Entity = child.__entity__
    needs = spec.writes if isinstance(spec.writes, str) else owned.writes
    return Rows(
        name=to_camel_case(field.python_name),
        description=field.description or "",
        child=child,
        foreign_key=spec.foreign_key,
        at_most=spec.at_most,
        needs=needs if needs != bound.writes else None,
    )


def _given(field: StrawberryField) -> Any:
    """The type of what is said of a column: a value, or a list of values."""
    inner, type_ = inner_type(field.type), field.type
    return list_of(inner) if isinstance(type_, StrawberryList) else inner


def _number(field: StrawberryField) -> Any:
    """The type of the number of a measure, such as the amount of money."""
    shape = resolved(inner_type(field.type))
    name: str = shape.__value_object__.value
    return next(part.type for part in shape.__strawberry_definition__.fields if part.python_name == name)


def _entity_name(field: StrawberryField) -> str:
    return resolved(inner_type(field.type)).__entity__.name


def _sentences(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
