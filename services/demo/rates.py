"""Exchange rates of the demo: what a euro was worth, week by week."""

from bisect import bisect_right
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import models
from kernel.rounding import round_to
from services.demo.identity import OPENED_ON, TODAY, at, chance, demo_id
from services.demo.rows import Rows

START: Final = {"USD": 1.06, "CHF": 0.94, "GBP": 0.83, "JPY": 163.0, "KWD": 0.325}
"""What one euro was worth at the opening."""
WEEKLY_DRIFT: Final = 0.006


class Rates:
    """Rates from the euro, each valid until the next."""

    def __init__(self) -> None:
        weeks = (TODAY - OPENED_ON).days // 7 + 1
        first = OPENED_ON - timedelta(days=OPENED_ON.weekday())
        self.days = [first + timedelta(weeks=week) for week in range(weeks + 1)]
        self.series = {currency: _walk(currency, start, len(self.days)) for currency, start in START.items()}

    def at(self, currency: str, day: date) -> Decimal:
        """Give how much of a currency one euro was worth on a day."""
        if currency == "EUR":
            return Decimal(1)
        return self.series[currency][max(0, bisect_right(self.days, day) - 1)]

    def add_to(self, rows: Rows) -> None:
        """Add the rates, and those of the dollar back into euros for the sister company."""
        for currency, series in self.series.items():
            for day, rate in zip(self.days, series, strict=True):
                _add(rows, "EUR", currency, day, rate)
        for day, rate in zip(self.days, self.series["USD"], strict=True):
            _add(rows, "USD", "EUR", day, round_to(1 / rate, 6))


def _walk(currency: str, start: float, count: int) -> list[Decimal]:
    """Wander around the start, and be drawn back to it."""
    dice = chance(f"rate of {currency}")
    rate, walked = start, list[Decimal]()
    for _ in range(count):
        walked.append(round_to(Decimal(str(rate)), 4))
        rate *= 1 + (dice.random() * 2 - 1) * WEEKLY_DRIFT + 0.02 * (start / rate - 1)
    return walked


def _add(rows: Rows, from_currency: str, to_currency: str, day: date, rate: Decimal) -> None:
    rows.add(
        models.ExchangeRate, demo_id("rate", f"{from_currency} {to_currency} {day}"), at(day, 16),
        from_currency=from_currency, to_currency=to_currency, valid_on=day, rate=rate, source="Demo",
    )  # fmt: skip
