"""Text: composed characters (Unicode NFC), single spaces, nothing that cannot be printed."""

import re
import unicodedata

from services.migration.standard.outcome import Standard

WHITESPACE = "whitespace"
COMPOSED = "composed characters"
UNPRINTABLE = "unprintable characters"

_SPACES = re.compile(r"\s+")
_TIDY = re.compile(r"[!-~]+( [!-~]+)*")


def text(value: str) -> Standard:
    """Tidy text; what is blank is no value."""
    # Nearly all text of a migration is tidy ASCII, and looking once is much less than four steps.
    if _TIDY.fullmatch(value):
        return Standard(value)
    composed = unicodedata.normalize("NFC", value)
    spaced = _SPACES.sub(" ", composed).strip()
    printable = "".join(character for character in spaced if unicodedata.category(character)[0] != "C")
    steps = ((COMPOSED, value, composed), (WHITESPACE, composed, spaced), (UNPRINTABLE, spaced, printable))
    return Standard(printable or None, tuple(rule for rule, before, after in steps if before != after))
