import pytest
from babel.numbers import get_currency_precision, list_currencies

from kernel.currency import UNUSUAL_EXPONENTS, CurrencyCodeInvalid, currency_exponent

# CLDR says what people print; these are printed without their minor unit, which ISO 4217 (and the bank) still has.
PRINTED_SHORTER = {
    *["AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "PKR", "RSD", "SLL", "SOS", "SYP", "YER"],
    # No longer in use:
    *["ADP", "BYR", "ESP", "ITL", "LUF", "MGF", "MRO", "STD", "TMM", "TRL", "ZMK", "ZWD"],
}


def test_agrees_with_babel_on_every_currency_but_the_ones_printed_shorter() -> None:
    differing = {code for code in list_currencies() if get_currency_precision(code) != currency_exponent(code)}
    assert differing <= PRINTED_SHORTER
    assert all(get_currency_precision(code) <= currency_exponent(code) for code in differing)


@pytest.mark.parametrize("code", sorted(UNUSUAL_EXPONENTS))
def test_every_unusual_currency_exists(code: str) -> None:
    assert code in list_currencies()


@pytest.mark.parametrize(("code", "exponent"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("HUF", 2)])
def test_knows_the_minor_unit(code: str, exponent: int) -> None:
    assert currency_exponent(code) == exponent


@pytest.mark.parametrize("code", ["eur", "EU", "EURO", "E R", "", "€", "ÄÖÜ", "EUR\n"])
def test_refuses_what_is_no_code(code: str) -> None:
    with pytest.raises(CurrencyCodeInvalid):
        currency_exponent(code)
