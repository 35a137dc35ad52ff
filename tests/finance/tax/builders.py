"""Taxes and lines that show only what matters."""

from decimal import Decimal
from typing import Any

from kernel.ids import uuid7
from models.finance.tax import TaxKind, TaxRounding
from services.finance.tax.calculation import Line, Rounding, Tax

DOCUMENT = Rounding(2)
PER_LINE = Rounding(2, TaxRounding.LINE)
DOCUMENT_BASE = Rounding(2, TaxRounding.DOCUMENT_BASE)


def tax(rate: str | int, code: str = "T", *, kind: TaxKind = TaxKind.PERCENT, **said: Any) -> Tax:
    """Make a tax."""
    return Tax(uuid7(), code, kind, Decimal(rate), **said)


def line(amount: str | int, *taxes: Tax, quantity: str | int = 1) -> Line:
    """Make a line of a quantity at a price."""
    return Line.priced(Decimal(quantity), Decimal(amount), taxes)


def figures(*values: str) -> tuple[Decimal, ...]:
    """Read figures."""
    return tuple(Decimal(value) for value in values)
