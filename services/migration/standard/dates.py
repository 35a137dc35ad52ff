"""Dates and instants in named formats: which of day and month comes first is stated, and never guessed."""

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from kernel.errors import echo
from services.migration.standard.outcome import NotInForm, Standard, Standardiser


class DateFormat(NamedTuple):
    """How a date is written: its parts by name, and an example."""

    pattern: str
    example: str


_TIME = r"(?:[T ](?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d{1,9})?)?)?"

FORMATS: Final[Mapping[str, DateFormat]] = MappingProxyType(
    {
        "iso": DateFormat(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", "2011-05-31"),
        "compact": DateFormat(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", "20110531"),
        "day.month.year": DateFormat(r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{4})", "31.5.2011"),
        "day/month/year": DateFormat(r"(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{4})", "31/5/2011"),
        "month/day/year": DateFormat(r"(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{4})", "5/31/2011"),
        "day-month-year": DateFormat(r"(?P<day>\d\d?)-(?P<month>\d\d?)-(?P<year>\d{4})", "31-5-2011"),
    }
)
"""By the name that a mapping uses."""


def date_in(name: str) -> Standardiser:
    """Read days in a named format; a time of day that follows is left away, and said so.

    Raises:
        NotInForm: the text has another form, or there is no such day.
    """

    def read(text: str) -> Standard:
        found = _moment(text, name)
        rules = (name,) if name != "iso" else ()
        dropped = ("time of day left away",) if found.time() != dt.time() else ()
        return Standard(found.date(), rules + dropped)

    return read


def moment_in(name: str, zone: dt.tzinfo) -> Standardiser:
    """Read instants in a named format, told by the clocks of a zone.

    Of an hour that a clock shows twice, the first is meant; an hour that it leaves out is refused.

    Raises:
        NotInForm: the text has another form, or the zone had no such instant.
    """

    def read(text: str) -> Standard:
        local = _moment(text, name).replace(tzinfo=zone)
        instant = local.astimezone(dt.UTC)
        if instant.astimezone(zone).replace(fold=0) != local:
            raise NotInForm(echo(text), f"an instant that there was in {zone}")
        return Standard(instant, (f"{name} in {zone}",))

    return read


def _moment(text: str, name: str) -> dt.datetime:
    pattern, example = FORMATS[name]
    match = re.fullmatch(pattern + _TIME, text.strip(), re.ASCII)
    if match is None:
        raise NotInForm(echo(text), f"a date such as {example}")
    parts = {part: int(digits) for part, digits in match.groupdict().items() if digits is not None}
    try:
        day = dt.date(parts["year"], parts["month"], parts["day"])
        time = dt.time(parts.get("hour", 0), parts.get("minute", 0), parts.get("second", 0))
    except ValueError:
        raise NotInForm(echo(text), "a day that there is") from None
    return dt.datetime.combine(day, time)
