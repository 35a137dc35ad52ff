"""What holds of every line that notes take back: cut up in whatever way, all notes together come to the line."""

import random
from collections.abc import Sequence
from decimal import Decimal

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.rounding import exact_ratio
from services.finance.invoice.mirroring import recalled, remembered, share_of
from services.finance.tax.calculation import CalculatedLine, Line, NothingToDiscount, Rounding, calculate, totalled
from services.rows import as_json
from tests.finance.tax.test_calculation_properties import ROUNDINGS, documents

CUTS = st.lists(st.integers(1, 9), min_size=1, max_size=6)


def cut_up(line: CalculatedLine, cuts: Sequence[int], exponent: int) -> list[CalculatedLine]:
    """Take a line back in pieces of these sizes."""
    notes: list[CalculatedLine] = []
    for place in range(len(cuts)):
        share = exact_ratio(sum(cuts[: place + 1])) / sum(cuts)
        notes.append(share_of(line, share, notes, exponent))
    return notes


def reckoned(lines: list[Line], rounding: Rounding, discount: Decimal) -> Sequence[CalculatedLine]:
    """Reckon a document, with its discount where there is something to take it off."""
    try:
        return calculate(lines, rounding, rounding.round(discount)).lines
    except NothingToDiscount:
        return calculate(lines, rounding).lines


@settings(deadline=None)
@given(documents(), ROUNDINGS, st.decimals(0, 5, places=2), CUTS, st.randoms())
def test_all_notes_come_to_the_document_tax_by_tax(
    lines: list[Line], rounding: Rounding, discount: Decimal, cuts: list[int], chance: random.Random
) -> None:
    document = reckoned(lines, rounding, discount)

    notes: list[CalculatedLine] = []
    for line in document:
        notes += cut_up(line, chance.sample(cuts, len(cuts)), rounding.exponent)

    whole, found = totalled(document, rounding.exponent), totalled(notes, rounding.exponent)
    assert (found.net, found.tax, found.self_assessed, found.discount) == (
        whole.net, whole.tax, whole.self_assessed, whole.discount,
    )  # fmt: skip
    assert {tax.tax: (tax.base, tax.amount, tax.deductible) for tax in found.taxes} == {
        tax.tax: (tax.base, tax.amount, tax.deductible) for tax in whole.taxes
    }


@settings(deadline=None)
@given(documents(), ROUNDINGS, CUTS)
def test_no_note_takes_a_tax_back_beyond_its_line(lines: list[Line], rounding: Rounding, cuts: list[int]) -> None:
    for line in calculate(lines, rounding).lines:
        taken = [Decimal(0)] * len(line.taxes)
        for note in cut_up(line, cuts, rounding.exponent):
            taken = [before + tax.amount for before, tax in zip(taken, note.taxes, strict=True)]
            assert all(abs(part) <= abs(tax.amount) for part, tax in zip(taken, line.taxes, strict=True))
            assert all(abs(tax.deductible) <= abs(tax.amount) for tax in note.taxes)


@settings(deadline=None)
@given(documents(), ROUNDINGS)
def test_a_line_is_recalled_as_it_was(lines: list[Line], rounding: Rounding) -> None:
    for line in calculate(lines, rounding).lines:
        (said,) = orjson.loads(as_json([remembered(line, is_mirror=False)]))
        assert recalled(said) == line
