"""Decimal numbers as text, and exact arithmetic on them.

Text is the plain form only: what PostgreSQL prints for a NUMERIC and nothing else. Exponents, underscores, digits of
other scripts, NaN and infinity are legal to Python's `Decimal` and refused here.
"""

import re
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

from kernel.errors import DomainError, echo

DIGITS_BEFORE_POINT_MAX = 15
DIGITS_AFTER_POINT_MAX = 6

# Python's default context rounds silently at 28 digits, and a price times a quantity may have 42.
EXACT = Context(prec=200, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
"""Arithmetic that is exact or raises; for sums and products, never for divisions (use `Fraction`)."""

_PLAIN = re.compile(rf"-?[0-9]{{1,{DIGITS_BEFORE_POINT_MAX}}}(\.[0-9]{{1,{DIGITS_AFTER_POINT_MAX}}})?")


@dataclass(eq=False)
class DecimalInvalid(DomainError):
    """A decimal is digits with an optional minus and point: at most 15 digits before the point and 6 after it."""

    message = '"{text}" is not a plain decimal number of at most 15 digits before and 6 after the point.'
    text: str


def parse_decimal(text: str) -> Decimal:
    """Read plain decimal text; the scale is kept ("1.50" stays 1.50) and minus zero becomes zero.

    Raises:
        DecimalInvalid: the text has any other form.
    """
    if not _PLAIN.fullmatch(text):
        raise DecimalInvalid(echo(text))
    value = Decimal(text)
    return value or value.copy_abs()


def plain(value: Decimal) -> str:
    """Write a decimal without exponent, at its own scale.

    Raises:
        ValueError: the value is not finite.
    """
    require_finite(value)
    return f"{value:f}"


def product(*factors: Decimal | int) -> Decimal:
    """Multiply exactly, with all the digits; round the result where it becomes money or a quantity."""
    result = Decimal(1)
    for factor in factors:
        result = EXACT.multiply(result, Decimal(factor))
    return result


def require_finite(value: Decimal) -> None:
    """Let only real numbers pass.

    Raises:
        ValueError: the value is NaN or infinite, which no path from a caller or the database can produce.
    """
    if not value.is_finite():
        raise ValueError(f"{value} is not a finite number")
