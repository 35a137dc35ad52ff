"""Chance from a seed, and the layers of rows that are made with it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar
from uuid import UUID

from models import Base

T = TypeVar("T")
SEED = 20260601
EXPONENTS = {"EUR": 2, "JPY": 0, "KWD": 3}
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
# Where the days of the companies' time zones end, and where moments have fewer digits.
MOMENTS = (
    NOON,
    NOON,
    NOON + timedelta(microseconds=500_000),
    NOON + timedelta(microseconds=123_456),
    datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC),
    datetime(2025, 12, 31, 23, 0, tzinfo=UTC),
    datetime(2026, 1, 1, 4, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 2, 28, 15, 0, tzinfo=UTC),
    datetime(2024, 2, 29, 8, 30, tzinfo=UTC),
)
DAYS = (date(2026, 3, 29), date(2026, 3, 29), date(2026, 4, 1), date(2025, 12, 31), date(2024, 2, 29), None, None)
QUANTITIES = tuple(map(Decimal, ("1.000000", "1.000000", "2.500000", "0.333333", "12.000000", "100.000000")))
PRICES = tuple(map(Decimal, ("0.000000", "9.990000", "9.990000", "1234.567891", "0.000001")))
UNITS_OF_AMOUNTS = (0, 100, 100, 12345, 99999)


class Builder:
    """Makes rows: with ids and moments of their own, and of one company at a time."""

    def __init__(self) -> None:
        """Start with nothing, from the seed."""
        self.random = Random(SEED)
        # Rows refer to rows of earlier layers only.
        self.layers: list[Sequence[Base]] = []
        self.later: list[Sequence[Base]] = []
        # What is moved on when everything is there, one after the other.
        self.changes: list[tuple[Base, dict[str, object]]] = []
        self._company: dict[str, UUID] = {}

    def layer(self, *rows: Sequence[Base]) -> None:
        """Add layers of rows, one after the other."""
        self.layers.extend(layer for layer in rows if layer)

    def late(self, *rows: Sequence[Base]) -> None:
        """Add layers of rows about others as they are once they have changed."""
        self.later.extend(layer for layer in rows if layer)

    def change(self, row: Base, **values: object) -> None:
        """Change a row when everything is there."""
        self.changes.append((row, values))

    def of_company(self, company: UUID) -> None:
        """Make the rows from now on for a company."""
        self._company = {"company_id": company}

    def id(self) -> UUID:
        """Make an id."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def entity(self) -> dict[str, object]:
        """Make what every entity has."""
        return {"id": self.id(), "recorded_at": self.pick(MOMENTS), "changed_at": self.pick(MOMENTS)}

    def owned(self) -> dict[str, object]:
        """Make what every entity of a company has."""
        return {**self.entity(), **self._company}

    def pick(self, among: Sequence[T]) -> T:
        """Choose one of several."""
        return self.random.choice(among)

    def maybe(self, value: T) -> T | None:
        """Give a value, or nothing every third time."""
        return None if self.random.random() < 0.35 else value

    def amount(self, currency: str) -> Decimal:
        """Make an amount with the digits of its currency."""
        return Decimal(self.pick(UNITS_OF_AMOUNTS)).scaleb(-EXPONENTS[currency])
