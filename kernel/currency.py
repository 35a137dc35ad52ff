"""How many digits after the point a currency has (ISO 4217, table A.1, column "minor unit").

Most currencies have two; the table names the others. Which currencies a company trades in is data, not code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kernel.errors import DomainError, echo

USUAL_EXPONENT: Final = 2

CURRENCIES_BY_UNUSUAL_EXPONENT: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        3: "BHD IQD JOD KWD LYD OMR TND",
        4: "CLF UYW",
    }
)

UNUSUAL_EXPONENTS: Final[Mapping[str, int]] = MappingProxyType(
    {code: exponent for exponent, codes in CURRENCIES_BY_UNUSUAL_EXPONENT.items() for code in codes.split()}
)

_CODE = re.compile(r"[A-Z]{3}")


@dataclass(eq=False)
class CurrencyCodeInvalid(DomainError):
    """A currency is named by its three capital letters of ISO 4217."""

    message = '"{text}" is not a currency code of three capital letters.'
    text: str


def currency_exponent(code: str) -> int:
    """Give the digits after the point of a currency: 2 for EUR, 0 for JPY, 3 for KWD.

    Raises:
        CurrencyCodeInvalid: the code is not three capital letters.
    """
    if not _CODE.fullmatch(code):
        raise CurrencyCodeInvalid(echo(code))
    return UNUSUAL_EXPONENTS.get(code, USUAL_EXPONENT)
