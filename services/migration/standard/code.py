"""Codes: capital letters without blanks, so that "85123a " and "85123A" are one."""

import re

from kernel.errors import echo
from services.migration.standard.outcome import NotInForm, Standard, Standardiser

CAPITALS = "capital letters"
NO_BLANKS = "no blanks"

_BLANKS = re.compile(r"\s+")


def code(text: str) -> Standard:
    """Put a code into capitals, without blanks."""
    closed = _BLANKS.sub("", text)
    capitals = closed.upper()
    rules = ((NO_BLANKS, text != closed), (CAPITALS, closed != capitals))
    return Standard(capitals or None, tuple(rule for rule, changed in rules if changed))


def code_like(pattern: str, expected: str) -> Standardiser:
    """Put codes into capitals, and refuse those that do not match a pattern; `expected` says it in words.

    Raises:
        NotInForm: a code does not match.
    """
    compiled = re.compile(pattern)

    def read(text: str) -> Standard:
        found = code(text)
        if isinstance(found.value, str) and not compiled.fullmatch(found.value):
            raise NotInForm(echo(text), expected)
        return found

    return read
