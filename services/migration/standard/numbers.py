"""Numbers in named locales: which of point and comma parts the decimals is stated, and never guessed."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from kernel.decimals import DecimalInvalid, parse_decimal, plain
from kernel.errors import echo
from services.migration.standard.outcome import NotInForm, Standard, Standardiser


class NumberFormat(NamedTuple):
    """How numbers are written: what parts thousands, what parts decimals, and an example."""

    groups: str
    point: str
    example: str


LOCALES: Final[Mapping[str, NumberFormat]] = MappingProxyType(
    {
        "plain": NumberFormat("", ".", "1234.5"),
        "en": NumberFormat(",", ".", "1,234.5"),
        "de": NumberFormat(".", ",", "1.234,5"),
        "fr": NumberFormat(" \u00a0\u202f", ",", "1 234,5"),
        "ch": NumberFormat("'’", ".", "1'234.5"),
    }
)
"""By the name that a mapping uses."""

PLAIN = "plain number"

# A minus may stand behind, as ledgers print it, or be brackets, as accountants write it.
_SIGNED = re.compile(r"(?P<before>[-+−])?(?P<open>\()?(?P<digits>[^()+−-]+)(?P<close>\))?(?P<behind>[-−])?")


def number_in(name: str) -> Standardiser:
    """Read numbers in a named locale as decimals.

    Raises:
        NotInForm: the text is no number there; groups of other than three digits are none either.
    """
    groups, point, example = LOCALES[name]
    group = f"[{re.escape(groups)}]" if groups else "(?!)"
    pattern = re.compile(
        rf"(?P<whole>\d+|\d{{1,3}}(?:{group}\d{{3}})+)?(?:{re.escape(point)}(?P<decimals>\d*))?", re.ASCII
    )

    def read(text: str) -> Standard:
        signed = _SIGNED.fullmatch(text.strip())
        found = pattern.fullmatch(signed["digits"].strip()) if signed else None
        if signed is None or found is None or not (found["whole"] or found["decimals"]) or not _one_sign(signed):
            raise NotInForm(echo(text), f"a number such as {example}")
        value = _decimal(found["whole"] or "0", found["decimals"] or "", text)
        value = -value if _negative(signed) and value else value
        return Standard(value, (PLAIN,) if plain(value) != text else ())

    return read


def _decimal(whole: str, decimals: str, text: str) -> Decimal:
    digits = re.sub(r"\D", "", whole)
    # Zeros at the end say nothing, and may be more than a decimal holds.
    decimals = decimals[:6] + decimals[6:].rstrip("0")
    try:
        return parse_decimal(f"{digits}.{decimals}" if decimals else digits)
    except DecimalInvalid:
        raise NotInForm(echo(text), "a number of at most 15 digits before and 6 after the point") from None


def _one_sign(signed: re.Match[str]) -> bool:
    brackets = signed["open"], signed["close"]
    if (brackets[0] is None) != (brackets[1] is None):
        return False
    return sum(sign is not None for sign in (signed["before"], signed["open"], signed["behind"])) <= 1


def _negative(signed: re.Match[str]) -> bool:
    return signed["open"] is not None or signed["behind"] is not None or signed["before"] in {"-", "−"}
