"""Mutations that are nearly right: what they name is there, and one or two of their values are not what they should be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, NamedTuple, cast

from asyncpg import Connection
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
)

from models import tables_by_type
from tests.server.malformed import IDS, INTEGERS, MOMENTS, NUMBERS, TEXTS, Json

ROWS_MAX: Final = 40
# What a field refers to whose name does not tell.
NAMED: Final = {
    "customer": "Party", "vendor": "Party", "billingAddress": "Address", "shippingAddress": "Address", "parent": "Location",
    "salesRep": "User", "orderLine": "SalesOrderLine", "document": "SalesOrder", "demand": "SalesOrderLine",
    "service": "CarrierService", "list": "PriceList", "rule": "PricingRule", "group": "CustomerGroup",
    "fromLocation": "Location", "toLocation": "Location", "order": "SalesOrder",
}  # fmt: skip
GOOD: Final[Mapping[str, tuple[Json, ...]]] = {
    "Int": (1, 2, 3),
    "Decimal": ("1", "2.5", "10", "0.01"),
    "Boolean": (True, False),
    "Date": ("2026-11-02", "2026-10-15", "2027-01-31"),
    "DateTime": ("2026-11-02T10:00:00Z", "2026-10-15T08:30:00+02:00"),
    "CurrencyCode": ("EUR", "USD"),
    "CountryCode": ("AT", "DE"),
    "String": ("Something", "A-1", "9012345678906"),
    "JSON": ([], {}),
}
BAD: Final[Mapping[str, tuple[Json, ...]]] = {
    "ID": (*IDS, *TEXTS),
    "Int": INTEGERS,
    "Decimal": (*NUMBERS, *INTEGERS, "999999999999.999999", "-1", "0", "0.000001"),
    "Date": MOMENTS,
    "DateTime": MOMENTS,
    "Boolean": (True, None),
}


class Row(NamedTuple):
    """A row that is there."""

    id: str
    version: int


async def rows_of_all_types(connection: Connection) -> Mapping[str, Sequence[Row]]:
    """Give some rows of each type that mutations can name, the newest and the oldest."""
    found: dict[str, Sequence[Row]] = {}
    for type_name, table in tables_by_type().items():
        if "id" not in table.c:
            continue
        version = "version" if "version" in table.c else "1"
        parts = (
            f"(select id, {version} as version from {table.name} order by id {way} limit {ROWS_MAX})"
            for way in ("", "desc")
        )
        rows = await connection.fetch(" union ".join(parts))
        found[type_name] = [Row(f"{type_name}:{row['id']}", row["version"]) for row in rows]
    return found


class Attempt(NamedTuple):
    """A mutation with what it is given."""

    name: str
    document: str
    variables: Mapping[str, Json]


def attempts(schema: GraphQLSchema, rows: Mapping[str, Sequence[Row]], each: int, seed: int) -> Iterator[Attempt]:
    """Make up so many attempts of each mutation; nothing is kept of them."""
    assert schema.mutation_type is not None
    for name, field in schema.mutation_type.fields.items():
        for turn in range(each):
            yield _attempt(name, field.args, rows, Random(f"{seed} {name} {turn}"))


def _attempt(
    name: str, arguments: Mapping[str, GraphQLArgument], rows: Mapping[str, Sequence[Row]], random: Random
) -> Attempt:
    made = Nearly(random, rows, _owner(name, rows), bad=random.choice((0, 0.05, 0.15, 0.4)))
    types = {key: type_ for key, argument in arguments.items() if made.says(type_ := _type_of(argument))}
    given = {key: made.value(type_, key) for key, type_ in types.items()}
    declared = ", ".join(f"${key}: {type_}" for key, type_ in types.items())
    passed = ", ".join(f"{key}: ${key}" for key in types)
    body = f"{name}{f'({passed})' if passed else ''} @simulate {{ errors {{ code message path }} }}"
    return Attempt(name, f"mutation{f'({declared})' if declared else ''} {{ {body} }}", given)


def _type_of(said: object) -> object:
    """Give the type of an argument or of a field of an input."""
    return cast("Any", said).type


def _owner(name: str, rows: Mapping[str, Sequence[Row]]) -> str:
    """Name the type that a mutation is about: the longest with which its name begins."""
    fitting = [type_name for type_name in rows if name.lower().startswith(type_name.lower())]
    return max(fitting, key=len, default="SalesOrder")


@dataclass
class Nearly:
    """Makes up values, a part of which is not what it should be."""

    random: Random
    rows: Mapping[str, Sequence[Row]]
    owner: str
    bad: float
    named: Row | None = None
    """The row that the arguments are about."""

    def says(self, type_: object) -> bool:
        """Tell whether something of a type is said: always what must be, and now and then what may."""
        return str(type_).endswith("!") or self.random.random() < 0.4

    def value(self, type_: object, name: str) -> Json:
        """Give a value of a type for a name."""
        match type_:
            case GraphQLNonNull():
                return self.value(cast("Any", type_).of_type, name)
            case GraphQLList():
                number = self.random.choice((0, 1, 1, 1, 2))
                return [self.value(cast("Any", type_).of_type, name) for _ in range(number)]
            case GraphQLInputObjectType():
                types = {key: _type_of(field) for key, field in type_.fields.items()}
                return {key: self.value(of, key) for key, of in types.items() if self.says(of)}
            case GraphQLEnumType():
                return self.random.choice(list(type_.values))
            case _:
                return self._scalar(str(type_), name)

    def _scalar(self, type_name: str, name: str) -> Json:
        if self.random.random() < self.bad:
            return self.random.choice(BAD.get(type_name, TEXTS))
        if type_name == "ID":
            return self._id(name)
        if name == "version" and self.named is not None:
            return self.named.version
        return self.random.choice(GOOD.get(type_name, GOOD["String"]))

    def _id(self, name: str) -> Json:
        stem = name.removesuffix("Ids").removesuffix("Id")
        of = stem[0].upper() + stem[1:] if stem not in ("id", "ids") else self.owner
        of = NAMED.get(stem, of)
        if of == "Line":
            of = f"{self.owner}Line"
        found = self.rows.get(of) or self.rows[self.owner]
        if not found:
            return self.random.choice(IDS)
        row = self.random.choice(found)
        if stem in ("id", "ids"):
            self.named = row
        return row.id
