"""Days on GS1 labels: six digits, YYMMDD, with a century to be found and days that need not be said."""

import datetime as dt
from calendar import monthrange

_CENTURY = 100
_YEARS_AHEAD_MAX = 50


def is_day(digits: str, *, day_needed: bool) -> bool:
    """Tell whether six digits can be a day in some century; 00 for the day says the month only."""
    month, day = int(digits[2:4]), int(digits[4:6])
    if not 1 <= month <= 12:
        return False
    # A year of which only the last digits are known may be a leap year unless those alone say otherwise.
    longest = monthrange(2000 + int(digits[:2]), month)[1]
    return (1 if day_needed else 0) <= day <= longest


def day_of(digits: str, today: dt.date) -> dt.date:
    """Give the day: up to 49 years back and 50 ahead of this year; 00 for the day is the last of its month.

    The rule of the century is that of the GS1 General Specifications, 7.12, that of the last day 3.4.2 to 3.4.7.
    """
    year = year_of(int(digits[:2]), today.year)
    month, day = int(digits[2:4]), int(digits[4:6])
    last = monthrange(year, month)[1]
    return dt.date(year, month, min(day, last) or last)


def year_of(last_two: int, this_year: int) -> int:
    """Give the year with these last two digits that is nearest by the rule of the century."""
    ahead = (last_two - this_year) % _CENTURY
    return this_year + (ahead if ahead <= _YEARS_AHEAD_MAX else ahead - _CENTURY)
