"""When orders come: on working days, before Christmas and in spring, and more every year."""

from datetime import date, datetime, timedelta
from typing import Final

from services.demo.identity import OPENED_ON, TODAY, at, chance

BY_MONTH: Final = (0.95, 0.9, 1.2, 1.3, 1.2, 0.95, 0.75, 0.7, 1.0, 1.1, 1.45, 1.9)
BY_WEEKDAY: Final = (1.2, 1.1, 1.0, 1.05, 1.0, 0.3, 0.35)
HOLIDAYS: Final = frozenset({(1, 1), (1, 6), (5, 1), (8, 15), (10, 26), (11, 1), (12, 8), (12, 25), (12, 26)})
GROWTH_A_YEAR: Final = 0.18


def busy(day: date) -> float:
    """Tell how busy a day is, compared to others."""
    growth = 1 + GROWTH_A_YEAR * (day - OPENED_ON).days / 365
    holiday = 0.2 if (day.month, day.day) in HOLIDAYS else 1.0
    return BY_MONTH[day.month - 1] * BY_WEEKDAY[day.weekday()] * growth * holiday


def order_instants(count: int) -> list[datetime]:
    """Give the instants at which so many orders are placed, in their order."""
    dice = chance("season")
    first = OPENED_ON + timedelta(days=3)
    days = [first + timedelta(days=number) for number in range((TODAY - first).days + 1)]
    chosen = dice.choices(days, [busy(day) for day in days], k=count)
    return sorted(at(day, _hour(dice.random(), day), dice.randrange(60), dice.randrange(60)) for day in chosen)


def _hour(luck: float, day: date) -> int:
    """Spread the day's orders: over office hours, and on weekends over the evening."""
    return 8 + int(luck * 9) if day.weekday() < 5 else 10 + int(luck * 12)
