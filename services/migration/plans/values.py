"""Values: how the text of a source becomes a day, a number or a flag. One form only; anything else is refused."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from kernel.decimals import parse_decimal

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,9})?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


class ValueType(NamedTuple):
    """How text becomes a value, and what it has to be, in words."""

    expected: str
    read: Callable[[str], object]


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _moment(text: str) -> datetime:
    if not _MOMENT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _flag(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError(text)
    return text == "1"


def _decimal(text: str) -> Decimal:
    # Some systems leave the zero before the point away.
    return parse_decimal("0" + text if text.startswith(".") else text.replace("-.", "-0.", 1))


TEXT = ValueType("text", str)
WHOLE = ValueType("a whole number", _whole)
DECIMAL = ValueType("a decimal number", _decimal)
FLAG = ValueType("0 or 1", _flag)
DAY = ValueType("a day such as 2014-05-31", _day)
MOMENT = ValueType("a moment such as 2014-05-31 00:00:00", _moment)
