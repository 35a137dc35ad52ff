"""Binding types of the schema to tables, and checking at import that each field is something."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import sqlalchemy as sa
import strawberry
from graphql import GraphQLField, GraphQLObjectType
from strawberry.types.base import StrawberryObjectDefinition, StrawberryOptional, get_object_definition
from strawberry.types.field import StrawberryField

from planner.access import PARTITION
from planner.directives import SemanticNonNull, requires, semantic_non_null
from planner.errors import NotPlannable
from planner.fields import SPEC, Column, Completed, Document, Many, Measure, One, Pages, Reference, Spec
from planner.types import bare, object_type, type_of

T = TypeVar("T")
DEFINITION = "strawberry-definition"


@dataclass(frozen=True)
class Entity:
    """What a type of the schema is in the database."""

    name: str
    table: sa.Table
    # The permission to read the type at all; `PUBLIC` for everybody who may ask.
    needs: str
    # The order of its lists when a request gives none: columns, `-` for descending.
    order: tuple[str, ...]
    # The column that a text search looks through, if people search for it.
    search: str | None
    # The permission to write the type, if it can be written through the declarations of its fields.
    writes: str | None = None
    # The foreign key of what all lists of it belong to, where there is no list of all.
    within: str | None = None


@dataclass(frozen=True)
class ValueObject:
    """A type that is a value and what it is counted in, such as money; it has no row of its own."""

    value: str
    per: str


def entity(
    model: type[Any],
    *,
    needs: str,
    order: str = "id",
    search: str | None = None,
    writes: str | None = None,
    within: str | None = None,
) -> Callable[[type[T]], type[T]]:
    """Bind a type to a mapped class; its docstring becomes its description.

    Raises:
        NotPlannable: a field is neither a column nor declared otherwise, or promises what the column does not hold.
    """

    def bind(cls: type[T]) -> type[T]:
        table = cast("sa.Table", model.__table__)
        bound = Entity(cls.__name__, table, needs, tuple(order.split()), search, writes, within)
        directives = [requires(needs)] if needs else []
        made = strawberry.type(cls, description=_docstring(cls), directives=directives)
        made.__entity__ = bound  # pyright: ignore[reportAttributeAccessIssue] - read back by `entity_of` alone
        _check(bound, _definition(made))
        return made

    return bind


def value_object(*, value: str, per: str) -> Callable[[type[T]], type[T]]:
    """Make a type of a value and what it is counted in: the names of the two fields."""

    def bind(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, description=_docstring(cls))
        made.__value_object__ = ValueObject(value, per)  # pyright: ignore[reportAttributeAccessIssue] - see above
        return made

    return bind


def entity_of(type_: GraphQLObjectType) -> Entity | None:
    """Give the binding of a type, if it has one."""
    return getattr(_origin(type_), "__entity__", None)


def entity_behind(field: GraphQLField) -> Entity | None:
    """Give the entity that a field leads to: itself, a list or a connection, or groups of its rows."""
    type_ = bare(type_of(field))
    if not isinstance(type_, GraphQLObjectType):
        return None
    return entity_of(object_type(type_, "nodes")) or aggregated_by(type_)


def aggregated_by(type_: GraphQLObjectType) -> Entity | None:
    """Give the entity whose rows a type counts and adds up, if it does."""
    return getattr(_origin(type_), "__aggregates__", None)


def value_object_of(type_: GraphQLObjectType) -> ValueObject | None:
    """Give what a type is as a value object, if it is one."""
    return getattr(_origin(type_), "__value_object__", None)


def spec_of(field: GraphQLField) -> Spec | None:
    """Give the declaration of a field, if it has one."""
    return declaration(field.extensions.get(DEFINITION))


def declaration(field: Any) -> Spec | None:
    """Give the declaration of a Strawberry field, if it has one."""
    return field.metadata.get(SPEC) if isinstance(field, StrawberryField) else None


def python_name(field: GraphQLField) -> str:
    """Give the name of a field as the class that declares it has it."""
    return cast("StrawberryField", field.extensions[DEFINITION]).python_name


def indexed(table: sa.Table, within: str | None = None) -> set[str]:
    """Name the columns that a condition can use an index for: those that lead one, alone or after what narrows every list."""
    # An index over an expression leads with no column.
    keys = [tuple(column.name for column in index.columns) for index in table.indexes if index.columns]
    keys += [
        tuple(column.name for column in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
    ]
    return {name for key in keys for name in key[: 2 if key[0] in (PARTITION, within) else 1]}


def _check(bound: Entity, definition: StrawberryObjectDefinition) -> None:
    for field in definition.fields:
        if field.python_name == "id":
            continue
        spec = declaration(field)
        if spec is None:
            raise NotPlannable(f"{bound.name}.{field.python_name}", "is not declared by one of `planner.fields`")
        for name in _columns(field, spec):
            if name not in bound.table.c:
                raise NotPlannable(f"{bound.name}.{field.python_name}", f"{bound.table.name} has no column {name}")
        _check_nullability(bound, field, spec)
        _check_indexes(bound, field, spec)


def _columns(field: StrawberryField, spec: Spec) -> Iterator[str]:
    match spec:
        case Column(name=name, key=key):
            yield name or field.python_name
            if key:
                yield key
        case Measure(value=value, per=per):
            yield from (name for name in (value, per) if isinstance(name, str))
        case One(foreign_key=name):
            yield name
        case Reference(type_column=type_column, id_column=id_column):
            yield from (type_column, id_column)
        case Completed(column=name) | Document(value=name):
            yield name
        case _:
            pass


def _check_nullability(bound: Entity, field: StrawberryField, spec: Spec) -> None:
    coordinate = f"{bound.name}.{field.python_name}"
    optional = isinstance(field.type, StrawberryOptional)
    if isinstance(spec, Many | Pages):
        nullable = False
    else:
        nullable = any(bound.table.c[name].nullable for name in _columns(field, spec))
    if (nullable or spec.needs or isinstance(spec, One)) and not optional:
        raise NotPlannable(coordinate, "must be nullable: its column is, or it can be denied or hidden")
    # What an expression yields is not known here, and a null of it may mean "none".
    known = isinstance(spec, Column | One | Many | Pages | Completed | Document) or (
        isinstance(spec, Measure) and isinstance(spec.value, str)
    )
    if optional and not nullable and known:
        # Types that inherit a field share it, and the first of them has said so already.
        others = [said for said in field.directives if not isinstance(said, SemanticNonNull)]
        field.directives = [*others, semantic_non_null()]


def _check_indexes(bound: Entity, field: StrawberryField, spec: Spec) -> None:
    if not (spec.filters or spec.orders):
        return
    match spec:
        case Column(name=name, key=key):
            used = key or name or field.python_name
        case Measure(value=str(value)):
            used = value
        case One(foreign_key=foreign_key):
            used = foreign_key
        case _:
            return
    if used not in indexed(bound.table, bound.within):
        raise NotPlannable(f"{bound.name}.{field.python_name}", f"no index of {bound.table.name} leads with {used}")


def _definition(cls: type[Any]) -> StrawberryObjectDefinition:
    definition = get_object_definition(cls)
    assert definition is not None
    return definition


def _origin(type_: GraphQLObjectType) -> Any:
    definition = type_.extensions.get(DEFINITION)
    return getattr(definition, "origin", None)


def _docstring(cls: type[Any]) -> str:
    if not cls.__doc__:
        raise NotPlannable(cls.__name__, "has no docstring, and so the schema no description of it")
    return " ".join(cls.__doc__.split())
