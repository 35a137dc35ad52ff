from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.quantity import DimensionMismatch, Quantity, QuantityTooFine, Unit, UnitMismatch, convert
from kernel.rounding import RoundingPolicy

PIECE = Unit("PCE", "COUNT", Decimal(1), decimals=0)
DOZEN = Unit("DZN", "COUNT", Decimal(12))
KILOGRAM = Unit("KGM", "MASS", Decimal(1))
POUND = Unit("LBR", "MASS", Decimal("0.45359237"))

VALUES = st.decimals(-(10**9), 10**9, places=6)
RATIOS = st.decimals(Decimal("0.000001"), Decimal(10**6), places=6)


@given(VALUES, RATIOS, RATIOS)
def test_converts_by_the_exact_ratio_and_rounds_once(value: Decimal, source: Decimal, target: Decimal) -> None:
    converted = convert(Quantity(value, "A"), Unit("A", "MASS", source), Unit("B", "MASS", target))
    exact = Fraction(value) * Fraction(source) / Fraction(target)
    assert abs(Fraction(converted.value) - exact) * 2 <= Fraction(1, 10**6)
    assert converted.unit == "B"


def test_a_dozen_survives_the_way_to_pieces_and_back() -> None:
    dozens = convert(Quantity(Decimal(10), "PCE"), PIECE, DOZEN)
    assert dozens == Quantity(Decimal("0.833333"), "DZN")
    assert convert(dozens, DOZEN, PIECE) == Quantity(Decimal(10), "PCE")


def test_half_pieces_go_the_way_of_the_policy() -> None:
    half_a_dozen_pieces = Quantity(Decimal("0.208333"), "DZN")
    assert convert(half_a_dozen_pieces, DOZEN, PIECE).value == Decimal(2)
    assert Quantity(Decimal("2.5"), "BOX").converted_by(1, "PCE", 0).value == Decimal(3)
    assert Quantity(Decimal("2.5"), "BOX").converted_by(1, "PCE", 0, RoundingPolicy.HALF_EVEN).value == Decimal(2)


def test_converts_by_the_ratio_of_a_product_between_dimensions() -> None:
    assert Quantity(Decimal(3), "CT").converted_by(Decimal("12.5"), "KGM") == Quantity(Decimal("37.5"), "KGM")


def test_refuses_to_weigh_what_is_counted() -> None:
    with pytest.raises(DimensionMismatch) as refusal:
        convert(Quantity(Decimal(1), "PCE"), PIECE, KILOGRAM)
    assert str(refusal.value) == "PCE measures COUNT and KGM measures MASS."


def test_refuses_a_quantity_that_is_not_in_the_source_unit() -> None:
    with pytest.raises(UnitMismatch):
        convert(Quantity(Decimal(1), "KGM"), POUND, KILOGRAM)


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__"])
def test_refuses_to_mix_units(operation: str) -> None:
    with pytest.raises(UnitMismatch):
        getattr(Quantity(Decimal(1), "KGM"), operation)(Quantity(Decimal(1), "LBR"))


@given(VALUES, VALUES)
def test_adds_and_compares_within_one_unit(left: Decimal, right: Decimal) -> None:
    one, other = Quantity(left, "KGM"), Quantity(right, "KGM")
    assert one + other - other == one
    assert (one <= other) == (left <= right)
    assert (one - one).value == 0


def test_refuses_a_seventh_digit() -> None:
    with pytest.raises(QuantityTooFine):
        Quantity(Decimal("0.0000001"), "KGM")


@pytest.mark.parametrize(("ratio", "decimals"), [("0", 0), ("-1", 0), ("1", 7), ("1", -1), ("NaN", 0)])
def test_a_unit_has_a_positive_ratio_and_at_most_six_decimals(ratio: str, decimals: int) -> None:
    with pytest.raises(ValueError, match=r"unit X|finite"):
        Unit("X", "COUNT", Decimal(ratio), decimals)
