"""Addresses: words in the case that people write them in, and postcodes in the form of their country."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from kernel.errors import echo
from services.migration.standard.outcome import NotInForm, Standard, Standardiser, chained
from services.migration.standard.text import text

CASE = "case of words"
POSTCODE_FORM = "form of the postcode"


class Postcode(NamedTuple):
    """How a country writes its postcodes: what they are without blanks and hyphens, and how the groups are put together."""

    pattern: str
    written: str
    example: str


_FIVE: Final = Postcode(r"(\d{5})", r"\1", "28195")
_FOUR: Final = Postcode(r"(\d{4})", r"\1", "1010")
POSTCODES: Final[Mapping[str, Postcode]] = MappingProxyType(
    {
        **dict.fromkeys(("DE", "FR", "IT", "ES", "FI", "HR", "EE", "MX"), _FIVE),
        **dict.fromkeys(("AT", "CH", "BE", "DK", "NO", "HU", "LU", "AU", "BG", "SI", "CY", "NZ"), _FOUR),
        "CZ": Postcode(r"(\d{3})(\d\d)", r"\1 \2", "110 00"),
        "SK": Postcode(r"(\d{3})(\d\d)", r"\1 \2", "811 01"),
        "SE": Postcode(r"(\d{3})(\d\d)", r"\1 \2", "111 20"),
        "GR": Postcode(r"(\d{3})(\d\d)", r"\1 \2", "105 57"),
        "PL": Postcode(r"(\d\d)(\d{3})", r"\1-\2", "00-950"),
        "PT": Postcode(r"(\d{4})(\d{3})", r"\1-\2", "1000-205"),
        "NL": Postcode(r"([1-9]\d{3})([A-Z]{2})", r"\1 \2", "1012 AB"),
        "GB": Postcode(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", r"\1 \2", "SW1A 1AA"),
        "CA": Postcode(r"([A-Z]\d[A-Z])(\d[A-Z]\d)", r"\1 \2", "K1A 0B1"),
        "JP": Postcode(r"(\d{3})(\d{4})", r"\1-\2", "100-0001"),
        "BR": Postcode(r"(\d{5})(\d{3})", r"\1-\2", "01310-100"),
    }
)
_US: Final = re.compile(r"(\d{5})(\d{4})?")


def postcode_of(country: str) -> Standardiser:
    """Read postcodes of a country (ISO 3166); where nothing is known of the country, only blanks are tidied.

    Raises:
        NotInForm: the country has no such postcodes.
    """

    def read(value: str) -> Standard:
        closed = re.sub(r"[\s-]", "", value.upper())
        if not closed:
            return Standard(None)
        if country == "US":
            written = _zip_code(closed)
        elif country in POSTCODES:
            written = _written(POSTCODES[country], closed)
        else:
            return text(value)
        if written is None:
            raise NotInForm(echo(value), f"a postcode of {country}")
        return Standard.of(value, written, POSTCODE_FORM)

    return read


def _written(form: Postcode, closed: str) -> str | None:
    match = re.fullmatch(form.pattern, closed, re.ASCII)
    return match.expand(form.written) if match else None


def _zip_code(closed: str) -> str | None:
    match = _US.fullmatch(closed)
    return None if match is None else "-".join(part for part in match.groups() if part)


def _cased(value: str) -> Standard:
    letters = [character for character in value if character.isalpha()]
    if len(letters) < 4 or not (value.isupper() or value.islower()):
        return Standard(value)
    words = re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), value)
    # A letter behind a number belongs to it (12a), and one behind an apostrophe to its word (D'Arcy's).
    words = re.sub(r"(?<=\d)[A-Z]\b", lambda letter: letter[0].lower(), words)
    words = re.sub(r"(?<=\w['’])S\b", "s", words)
    return Standard.of(value, words, CASE)


address_text: Final[Standardiser] = chained(text, _cased)
"""Tidy a line or a city; one that is all capitals or none gets a capital at each word."""
