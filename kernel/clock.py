"""The clock, and the company's day.

Instants are aware and in UTC. A business day belongs to a time zone: it starts at its first instant there and ends
where the next one starts, so it has 23 or 25 hours when the clocks change.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kernel.errors import DomainError, echo


@dataclass(eq=False)
class TimeZoneUnknown(DomainError):
    """A time zone is named as in the IANA database."""

    message = '"{text}" is not a time zone such as Europe/Berlin.'
    text: str


class Clock(Protocol):
    """What tells the time; passed in, so that a test can say what time it is."""

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, instant: datetime) -> None:
        self._instant = in_utc(instant)

    def now(self) -> datetime:
        return self._instant

    def advance(self, by: timedelta) -> None:
        self._instant += by


class BusinessDay:
    """The day as a company's time zone has it."""

    __slots__ = ("zone",)

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def today(self, clock: Clock) -> date:
        """Give the date that the calendar on the company's wall shows."""
        return self.day_of(clock.now())

    def day_of(self, instant: datetime) -> date:
        """Give the business day in which an instant falls."""
        return in_utc(instant).astimezone(self.zone).date()

    def starts_at(self, day: date) -> datetime:
        """Give the first instant of a day, in UTC; where midnight happens twice, the first of the two."""
        # With fold=0 a midnight that the clocks skip is read with the offset before the change (PEP 495), which is
        # the instant of the change itself.
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)


def zone(name: str) -> ZoneInfo:
    """Look a time zone up by its IANA name.

    Raises:
        TimeZoneUnknown: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    # ZoneInfo opens a file of that name, so a folder, a wrong character or a path upwards fail in other ways too.
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TimeZoneUnknown(echo(name)) from None


def in_utc(instant: datetime) -> datetime:
    """Give the same instant in UTC.

    Raises:
        ValueError: the datetime has no offset, so it is not an instant.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no offset")
    return instant.astimezone(UTC)
