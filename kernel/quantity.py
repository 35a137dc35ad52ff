"""Quantity: how much, in which unit.

Units are data. A unit says how many base units of its dimension it is (a dozen is 12 pieces, a gram 0.001 kilograms),
and with how many digits it is counted. Between dimensions (a carton of this product in kilograms) only a ratio that
belongs to the product can convert.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering

from kernel.decimals import DIGITS_AFTER_POINT_MAX, EXACT, plain, require_finite
from kernel.errors import DomainError
from kernel.rounding import ExactNumber, RoundingPolicy, exact_ratio, round_to


@dataclass(eq=False)
class UnitMismatch(DomainError):
    """Quantities are added and compared within one unit."""

    message = "{left} and {right} are different units."
    left: str
    right: str


@dataclass(eq=False)
class DimensionMismatch(DomainError):
    """A unit converts only into units of its own dimension."""

    message = "{source} measures {source_dimension} and {target} measures {target_dimension}."
    source: str
    source_dimension: str
    target: str
    target_dimension: str


@dataclass(eq=False)
class QuantityTooFine(DomainError):
    """A quantity has at most six digits after the point."""

    message = "{value} has more than 6 digits after the point."
    value: Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: `ratio` base units of its dimension, counted with `decimals` digits after the point."""

    code: str
    dimension: str
    ratio: Decimal
    decimals: int = DIGITS_AFTER_POINT_MAX

    def __post_init__(self) -> None:
        require_finite(self.ratio)
        if self.ratio <= 0:
            raise ValueError(f"unit {self.code} has a ratio of {self.ratio}")
        if not 0 <= self.decimals <= DIGITS_AFTER_POINT_MAX:
            raise ValueError(f"unit {self.code} has {self.decimals} decimals")


@total_ordering
@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of units, by the unit's code. Scale is not meaning; six digits after the point are kept at most.

    Raises:
        QuantityTooFine: the value would have to be rounded.
    """

    value: Decimal
    unit: str

    def __post_init__(self) -> None:
        require_finite(self.value)
        if round_to(self.value, DIGITS_AFTER_POINT_MAX) != self.value:
            raise QuantityTooFine(self.value)

    def __add__(self, other: "Quantity") -> "Quantity":
        self._require_same_unit(other)
        return Quantity(EXACT.add(self.value, other.value), self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        return self + -other

    def __neg__(self) -> "Quantity":
        return Quantity(EXACT.minus(self.value), self.unit)

    def __lt__(self, other: "Quantity") -> bool:
        self._require_same_unit(other)
        return self.value < other.value

    def __str__(self) -> str:
        return f"{plain(self.value)} {self.unit}"

    def converted_by(
        self,
        ratio: ExactNumber,
        unit: str,
        decimals: int = DIGITS_AFTER_POINT_MAX,
        policy: RoundingPolicy = RoundingPolicy.HALF_UP,
    ) -> "Quantity":
        """Express in another unit, of which one of ours is `ratio`; rounded once, to `decimals` digits."""
        return Quantity(round_to(exact_ratio(self.value) * exact_ratio(ratio), decimals, policy), unit)

    def _require_same_unit(self, other: "Quantity") -> None:
        if self.unit != other.unit:
            raise UnitMismatch(self.unit, other.unit)


def convert(
    quantity: Quantity, source: Unit, target: Unit, policy: RoundingPolicy = RoundingPolicy.HALF_UP
) -> Quantity:
    """Convert within a dimension, by the exact ratio of the two units; rounded once, to the target's decimals.

    Raises:
        UnitMismatch: the quantity is not in the source unit.
        DimensionMismatch: the units measure different things.
    """
    if quantity.unit != source.code:
        raise UnitMismatch(quantity.unit, source.code)
    if source.dimension != target.dimension:
        raise DimensionMismatch(source.code, source.dimension, target.code, target.dimension)
    return quantity.converted_by(
        exact_ratio(source.ratio) / exact_ratio(target.ratio), target.code, target.decimals, policy
    )
