"""Taxes that are owed when invoices are paid, and taxes of advances."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.ids import uuid7
from services.finance.tax.advances import AdvanceAboveInvoice, AdvanceExceeded, TaxedPart, deducted, recalled
from services.finance.tax.cash_basis import Moved, moved
from tests.finance.tax.builders import figures

VAT, LOW = uuid7(), uuid7()


def part(base: str, amount: str, tax: str = "VAT") -> TaxedPart:
    """Make what an invoice has of a tax."""
    return TaxedPart(VAT if tax == "VAT" else LOW, tax, Decimal(base), Decimal(amount))


def test_a_part_payment_moves_its_part_of_the_tax() -> None:
    found = moved(*figures("100.00", "20.00", "120.00", "0.00", "40.00"), exponent=2)

    assert found == Moved(*figures("33.33", "6.67"))


@settings(deadline=None)
@given(st.lists(st.decimals("0.01", 50, places=2), min_size=1, max_size=12))
def test_all_payments_together_move_all_of_the_tax(payments: list[Decimal]) -> None:
    total = sum(payments, start=Decimal(0))
    base, amount = (
        (total * Decimal("0.8")).quantize(Decimal("0.01")),
        (total * Decimal("0.2")).quantize(Decimal("0.01")),
    )
    paid, parts = Decimal(0), list[Moved]()
    for payment in payments:
        parts.append(moved(base, amount, total, paid, payment, 2))
        paid += payment

    assert (sum(each.base for each in parts), sum(each.amount for each in parts)) == (base, amount)


def test_a_payment_taken_back_moves_its_tax_back() -> None:
    there = moved(*figures("100.00", "20.00", "120.00", "0.00", "40.00"), exponent=2)
    back = moved(*figures("100.00", "20.00", "120.00", "40.00", "-40.00"), exponent=2)

    assert (back.base, back.amount) == (-there.base, -there.amount)


def test_an_advance_is_taken_off_with_its_tax_to_the_cent() -> None:
    advance = [part("100.00", "20.00")]

    first = recalled(advance, [], Decimal("33.33"))
    second = recalled(advance, first, Decimal("66.67"))

    assert [(each.base, each.amount) for each in (*first, *second)] == [
        figures("33.33", "6.67"),
        figures("66.67", "13.33"),
    ]


def test_no_more_is_recalled_than_was_paid_in_advance() -> None:
    advance = [part("100.00", "20.00")]

    with pytest.raises(AdvanceExceeded) as refused:
        recalled(advance, [], Decimal(200))
    assert refused.value.left == Decimal("100.00")
    with pytest.raises(AdvanceExceeded):
        recalled(advance, recalled(advance, [], Decimal(100)), Decimal(1))


def test_the_final_invoice_owes_what_the_advances_leave() -> None:
    invoice = [part("500.00", "100.00"), part("50.00", "5.00", "LOW")]

    found = deducted(invoice, [part("100.00", "20.00")])

    assert [(each.base, each.amount) for each in found.owed] == [figures("400.00", "80.00"), figures("50.00", "5.00")]


def test_an_advance_of_another_tax_is_not_taken_off() -> None:
    with pytest.raises(AdvanceAboveInvoice):
        deducted([part("500.00", "100.00")], [part("10.00", "1.00", "LOW")])
