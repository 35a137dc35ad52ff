"""Requests that come back evenly: so many in a minute, all of them at once or one after the other."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

MINUTE: Final = 60.0
REMEMBERED_MAX: Final = 20_000
"""How many counts a worker keeps. Whoever is forgotten begins anew, which only ever lets more through."""


@dataclass(slots=True)
class Bucket:
    """Requests that somebody may still send: as many as in a minute at most, and they come back evenly."""

    per_minute: int
    left: float
    filled_at: float

    def take(self, now: float) -> float:
        """Take one if it is there; give how many seconds it takes until it is."""
        self.left = min(self.per_minute, self.left + (now - self.filled_at) * self.per_minute / MINUTE)
        self.filled_at = now
        if self.left < 1:
            return (1 - self.left) * MINUTE / self.per_minute
        self.left -= 1
        return 0


@dataclass
class Buckets:
    """The same number in a minute for each of many who are counted apart."""

    per_minute: int
    now: Callable[[], float] = time.monotonic
    _of: OrderedDict[str, Bucket] = field(default_factory=OrderedDict[str, Bucket], init=False)

    def take(self, key: str) -> float:
        """Take a request of somebody if it is there; give how many seconds it takes until it is."""
        now = self.now()
        bucket = self._of.setdefault(key, Bucket(self.per_minute, self.per_minute, now))
        self._of.move_to_end(key)
        if len(self._of) > REMEMBERED_MAX:
            self._of.popitem(last=False)
        return bucket.take(now)
