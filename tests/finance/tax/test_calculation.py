"""Taxes of documents, with figures from other systems' tests and from the standard for electronic invoices."""

from decimal import Decimal
from fractions import Fraction

import pytest

from kernel.rounding import RoundingPolicy
from models.finance.tax import TaxCategory, TaxKind, TaxRounding
from services.finance.tax.calculation import NothingToDiscount, Rounding, calculate
from tests.finance.tax.builders import DOCUMENT, DOCUMENT_BASE, PER_LINE, figures, line, tax


@pytest.mark.parametrize(("rounding", "amount"), [(PER_LINE, "20.00"), (DOCUMENT, "20.02"), (DOCUMENT_BASE, "20.00")])
def test_rounds_a_hundred_tiny_lines_where_the_policy_says(rounding: Rounding, amount: str) -> None:
    vat = tax(20)

    found = calculate([line("1.001", vat)] * 100, rounding)

    assert (found.net, found.tax) == figures("100.00", amount)
    assert [(each.base, each.amount) for each in found.taxes] == [figures("100.00", amount)]
    assert sum(each.taxes[0].amount for each in found.lines) == Decimal(amount)


def test_groups_by_tax_across_lines() -> None:
    first, second = tax(10, "T1"), tax(20, "T2")

    found = calculate([line(10, first), line(20, first, second)], DOCUMENT)

    assert [(each.tax.code, each.base, each.amount) for each in found.taxes] == [
        ("T1", *figures("30.00", "3.00")),
        ("T2", *figures("20.00", "4.00")),
    ]
    assert (found.net, found.total) == figures("30.00", "37.00")


@pytest.mark.parametrize(("gross", "net", "amount"), [("11.90", "9.83", "2.07"), ("2.80", "2.31", "0.49")])
def test_keeps_a_price_that_contains_its_tax(gross: str, net: str, amount: str) -> None:
    found = calculate([line(gross, tax(21, included=True))], PER_LINE)

    assert (found.net, found.tax, found.total) == figures(net, amount, gross)


@pytest.mark.parametrize(
    ("price", "included", "net", "amount", "gross"),
    [
        ("22689", False, "22689", "4311", "27000"),
        ("9176", False, "9176", "1743", "10919"),
        ("27000", True, "22689", "4311", "27000"),
        ("10920", True, "9176", "1744", "10920"),
    ],
)
def test_takes_no_shortcut_back_from_gross_without_decimals(
    price: str, included: bool, net: str, amount: str, gross: str
) -> None:
    found = calculate([line(price, tax(19, included=included))], Rounding(0, TaxRounding.LINE))

    assert (found.net, found.tax, found.total) == figures(net, amount, gross)


def test_reckons_one_tax_of_many_quantities_without_drift() -> None:
    vat = tax(19)

    found = calculate([line("4.60", vat, quantity=quantity) for quantity in (84, 54, 288, 144, 430)], DOCUMENT)

    assert (found.net, found.tax, found.total) == figures("4600.00", "874.00", "5474.00")


def test_spreads_a_discount_over_the_lines_before_tax() -> None:
    vat = tax(24)

    found = calculate([line(price, vat) for price in (75, 500, 200, 100, 50, 50)], DOCUMENT, Decimal(75))

    assert (found.net, found.tax, found.total) == figures("900.00", "216.00", "1116.00")
    assert [each.discount for each in found.lines] == list(figures("5.77", "38.46", "15.38", "7.69", "3.85", "3.85"))


def test_takes_a_discount_off_prices_that_contain_tax() -> None:
    found = calculate([line(120, tax(20, included=True))], DOCUMENT, Decimal(12))

    assert (found.net, found.tax, found.total) == figures("90.00", "18.00", "108.00")


def test_refuses_a_discount_on_nothing() -> None:
    with pytest.raises(NothingToDiscount):
        calculate([line(10), line(-10)], DOCUMENT, Decimal(1))


@pytest.mark.parametrize("rounding", [DOCUMENT, DOCUMENT_BASE])
def test_gives_the_breakdown_of_an_electronic_invoice(rounding: Rounding) -> None:
    """The totals of guide-example2 of EN 16931: allowance and charge of 100 cancel, and there is a return."""
    full, low = tax(25, "S25"), tax(15, "S15")
    exempt = tax(0, "E", category=TaxCategory.E, exemption_code="VATEX-EU-132")
    lines = [line("1460.50", full), line(100, full), line(-100, full), line("1.00", low), line(-25, exempt)]

    found = calculate(lines, rounding)

    assert [(each.tax.code, each.base, each.amount) for each in found.taxes] == [
        ("S25", *figures("1460.50", "365.13")),
        ("S15", *figures("1.00", "0.15")),
        ("E", *figures("-25.00", "0.00")),
    ]
    assert (found.net, found.tax, found.total) == figures("1436.50", "365.28", "1801.78")


def test_levies_tax_on_a_tax_that_compounds() -> None:
    duty, vat = tax(10, "DUTY", compound=True), tax(20, "VAT")

    found = calculate([line(100, duty, vat)], DOCUMENT)

    assert [(each.base, each.amount) for each in found.taxes] == [
        figures("100.00", "10.00"),
        figures("110.00", "22.00"),
    ]
    assert found.total == Decimal("132.00")


def test_finds_the_net_amount_below_two_contained_taxes() -> None:
    duty, vat = tax(10, "DUTY", compound=True, included=True), tax(20, "VAT", included=True)

    found = calculate([line(132, duty, vat)], DOCUMENT)

    assert (found.net, [each.amount for each in found.taxes]) == (Decimal("100.00"), list(figures("10.00", "22.00")))


def test_divides_where_the_tax_is_a_share_of_the_price_with_it() -> None:
    found = calculate([line(90, tax(10, kind=TaxKind.DIVISION))], DOCUMENT)

    assert (found.net, found.tax, found.total) == figures("90.00", "10.00", "100.00")


def test_levies_an_amount_on_each_unit_and_percent_on_both() -> None:
    excise, vat = tax("0.35", "EXCISE", kind=TaxKind.PER_UNIT, compound=True), tax(20, "VAT")

    found = calculate([line("2.00", excise, vat, quantity=10)], DOCUMENT)

    assert [each.amount for each in found.taxes] == list(figures("3.50", "4.70"))
    assert found.total == Decimal("28.20")


def test_gives_back_part_of_a_tax_and_leaves_the_rest_as_cost() -> None:
    found = calculate([line("99.99", tax(20, deductible_percent=Decimal(50)))], DOCUMENT)

    (vat,) = found.taxes
    assert (vat.amount, vat.deductible, vat.not_deductible) == figures("20.00", "10.00", "10.00")


def test_leaves_a_tax_that_the_buyer_owes_out_of_the_total() -> None:
    found = calculate([line(1000, tax(20, reverse_charge=True, deductible_percent=Decimal(75)))], DOCUMENT)

    assert (found.total, found.tax, found.self_assessed) == figures("1000.00", "0.00", "200.00")
    assert found.taxes[0].deductible == Decimal("150.00")


def test_rounds_half_even_where_the_company_does() -> None:
    found = calculate([line("0.25", tax(10))], Rounding(2, policy=RoundingPolicy.HALF_EVEN))

    assert found.tax == Decimal("0.02")


def test_keeps_the_exact_figure_beside_the_rounded_one() -> None:
    found = calculate([line("1.001", tax(20))], DOCUMENT)

    assert found.taxes[0].exact == Fraction("0.2002")


def test_gives_a_document_without_lines_nothing() -> None:
    found = calculate([], DOCUMENT)

    assert (found.net, found.tax, found.total) == figures("0.00", "0.00", "0.00")
