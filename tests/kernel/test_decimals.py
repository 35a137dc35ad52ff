import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.decimals import DecimalInvalid, parse_decimal, plain, product

PLAIN_TEXT = st.from_regex(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", fullmatch=True)

REFUSED = [
    "", " 1", "1 ", "1\n", "+1", "--1", "-", ".5", "5.", "1,5", "1_000", "1e3", "1E+2", "0x1F", "NaN", "sNaN",
    "Infinity", "-inf", "١٢٣", "1２", "²", "1.1234567", "1234567890123456", "1.2.3", "\x00", "1\x00", "null",
]  # fmt: skip


@given(PLAIN_TEXT)
def test_keeps_value_and_scale_of_plain_text(text: str) -> None:
    written = plain(parse_decimal(text))
    assert Decimal(written) == Decimal(text)
    assert written.partition(".")[2] == text.partition(".")[2]


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_every_other_form(text: str) -> None:
    with pytest.raises(DecimalInvalid) as refusal:
        parse_decimal(text)
    assert refusal.value.code == "DECIMAL_INVALID"


@given(st.text().filter(lambda text: not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text)))
def test_refuses_any_text_with_its_own_error_and_repeats_little_of_it(text: str) -> None:
    with pytest.raises(DecimalInvalid) as refusal:
        parse_decimal(text)
    assert len(refusal.value.text) <= 61


@pytest.mark.parametrize("text", ["-0", "-0.00"])
def test_reads_minus_zero_as_zero(text: str) -> None:
    assert plain(parse_decimal(text)) == text[1:]


def test_writes_no_exponent() -> None:
    assert plain(Decimal("1E+3")) == "1000"
    assert plain(Decimal("1E-6")) == "0.000001"


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_never_writes_what_is_no_number(value: str) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        plain(Decimal(value))


def test_multiplies_with_all_digits() -> None:
    widest = Decimal("999999999999999.999999")
    assert product(widest, widest) == Decimal("999999999999999999998000000000.000000000001")
