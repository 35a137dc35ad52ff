"""Standardisers, as tables: what is written there, what it is here, and what is refused."""

import datetime as dt
from decimal import Decimal

import pytest

from services.migration.refusals import RowRefused
from services.migration.standard.address import address_text, postcode_of
from services.migration.standard.code import code
from services.migration.standard.currency import currency
from services.migration.standard.named import StandardiserUnknown, standardiser
from services.migration.standard.numbers import number_in
from services.migration.standard.outcome import ReadTwoWays, Standardiser, chained
from services.migration.standard.text import text


@pytest.mark.parametrize(
    ("named", "written", "value"),
    [
        ({"name": "text"}, "  WHITE \t MUG\u200b ", "WHITE MUG"),
        ({"name": "text"}, "Cafe\u0301", "Café"),
        ({"name": "code"}, "15056 bl", "15056BL"),
        ({"name": "date", "format": "day/month/year"}, "3/4/2011", dt.date(2011, 4, 3)),
        ({"name": "date", "format": "month/day/year"}, "3/4/2011", dt.date(2011, 3, 4)),
        ({"name": "date", "format": "compact"}, "19081209", dt.date(1908, 12, 9)),
        ({"name": "number", "locale": "de"}, "1.234,50", Decimal("1234.50")),
        ({"name": "number", "locale": "en"}, "(1,234.5)", Decimal("-1234.5")),
        ({"name": "number", "locale": "fr"}, "1\u202f234,5-", Decimal("-1234.5")),
        ({"name": "number", "locale": "ch"}, "12’345.05", Decimal("12345.05")),
        ({"name": "number", "locale": "plain"}, ".5", Decimal("0.5")),
        ({"name": "unit"}, "Stk.", "PCE"),
        ({"name": "unit"}, "KGM", "KG"),
        ({"name": "currency"}, "€", "EUR"),
        ({"name": "vat_id", "country": "AT"}, "u 135 856 27", "ATU13585627"),
        ({"name": "vat_id", "country": "DE"}, "DE 136 695 976", "DE136695976"),
        ({"name": "phone", "country": "AT"}, "(01) 234 56 78", "+4312345678"),
        ({"name": "phone", "country": "AT"}, "0044 20 7946 0958", "+442079460958"),
        ({"name": "email"}, " Jane.Doe@EXAMPLE.com", "Jane.Doe@example.com"),
        ({"name": "address"}, "12A HIGH STREET", "12a High Street"),
        ({"name": "address"}, "McDonald Road", "McDonald Road"),
        ({"name": "postcode", "country": "GB"}, "sw1a1aa", "SW1A 1AA"),
        ({"name": "postcode", "country": "US"}, "98052 6399", "98052-6399"),
        ({"name": "text"}, "   ", None),
        ({"name": "phone", "country": "AT"}, " ", None),
    ],
)
def test_puts_values_into_one_form(named: dict[str, str], written: str, value: object) -> None:
    options = {option: told for option, told in named.items() if option != "name"}
    assert standardiser(named["name"], options)(written).value == value


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ({"name": "date", "format": "day/month/year"}, "5/31/2011"),
        ({"name": "date", "format": "iso"}, "2011-02-29"),
        ({"name": "number", "locale": "de"}, "1,234.50"),
        ({"name": "number", "locale": "en"}, "1,23"),
        ({"name": "number", "locale": "plain"}, "1e5"),
        ({"name": "number", "locale": "plain"}, "NaN"),
        ({"name": "number", "locale": "plain"}, "-(5)"),
        ({"name": "number", "locale": "plain"}, "0.1234567"),
        ({"name": "number", "locale": "plain"}, "٣"),
        ({"name": "unit"}, "furlong"),
        ({"name": "currency"}, "$"),
        ({"name": "vat_id", "country": "AT"}, "ATU13585628"),
        ({"name": "vat_id", "country": "US"}, "123456789"),
        ({"name": "phone", "country": "AT"}, "12"),
        ({"name": "email"}, "nobody at example.com"),
        ({"name": "postcode", "country": "NL"}, "0012 AB"),
        ({"name": "moment", "format": "iso", "zone": "Europe/London"}, "2011-03-27 01:30"),
    ],
)
def test_refuses_what_has_another_form(named: dict[str, str], written: str) -> None:
    options = {option: told for option, told in named.items() if option != "name"}
    with pytest.raises(RowRefused):
        standardiser(named["name"], options)(written)


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (text, "a b"),
        (code, "AB1"),
        (address_text, "Main Street 1"),
        (number_in("plain"), "12"),
        (postcode_of("GB"), "E1 6AN"),
    ],
)
def test_leaves_what_is_in_form_as_it_is(read: Standardiser, written: str) -> None:
    assert read(written).rules == ()


def test_tells_the_readings_of_what_has_more_than_one() -> None:
    with pytest.raises(ReadTwoWays, match="USD, CAD"):
        currency("$")


def test_says_which_rules_changed_a_value() -> None:
    outcome = chained(text, code)("  ab\t1 ")
    assert outcome == ("AB1", ("whitespace", "no blanks", "capital letters"))


def test_refuses_a_standardiser_that_is_not_told_what_it_needs() -> None:
    with pytest.raises(StandardiserUnknown):
        standardiser("number", {})
    with pytest.raises(StandardiserUnknown):
        standardiser("number", {"locale": "klingon"})
