"""Currencies: ISO 4217 codes. A sign stands for a code where only one currency has it."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kernel.errors import echo
from services.migration.standard.outcome import NotInForm, ReadTwoWays, Standard

CURRENCY_CODE = "currency code"

_CODE = re.compile(r"[A-Z]{3}")
_SIGNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "€": ("EUR",),
        "EURO": ("EUR",),
        "£": ("GBP", "EGP", "GIP"),
        "$": ("USD", "CAD", "AUD", "MXN"),
        "¥": ("JPY", "CNY"),
        "KR": ("SEK", "NOK", "DKK", "ISK"),
        "₹": ("INR",),
        "US$": ("USD",),
        "CA$": ("CAD",),
        "A$": ("AUD",),
        "SFR": ("CHF",),
        "FR.": ("CHF",),
        "ZŁ": ("PLN",),
        "KČ": ("CZK",),
    }
)


def currency(text: str) -> Standard:
    """Give the code of a currency.

    Raises:
        ReadTwoWays: the sign stands for more than one.
        NotInForm: it is neither a code nor a sign.
    """
    capitals = text.strip().upper()
    code, *others = _SIGNS.get(capitals, (capitals,))
    if others:
        raise ReadTwoWays(echo(text), (code, *others))
    if not _CODE.fullmatch(code):
        raise NotInForm(echo(text), "a currency code such as EUR")
    return Standard.of(text, code, CURRENCY_CODE)
