"""Taxes that are owed when invoices are paid."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from services.finance.tax.cash_basis import Moved, moved
from tests.finance.tax.builders import figures


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
