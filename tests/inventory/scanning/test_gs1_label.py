import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ean import calc_check_digit

from services.inventory.gs1 import elements
from services.inventory.gs1_label import Label, Measure, gtin_forms, label_of

TODAY = dt.date(2026, 11, 21)
FNC1 = "\x1d"


def read(text: str) -> Label:
    return label_of(elements(text), TODAY)


def test_says_what_is_on_a_carton() -> None:
    assert read(f"01095011015300031126010117280200{FNC1}10L-7{FNC1}3012") == Label(
        gtin="09501101530003",
        lot="L-7",
        made_on=dt.date(2026, 1, 1),
        expires_on=dt.date(2028, 2, 29),
        count=12,
    )


def test_the_day_of_expiry_goes_before_the_one_until_which_it_is_best() -> None:
    assert read("1527010117270301").expires_on == dt.date(2027, 3, 1)
    assert read("15270101").expires_on == dt.date(2027, 1, 1)


def test_a_pallet_says_how_many_of_what_are_on_it() -> None:
    label = read("00340123450000000000020950110153000337240")
    assert (label.sscc, label.gtin, label.count) == ("340123450000000000", "09501101530003", 240)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("3100001250", Measure(Decimal(1250), "KGM")),
        ("3105001250", Measure(Decimal("0.01250"), "KGM")),
        ("3112000075", Measure(Decimal("0.75"), "MTR")),
        ("3302001250", None),
        ("3122000075", None),
    ],
)
def test_only_what_an_item_measures_says_how_much_there_is(text: str, measure: Measure | None) -> None:
    assert read(text).measure == measure


@given(st.sampled_from([7, 11, 12, 13]).flatmap(lambda length: st.text("0123456789", min_size=length, max_size=length)))
def test_all_forms_of_a_trade_item_number_are_the_same_number(digits: str) -> None:
    number = digits + calc_check_digit(digits)
    forms = gtin_forms(number)
    assert number in forms
    assert {int(form) for form in forms} == {int(number)}
    assert all(gtin_forms(form) == forms for form in forms)


@pytest.mark.parametrize("text", ["4006381333930", "SHELF-1", "123", "", "４００６３８１３３３９３１"])
def test_what_is_no_trade_item_number_has_one_form(text: str) -> None:
    assert gtin_forms(text) == [text]
