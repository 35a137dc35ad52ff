import datetime as dt

import pytest

from kernel.errors import DomainError
from services.inventory.gs1 import (
    Gs1CharacterUnfit,
    Gs1CheckDigitWrong,
    Gs1Contradiction,
    Gs1DayInvalid,
    Gs1IdentifierUnknown,
    Gs1LengthUnfit,
    barcode_of,
    elements,
    is_gs1,
    require_one_label,
    written,
)
from services.inventory.gs1_days import day_of

FNC1 = "\x1d"
GTIN = "09501101530003"


def read(text: str) -> dict[str, str]:
    return {element.code: element.value for element in elements(text)}


def refused(text: str) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        elements(text)
    return refusal.value


def test_reads_a_carton_with_lot_and_expiry() -> None:
    assert read(f"]C101{GTIN}1715073110AB-123") == {"01": GTIN, "17": "150731", "10": "AB-123"}


def test_a_variable_length_ends_with_the_separator() -> None:
    assert read(f"01{GTIN}10AB-123{FNC1}21S7{FNC1}3712") == {"01": GTIN, "10": "AB-123", "21": "S7", "37": "12"}


def test_a_predefined_length_needs_no_separator_and_may_have_one() -> None:
    assert read(f"01{GTIN}{FNC1}3103001250{FNC1}") == read(f"01{GTIN}3103001250") == {"01": GTIN, "3103": "001250"}


@pytest.mark.parametrize("before", ["]C1", "]e0", "]d2", "]Q3", "]J1", "", FNC1, f"]d2{FNC1}"])
def test_reads_what_scanners_send_before_the_data(before: str) -> None:
    assert read(f"{before}01{GTIN}\r\n") == {"01": GTIN}


def test_reads_what_people_write_with_brackets() -> None:
    assert read(f"(01){GTIN}(10)A(1)B(21)7") == {"01": GTIN, "10": "A(1)B", "21": "7"}
    assert written(elements(f"01{GTIN}10A")) == f"(01){GTIN}(10)A"


def test_reads_a_document_number_with_and_without_its_optional_part() -> None:
    assert read("2534012345123456") == {"253": "4012345123456"}
    assert read("2534012345123456AB") == {"253": "4012345123456AB"}


@pytest.mark.parametrize(
    ("text", "is_label"),
    [
        (f"01{GTIN}", True),
        (f"(01){GTIN}", True),
        ("]C110AB", True),
        (f"37A{FNC1}", True),
        ("00340123450000000000", True),
        ("4006381333931", False),
        (GTIN, False),
        ("]E04006381333931", False),
        ("SHELF-10", False),
        ("10AB", False),
    ],
)
def test_tells_labels_of_gs1_from_other_barcodes(text: str, is_label: bool) -> None:
    assert is_gs1(text) is is_label


def test_a_barcode_has_no_symbology_identifier() -> None:
    assert barcode_of("]E04006381333931\r") == barcode_of("4006381333931") == "4006381333931"


def test_refuses_an_identifier_that_is_not_assigned() -> None:
    refusal = refused(f"01{GTIN}05123")
    assert isinstance(refusal, Gs1IdentifierUnknown)
    assert refusal.position == 16
    assert str(refusal) == "At character 16 there is no application identifier of GS1."


@pytest.mark.parametrize("text", ["", "]C1", FNC1, f"01{GTIN}{FNC1}{FNC1}10A", "(05)1", "01(01)1"])
def test_refuses_what_has_no_element_where_one_should_begin(text: str) -> None:
    assert isinstance(refused(text), Gs1IdentifierUnknown | Gs1CharacterUnfit)


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [
        ("010950110153", 12, 10),
        (f"0109501{FNC1}101530003", 7, 5),
        ("10" + 21 * "A", 22, 21),
        (f"10{FNC1}21A", 2, 0),
        ("402123", 6, 3),
        ("7007250101250", 13, 9),
    ],
)
def test_refuses_a_value_of_another_length(text: str, position: int, length: int) -> None:
    refusal = refused(text)
    assert isinstance(refusal, Gs1LengthUnfit)
    assert (refusal.position, refusal.length) == (position, length)


@pytest.mark.parametrize(("text", "position"), [("10AB#1", 4), ("10AB 1", 4), ("30A", 2), ("010950110153000A", 15)])
def test_refuses_characters_that_do_not_fit(text: str, position: int) -> None:
    refusal = refused(text)
    assert isinstance(refusal, Gs1CharacterUnfit)
    assert refusal.position == position


def test_refuses_a_wrong_check_digit_and_says_the_right_one() -> None:
    refusal = refused("]C10109501101530004")
    assert isinstance(refusal, Gs1CheckDigitWrong)
    assert (refusal.identifier, refusal.position, refusal.expected) == ("01", 18, "3")


@pytest.mark.parametrize("text", ["17251301", "17250001", "17250230", "17250431", "7006250100"])
def test_refuses_a_day_that_no_calendar_has(text: str) -> None:
    assert isinstance(refused(text), Gs1DayInvalid)


@pytest.mark.parametrize(
    ("text", "day"), [("130200", "2013-02-28"), ("160200", "2016-02-29"), ("251200", "2025-12-31")]
)
def test_a_day_that_is_not_said_is_the_last_of_its_month(text: str, day: str) -> None:
    assert day_of(text, dt.date(2026, 11, 21)) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "this_year", "year"),
    [
        ("760101", 2026, 2076),
        ("770101", 2026, 1977),
        ("490101", 1999, 2049),
        ("500101", 1999, 1950),
        ("990101", 2050, 2099),
    ],
)
def test_the_century_lies_between_49_years_back_and_50_ahead(text: str, this_year: int, year: int) -> None:
    assert day_of(text, dt.date(this_year, 6, 1)).year == year


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"01{GTIN}02{GTIN}", ("02", "01")),
        (f"01{GTIN}3710", ("37", "01")),
        (f"10A{FNC1}10B", ("10", "10")),
        ("31030012503102000125", ("3102", "3103")),
    ],
)
def test_refuses_a_label_that_contradicts_itself(text: str, codes: tuple[str, str]) -> None:
    with pytest.raises(Gs1Contradiction) as refusal:
        require_one_label(elements(text))
    assert (refusal.value.identifier, refusal.value.other) == codes


def test_the_same_may_be_said_twice_on_two_labels() -> None:
    require_one_label([*elements(f"01{GTIN}10A"), *elements(f"01{GTIN}21B")])
