"""Values that a client would send: what an ID, a date, an amount or a condition looks like is not said by its type alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, cast

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    NameNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    get_named_type,
)

from tests.fuzzing.rows import Rows, one_of
from tests.oracle.naive.dynamic import Value
from tests.server.malformed_writes import NAMED

SCALARS: Final[Mapping[str, Sequence[str]]] = {
    "Date": ("2026-11-02", "2026-10-15", "2026-12-31", "2027-01-31", "2024-02-29"),
    "DateTime": ("2026-11-02T10:00:00Z", "2026-10-15T08:30:00+02:00", "2027-01-31T23:59:59.999999Z"),
    "Decimal": ("1", "2.5", "10", "0.01", "100.00", "7"),
    "CurrencyCode": ("EUR", "USD", "JPY"),
    "CountryCode": ("AT", "DE", "US"),
    "JSON": ("{}",),
}
WORDS: Final = ("lamp", "Lumenholt", "SO-", "oak", "Wien", "chair 2", "A-1", "ö")
FILTER_DEPTH_MAX: Final = 2
NOWHERE: Final = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class World:
    """What the schema promises, and rows that are there to be named."""

    schema: GraphQLSchema
    rows: Rows

    def owner_of(self, name: str) -> str:
        """Name the type that a root field or an input is about: the longest with which its name begins."""
        fitting = [each for each in self.rows if name.lower().startswith(each.lower())]
        return max(fitting, key=len, default="")

    def written_by(self, payload: GraphQLNamedType | None) -> str:
        """Name the type of what the payload of a mutation has."""
        fields = payload.fields.values() if isinstance(payload, GraphQLObjectType) else ()
        named = (named_type(each.type).name for each in fields)
        return next((name for name in named if name in self.rows), "")

    def target_of(self, name: str, owner: str) -> str:
        """Name the type whose id stands in an argument or input field: by the field of its owner, or by its own name."""
        stem = name.removesuffix("s").removesuffix("Id")
        if stem in ("id", "under", ""):
            return owner
        type_ = self.schema.type_map.get(owner)
        field = type_.fields.get(stem) if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) else None
        led_to = named_type(field.type).name if field is not None else ""
        own = stem[0].upper() + stem[1:]
        return next(
            (each for each in (led_to, f"{owner}{own}", own, NAMED.get(stem, ""), f"Ledger{own}") if each in self.rows),
            owner,
        )


def named_type(type_: Value) -> Value:
    """Look through the wrappers of a type; the types of graphql-core do not say what is found."""
    return cast("Any", get_named_type)(type_)


def scalar(type_name: str, random: Random) -> ValueNode:
    """Give a value of a scalar that a client might send."""
    match type_name:
        case "Boolean":
            return BooleanValueNode(value=random.random() < 0.5)
        case "Int" | "Float":
            return IntValueNode(value=str(random.randint(0, 5)))
        case _:
            return StringValueNode(value=random.choice(SCALARS.get(type_name, WORDS)))


@dataclass(frozen=True)
class Conditions:
    """Makes filters of one or two conditions; drawn without a bound, they would be thousands deep in each other."""

    world: World
    random: Random

    def of(self, type_name: str) -> ObjectValueNode:
        """Make a filter of a type."""
        return self._object(cast("Any", self.world.schema.type_map[type_name]), "", 0)

    def _object(self, type_: GraphQLInputObjectType, owner: str, depth: int) -> ObjectValueNode:
        names = [name for name in type_.fields if depth < FILTER_DEPTH_MAX or not self._is_deep(type_, name)]
        chosen = self.random.sample(names, min(len(names), self.random.choice((1, 1, 2))))
        about = owner if _compares(type_) else self.world.owner_of(type_.name)
        return ObjectValueNode(fields=tuple(self._field(type_, name, about, depth) for name in chosen))

    def _is_deep(self, type_: GraphQLInputObjectType, name: str) -> bool:
        of = named_type(type_.fields[name].type)
        return isinstance(of, GraphQLInputObjectType) and not _compares(of)

    def _field(self, type_: GraphQLInputObjectType, name: str, owner: str, depth: int) -> ObjectFieldNode:
        return ObjectFieldNode(name=NameNode(value=name), value=self._value(type_.fields[name].type, owner, depth))

    def _value(self, type_: object, owner: str, depth: int) -> ValueNode:
        match type_:
            case GraphQLNonNull():
                return self._value(cast("Any", type_).of_type, owner, depth)
            case GraphQLList():
                number = self.random.choice((1, 1, 2))
                return ListValueNode(
                    values=tuple(self._value(cast("Any", type_).of_type, owner, depth) for _ in range(number))
                )
            case GraphQLEnumType():
                return EnumValueNode(value=self.random.choice(list(type_.values)))
            case GraphQLInputObjectType():
                return self._object(type_, owner, depth + 1)
            case _:
                name = cast("GraphQLNamedType", type_).name
                return self.id_of(owner) if name == "ID" else scalar(name, self.random)

    def id_of(self, type_name: str) -> StringValueNode:
        """Give the id of a row of a type."""
        row = one_of(self.world.rows, type_name, None, self.random)
        return StringValueNode(value=row.id if row is not None else f"{type_name or 'Party'}:{NOWHERE}")


def _compares(type_: GraphQLInputObjectType) -> bool:
    """Tell whether a filter compares one value, and leads to no other rows."""
    return "isNull" in type_.fields or "eq" in type_.fields
