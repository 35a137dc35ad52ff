"""Taxes of advances: part of what the final invoice has of them, and taken off it."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from kernel.ids import uuid7
from models import TaxKind
from services.finance.tax.advances import AdvanceAboveInvoice, owed, require_part, rounded_away
from services.finance.tax.calculation import Tax, TaxAmount
from tests.finance.tax.builders import figures

VAT, LOW = Tax(uuid7(), "VAT", TaxKind.PERCENT, Decimal(20)), Tax(uuid7(), "LOW", TaxKind.PERCENT, Decimal(10))


def part(base: str, amount: str, tax: Tax = VAT) -> TaxAmount:
    """Make what an invoice has of a tax."""
    return TaxAmount(tax, Decimal(base), Decimal(amount), Decimal(amount), Fraction(amount))


def test_the_final_invoice_owes_what_the_advances_leave() -> None:
    invoice = [part("500.00", "100.00"), part("50.00", "5.00", LOW)]

    found = owed(invoice, [part("100.00", "20.00"), part("20.00", "4.00")])

    assert [(each.base, each.amount) for each in found] == [figures("380.00", "76.00"), figures("50.00", "5.00")]


def test_a_tax_whose_rate_has_changed_is_owed_by_the_rate_of_the_final_invoice() -> None:
    invoice, advance = part("300.00", "48.00", replace(VAT, rate=Decimal(16))), part("300.00", "60.00")

    require_part([invoice], [advance])
    (found,) = owed([invoice], [advance])

    assert (found.tax.rate, found.base, found.amount) == figures("16", "0.00", "-12.00")


@pytest.mark.parametrize(
    ("base", "advances"), [("500", ["300", "200.01"]), ("0", ["1"]), ("0", ["-1"]), ("-10", ["-11"]), ("-10", ["1"])]
)
def test_advances_have_no_more_of_a_tax_than_the_invoice(base: str, advances: list[str]) -> None:
    with pytest.raises(AdvanceAboveInvoice) as refused:
        require_part([part(base, "0")], [part(each, "0") for each in advances], ("deductions",))

    assert (refused.value.tax, refused.value.base, refused.value.path) == ("VAT", Decimal(base), ("deductions",))


def test_an_advance_of_another_tax_is_not_taken_off() -> None:
    with pytest.raises(AdvanceAboveInvoice):
        require_part([part("500.00", "100.00")], [part("10.00", "1.00", LOW)])


def test_advances_of_the_same_price_are_part_of_an_invoice_whatever_the_cents_are_rounded_to() -> None:
    invoice, advances = part("12.50", "2.50"), [part("4.17", "0.83")] * 3

    require_part([invoice], advances, allowed=rounded_away(lines=4, exponent=2))


def test_rounding_allows_no_more_than_the_lines_can_be_off() -> None:
    allowed = rounded_away(lines=2, exponent=2)

    require_part([part("10.00", "2.00")], [part("10.03", "2.01")], allowed=allowed)
    with pytest.raises(AdvanceAboveInvoice):
        require_part([part("10.00", "2.00")], [part("10.04", "2.01")], allowed=allowed)
