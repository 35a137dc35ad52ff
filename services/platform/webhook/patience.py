"""How long a receiver is waited for: when a delivery is tried again, and when an endpoint is left alone for a while.

A delivery is tried ten times in some two days. An endpoint that fails five times in a row is held: one delivery at a time
finds out whether it is back, less and less often. So a receiver that is away is hardly asked, and what it could not take is
not given up while it is away for a night.
"""

import random
from datetime import datetime, timedelta
from typing import Final

_SECONDS, _MINUTES, _HOURS = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

AGAIN_AFTER: Final = (
    5 * _SECONDS, 1 * _MINUTES, 5 * _MINUTES, 30 * _MINUTES, 2 * _HOURS, 5 * _HOURS, 10 * _HOURS, 14 * _HOURS, 20 * _HOURS,
)  # fmt: skip
"""How long after each attempt the next one follows; there is one attempt more, and then a delivery is dead."""
FAILURES_MAX: Final = 5
"""How many attempts in a row may fail before an endpoint is held."""
HELD_FIRST: Final = 10 * _SECONDS
HELD_MAX: Final = 15 * _MINUTES
TOLD_TO_WAIT_MAX: Final = 1 * _HOURS
"""How long a receiver may ask to be left alone (`Retry-After`)."""
_SPREAD: Final = 0.2


def next_attempt(now: datetime, attempts: int) -> datetime | None:
    """Give when a delivery is tried again that has failed so many times; None where it was the last time."""
    return now + _spread(AGAIN_AFTER[attempts - 1]) if attempts <= len(AGAIN_AFTER) else None


def held_until(now: datetime, failures: int) -> datetime | None:
    """Give until when an endpoint is left alone that has failed so many times in a row; None where it is not."""
    if failures < FAILURES_MAX:
        return None
    return now + _spread(min(HELD_FIRST * 2 ** min(failures - FAILURES_MAX, 20), HELD_MAX))


def _spread(wait: timedelta) -> timedelta:
    """Make a wait a little longer or shorter, so that what failed together is not tried together again."""
    return wait * random.uniform(1 - _SPREAD, 1 + _SPREAD)  # noqa: S311 - nobody gains by guessing it
