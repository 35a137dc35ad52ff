"""Element strings are written by hypothesis from a table that is not ours, and read back."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import numdb
from stdnum.ean import calc_check_digit

from kernel.errors import DomainError
from services.inventory.gs1 import (
    SEPARATOR,
    Gs1CharacterUnfit,
    Gs1CheckDigitWrong,
    check_digit,
    elements,
    written,
)
from services.inventory.gs1_days import day_of, is_day, year_of
from services.inventory.gs1_identifiers import IDENTIFIERS, Check, Identifier, Part

CODES = sorted(IDENTIFIERS)
KEYS = ["00", "01", "02", "402", "410", "414", "8018"]
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2075, 12, 31))
LENGTHS = re.compile(r"[NXYZ](\.\.)?(\d+)")


# The list writes one to five countries as N3+N..12, which would not allow a single one.
COUNTRIES = {"423": (3, 15), "425": (3, 15)}


def rule_elsewhere(code: str, known: Identifier) -> tuple[bool, tuple[int, int]]:
    """Whether the length is predefined, and the shortest and longest value, by another library's copy of the public list."""
    _, found = numdb.get("gs1_ai").info(code)[0]
    form = str(found["format"])
    parts = [(1 if upto else int(length), int(length)) for upto, length in LENGTHS.findall(form)]
    # What may be left out is written in several ways there; it is compared for the others only.
    told = (sum(low for low, _ in parts), sum(high for _, high in parts))
    lengths = COUNTRIES.get(code, told) if "[" not in form else (known.length_min, known.length_max)
    return "fnc1" not in found, lengths


def test_lengths_and_separators_are_those_of_the_public_list() -> None:
    ours = {code: (known.is_predefined, (known.length_min, known.length_max)) for code, known in IDENTIFIERS.items()}
    assert ours == {code: rule_elsewhere(code, known) for code, known in IDENTIFIERS.items()}


def test_no_identifier_begins_with_another() -> None:
    assert not [(one, two) for one in CODES for two in CODES if one != two and two.startswith(one)]


def texts(part: Part) -> st.SearchStrategy[str]:
    match part.check:
        case Check.DIGIT:
            length = part.length_max - 1
            digits = st.text("0123456789", min_size=length, max_size=length)
            return digits.map(lambda text: text + calc_check_digit(text))
        case Check.DAY | Check.DAY_OR_MONTH:
            return DAYS.map(lambda day: f"{day:%y%m%d}")
        case Check.NONE:
            return st.text(sorted(part.characters), min_size=part.length_min, max_size=part.length_max)


def values(identifier: Identifier) -> st.SearchStrategy[str]:
    whole = st.tuples(*(texts(part) for part in identifier.parts)).map("".join)
    needed = [texts(part) for part in identifier.parts if not part.is_optional]
    return whole | st.tuples(*needed).map("".join)


PAIRS = st.sampled_from(CODES).flatmap(lambda code: st.tuples(st.just(code), values(IDENTIFIERS[code])))
LABELS = st.lists(PAIRS, min_size=1, max_size=6)


def sent(label: list[tuple[str, str]]) -> str:
    """Write a label as a scanner sends it: separators only where they are needed."""
    text = "".join(f"{code}{value}" + ("" if IDENTIFIERS[code].is_predefined else SEPARATOR) for code, value in label)
    return text.removesuffix(SEPARATOR)


@given(LABELS)
def test_what_is_written_is_read(label: list[tuple[str, str]]) -> None:
    text = sent(label)
    found = elements(text)
    assert [(element.code, element.value) for element in found] == label
    assert all(text[element.position :].startswith(element.code) for element in found)


@given(LABELS)
def test_brackets_say_the_same(label: list[tuple[str, str]]) -> None:
    unambiguous = [(code, value) for code, value in label if "(" not in value]
    if unambiguous:
        found = elements(sent(unambiguous))
        assert [(e.code, e.value) for e in elements(written(found))] == unambiguous


@given(st.sampled_from(KEYS).flatmap(lambda code: st.tuples(st.just(code), values(IDENTIFIERS[code]))), st.data())
def test_one_wrong_digit_is_always_noticed(pair: tuple[str, str], data: st.DataObject) -> None:
    code, value = pair
    place = data.draw(st.integers(0, len(value) - 1))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != value[place]]))
    with pytest.raises(Gs1CheckDigitWrong):
        elements(f"{code}{value[:place]}{digit}{value[place + 1 :]}")


@given(LABELS, st.data())
def test_a_character_that_does_not_fit_is_named_by_its_place(label: list[tuple[str, str]], data: st.DataObject) -> None:
    text = sent(label)
    element = data.draw(st.sampled_from(elements(text)))
    begin = element.position + len(element.code)
    place = data.draw(st.integers(begin, begin + len(element.value) - 1))
    with pytest.raises(Gs1CharacterUnfit) as refusal:
        elements(f"{text[:place]}~{text[place + 1 :]}")
    assert (refusal.value.position, refusal.value.identifier) == (place, element.code)


@given(st.text(st.sampled_from([*"0123456789ABab()#]", SEPARATOR]), max_size=40))
def test_a_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    place = refused_at(text)
    assert place is None or 0 <= place <= len(text)


def refused_at(text: str) -> int | None:
    try:
        assert elements(text)
    except DomainError as refusal:
        return int(str(refusal.facts()["position"]))
    return None


@given(st.text("0123456789", min_size=7, max_size=17))
def test_check_digits_are_those_of_another_library(digits: str) -> None:
    assert check_digit(digits) == calc_check_digit(digits)


@given(st.integers(0, 99), st.integers(1950, 2150))
def test_every_pair_of_digits_is_one_year_within_reach(last_two: int, this_year: int) -> None:
    year = year_of(last_two, this_year)
    assert year % 100 == last_two
    assert -49 <= year - this_year <= 50


@given(DAYS, DAYS)
def test_days_within_reach_come_back_as_they_were(day: dt.date, today: dt.date) -> None:
    written_day = f"{day:%y%m%d}"
    assert is_day(written_day, day_needed=True)
    if -49 <= day.year - today.year <= 50:
        assert day_of(written_day, today) == day
        month_ends = day_of(f"{day:%y%m}00", today)
        assert (month_ends.year, month_ends.month) == (day.year, day.month)
        assert (month_ends + dt.timedelta(days=1)).day == 1
