"""Working days of countries: no weekend, and no public holiday.

The holidays are those of the library `holidays`, which takes a third of a second to import and is imported when it is needed.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from kernel.errors import DomainError, echo

if TYPE_CHECKING:
    from holidays import HolidayBase


@dataclass(eq=False)
class HolidaysUnknown(DomainError):
    """Working days are known of countries, and of parts of them, that the calendar of holidays has."""

    message = "The public holidays of {place} are not known."
    place: str


@dataclass(frozen=True)
class WorkingDays:
    """The working days of a country, or of a part of it: `subdivision` is a code of ISO 3166-2, such as AT-9."""

    country: str
    subdivision: str | None = None

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on a day.

        Raises:
            HolidaysUnknown: the place is not known.
        """
        return _holidays(self.country, self.subdivision).is_working_day(day)


@lru_cache(maxsize=500)
def _holidays(country: str, subdivision: str | None) -> "HolidayBase":
    import holidays

    part = subdivision.removeprefix(f"{country}-") if subdivision else None
    try:
        return holidays.country_holidays(country, subdiv=part)
    except NotImplementedError:
        raise HolidaysUnknown(echo(subdivision or country)) from None
