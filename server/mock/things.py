"""Values that are made up, always the same for the same thing.

What a thing says follows from its id, so an order is the same in a list, by its look-up and tomorrow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, TypeAlias
from uuid import UUID

from graphql import GraphQLEnumType, GraphQLScalarType

Value: TypeAlias = Any
"""Whatever a scalar may be."""

_FIRST: Final = datetime(2026, 1, 1, 8, tzinfo=UTC)
_MINUTES: Final = 300 * 24 * 60


@dataclass(frozen=True)
class Thing:
    """Something of a type, and from what all that it says follows."""

    type_name: str
    seed: str
    length: int = 0
    """How many are on the page, of a connection."""

    @property
    def id(self) -> str:
        """Its id, as the schema has ids; where it was asked for by one, that."""
        known, _, rest = self.seed.partition(":")
        if known == self.type_name and len(rest) == 36:
            return self.seed
        return f"{self.type_name}:{UUID(bytes=_digest(self.seed)[:16], version=4)}"


def scalar(type_: GraphQLScalarType, name: str, seed: str) -> Value:
    """Make up the value of a field; text begins with the field's name, so that a test sees what it shows."""
    number = _number(seed)
    made: Mapping[str, Value] = {
        "ID": f"{name}:{number % 1_000}",
        "Int": number % 100 + 1,
        "Float": number % 10_000 / 100,
        "Boolean": number % 2 == 0,
        "Decimal": str(Decimal(number % 100_000) / 100),
        "DateTime": _moment(number).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Date": _moment(number).strftime("%Y-%m-%d"),
        "CurrencyCode": ("EUR", "CHF", "USD")[number % 3],
        "CountryCode": ("AT", "DE", "IT")[number % 3],
        "JSON": {},
    }
    return made.get(type_.name, f"{name} {number % 1_000}")


def choice(type_: GraphQLEnumType, seed: str) -> Value:
    """Choose one of the values of an enum."""
    return pick([value.value for value in type_.values.values()], seed)


def pick(among: list[Value], seed: str) -> Value:
    """Choose one."""
    return among[_number(seed) % len(among)]


def _moment(number: int) -> datetime:
    return _FIRST + timedelta(minutes=number % _MINUTES)


def _number(seed: str) -> int:
    return int.from_bytes(_digest(seed)[:6], "big")


def _digest(seed: str) -> bytes:
    return sha256(seed.encode()).digest()
