"""How far a replica is behind, in seconds: how long ago the primary was where the replica is now.

No clock of another machine is asked: what is compared are the moments at which this process heard of both.
"""

from collections import deque
from typing import Final

KEPT_MAX: Final = 10_000


class Lag:
    """Reckons it from positions as they are heard of."""

    def __init__(self) -> None:
        self._not_replayed: deque[tuple[float, int]] = deque(maxlen=KEPT_MAX)

    def seconds(self, now: float, primary: int, replica: int) -> float:
        """Hear where both are at a time, and tell how far the replica is behind."""
        self._not_replayed.append((now, primary))
        while self._not_replayed and self._not_replayed[0][1] <= replica:
            self._not_replayed.popleft()
        return now - self._not_replayed[0][0] if self._not_replayed else 0.0
