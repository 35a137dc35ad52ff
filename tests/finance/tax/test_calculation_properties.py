"""What holds of every document: figures add up, gross prices stay, and a credit note mirrors its invoice."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.ids import uuid7
from models.finance.tax import TaxKind, TaxRounding
from services.finance.rounding import rounded_parts
from services.finance.tax.calculation import Calculation, Line, Rounding, Tax, calculate

CENTS = st.decimals(-10_000, 10_000, places=3)
RATES = st.decimals(0, 60, places=2)


@st.composite
def taxes(draw: st.DrawFn) -> Tax:
    """Any tax on lines."""
    kind = draw(st.sampled_from([TaxKind.PERCENT, TaxKind.DIVISION, TaxKind.PER_UNIT]))
    reverse_charge = draw(st.booleans())
    return Tax(
        uuid7(),
        "T",
        kind,
        draw(RATES),
        included=not reverse_charge and draw(st.booleans()),
        compound=not reverse_charge and draw(st.booleans()),
        reverse_charge=reverse_charge,
        deductible_percent=draw(st.decimals(0, 100, places=1)),
    )


@st.composite
def documents(draw: st.DrawFn) -> list[Line]:
    """Lines that share some taxes, returns among them."""
    known = draw(st.lists(taxes(), min_size=1, max_size=3))
    carried = st.lists(st.sampled_from(known), max_size=3, unique=True)
    quantities = st.decimals(-20, 20, places=2)
    lines = st.builds(Line.priced, quantities, CENTS, carried)
    return draw(st.lists(lines, min_size=1, max_size=8))


ROUNDINGS = st.builds(Rounding, st.sampled_from([0, 2, 3]), st.sampled_from(TaxRounding))


@settings(deadline=None)
@given(documents(), ROUNDINGS)
def test_lines_taxes_and_totals_agree(lines: list[Line], rounding: Rounding) -> None:
    found = calculate(lines, rounding)

    assert sum(line.net for line in found.lines) == found.net
    assert sum(line.gross for line in found.lines) == found.total == found.net + found.tax
    for tax in found.taxes:
        parts = [part for line in found.lines for part in line.taxes if part.tax == tax.tax]
        assert sum(part.amount for part in parts) == tax.amount
        assert sum(part.deductible for part in parts) == tax.deductible
        assert sum(part.base for part in parts) == tax.base


@settings(deadline=None)
@given(documents(), ROUNDINGS)
def test_a_price_that_contains_its_taxes_stays_as_it_is(lines: list[Line], rounding: Rounding) -> None:
    found = calculate(lines, rounding)

    for line, calculated in zip(lines, found.lines, strict=True):
        on_top = sum(tax.charged for tax in calculated.taxes if not tax.tax.included)
        assert calculated.gross - on_top == rounding.round(line.amount)


@settings(deadline=None)
@given(documents(), ROUNDINGS)
def test_a_credit_note_mirrors_its_invoice(lines: list[Line], rounding: Rounding) -> None:
    returned = [Line(-line.amount, line.taxes, -line.quantity) for line in lines]

    invoice, credit = calculate(lines, rounding), calculate(returned, rounding)

    assert _figures(credit) == [-figure for figure in _figures(invoice)]


@settings(deadline=None)
@given(documents(), st.decimals(0, 1000, places=2))
def test_a_discount_is_spread_to_the_cent(lines: list[Line], discount: Decimal) -> None:
    if not sum(line.amount for line in lines):
        return

    found = calculate(lines, Rounding(2), discount)

    assert sum(line.discount for line in found.lines) == found.discount == discount


@settings(deadline=None)
@given(st.lists(CENTS, min_size=1, max_size=20))
def test_rounded_parts_add_up_and_are_less_than_a_step_off(parts: list[Decimal]) -> None:
    step = Decimal("0.01")

    rounded = rounded_parts(parts, step)

    assert abs(sum(rounded) - sum(parts)) <= step / 2
    assert all(abs(part - exact) < step for part, exact in zip(rounded, parts, strict=True))


def _figures(found: Calculation) -> list[Decimal]:
    lines = [figure for line in found.lines for tax in line.taxes for figure in (tax.base, tax.amount, tax.deductible)]
    return [found.net, found.tax, found.total, found.self_assessed, *(line.net for line in found.lines), *lines]
