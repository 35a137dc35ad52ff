"""What a line of the extract is about: goods, services, history of stock, or the books. Every rule stands here.

Codes are in their standard form: capitals without blanks.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple

from services.migration.online_retail.extract import Sale

SERVICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AMAZONFEE": "Fee of Amazon",
        "BANKCHARGES": "Bank charges",
        "C2": "Carriage",
        "CRUK": "Commission of Cancer Research UK",
        "D": "Discount",
        "DOT": "Postage of the web shop",
        "M": "Manual entry",
        "POST": "Postage",
        "S": "Samples",
    }
)
"""Codes that stand for no goods, and what they mean."""
VOUCHERS: Final = "GIFT_0001_"
BAD_DEBT: Final = "B"

COUNTRIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Australia": "AU",
        "Austria": "AT",
        "Bahrain": "BH",
        "Belgium": "BE",
        "Brazil": "BR",
        "Canada": "CA",
        "Cyprus": "CY",
        "Czech Republic": "CZ",
        "Denmark": "DK",
        "EIRE": "IE",
        "Finland": "FI",
        "France": "FR",
        "Germany": "DE",
        "Greece": "GR",
        "Hong Kong": "HK",
        "Iceland": "IS",
        "Israel": "IL",
        "Italy": "IT",
        "Japan": "JP",
        "Lebanon": "LB",
        "Lithuania": "LT",
        "Malta": "MT",
        "Netherlands": "NL",
        "Norway": "NO",
        "Poland": "PL",
        "Portugal": "PT",
        "RSA": "ZA",
        "Saudi Arabia": "SA",
        "Singapore": "SG",
        "Spain": "ES",
        "Sweden": "SE",
        "Switzerland": "CH",
        "USA": "US",
        "United Arab Emirates": "AE",
        "United Kingdom": "GB",
    }
)
"""What the extract calls a country. The Channel Islands are two, and the European Community and Unspecified are none."""


class Outside(NamedTuple):
    """Why the lines of an invoice are held back."""

    code: str
    reason: str


STOCK_ADJUSTMENT: Final = Outside(
    "STOCK_ADJUSTMENT", "It changed stock without price or customer, and history moves no stock here."
)
ADJUSTMENT_OF_BOOKS: Final = Outside("ADJUSTMENT_OF_BOOKS", "It adjusts bad debt, which is the books' and no sale.")


class Kind(Enum):
    """What an invoice becomes."""

    ORDER = "order"
    CREDIT = "credit"


def is_service(code: str) -> bool:
    """Tell whether a code stands for something else than goods."""
    return code in SERVICES or code.startswith(VOUCHERS)


def kind_of(lines: Sequence[Sale]) -> Kind | Outside:
    """Tell what an invoice becomes, by all its lines."""
    first = lines[0]
    if first.invoice.startswith("A") or any(line.code == BAD_DEBT for line in lines):
        return ADJUSTMENT_OF_BOOKS
    if all(line.unit_price == Decimal(0) and line.customer is None for line in lines):
        return STOCK_ADJUSTMENT
    return Kind.CREDIT if first.invoice.startswith("C") else Kind.ORDER
