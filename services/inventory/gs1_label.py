"""What a GS1 label says, in the words of the trade."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.inventory.gs1 import Element, check_digit, kind_of
from services.inventory.gs1_days import day_of

# What a trade item measures, by the common code of the unit (UN/ECE Recommendation 20). Widths, heights and what a pallet
# weighs with everything on it say nothing about how much there is.
_MEASURES: Final[Mapping[str, str]] = {
    "310": "KGM", "311": "MTR", "314": "MTK", "315": "LTR", "316": "MTQ", "320": "LBR", "321": "INH", "322": "FOT",
    "323": "YRD", "350": "INK", "351": "FTK", "352": "YDK",
}  # fmt: skip
_GTIN_LENGTHS: Final = (8, 12, 13, 14)


@dataclass(frozen=True, slots=True)
class Measure:
    """How much a label says it is: a value, and the common code of its unit."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says; None is what it does not say."""

    sscc: str | None = None
    """The number of a pallet or parcel."""
    gtin: str | None = None
    """The number of the trade item, 14 digits: the thing itself, or each of those inside."""
    lot: str | None = None
    serial: str | None = None
    made_on: dt.date | None = None
    expires_on: dt.date | None = None
    """The last day on which it is good: the day of expiry, else the one before which it is best."""
    count: int | None = None
    """How many there are: of what is inside, or of an item whose number varies."""
    measure: Measure | None = None


def label_of(found: Sequence[Element], today: dt.date) -> Label:
    """Give what the elements of one thing say; days are of the century that is nearest to today."""
    said = {element.code: element.value for element in found}
    days = {code: day_of(value, today) for code, value in said.items() if code in ("11", "15", "17")}
    count = said.get("37", said.get("30"))
    return Label(
        sscc=said.get("00"),
        gtin=said.get("01", said.get("02")),
        lot=said.get("10"),
        serial=said.get("21"),
        made_on=days.get("11"),
        expires_on=days.get("17", days.get("15")),
        count=None if count is None else int(count),
        measure=next((measure for element in found if (measure := _measure(element))), None),
    )


def gtin_forms(text: str) -> list[str]:
    """Give the ways in which a trade item number is written, with 8, 12, 13 and 14 digits; other text only as it is."""
    if not (text.isascii() and text.isdigit() and len(text) in _GTIN_LENGTHS and check_digit(text[:-1]) == text[-1]):
        return [text]
    whole = text.zfill(max(_GTIN_LENGTHS))
    return [whole[-length:] for length in _GTIN_LENGTHS if not whole[:-length].strip("0")]


def _measure(element: Element) -> Measure | None:
    unit = _MEASURES.get(kind_of(element.code))
    # The last digit of the identifier tells how many digits stand after the decimal point.
    return None if unit is None else Measure(Decimal(element.value).scaleb(-int(element.code[3])), unit)
