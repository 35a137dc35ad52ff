"""What comes back evenly: so much in a minute, all of it at once or one after the other."""

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
    """What somebody may still take, requests or what they cost: as much as in a minute at most."""

    per_minute: int
    left: float
    filled_at: float

    def fill(self, now: float) -> None:
        """Put in what has come back meanwhile."""
        self.left = min(self.per_minute, self.left + (now - self.filled_at) * self.per_minute / MINUTE)
        self.filled_at = now

    def take(self, now: float, count: int = 1) -> float:
        """Take so much if it is there; give how many seconds it takes until it is.

        What is more than can ever be there takes all of it.
        """
        self.fill(now)
        wanted = min(count, self.per_minute)
        if self.left < wanted:
            return (wanted - self.left) * MINUTE / self.per_minute
        self.left -= wanted
        return 0

    @property
    def full_in_seconds(self) -> float:
        """How many seconds it takes until all of it is there."""
        return (self.per_minute - self.left) * MINUTE / self.per_minute


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
