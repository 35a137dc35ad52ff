"""How much each program may ask for: at once, and in a minute, by requests and by what they cost. What is beyond is refused with 429, and nothing of it is done.

The limits stand at the program (`OAuthClient`) and are read every few seconds, not with every request. They hold in each
worker: a worker knows of its own requests alone, so that counting them costs no statement.
"""

import asyncio
import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, NamedTuple

from asyncpg import Pool, Record

from events.away import AWAY
from kernel.clock import Clock, SystemClock
from planner.allowance import Allowance
from server.http.buckets import REMEMBERED_MAX, Bucket
from server.http.refusal import HttpRefused

_READ_WITHIN_SECONDS: Final = 2

_LIMITED: Final = """
select client_id, requests_at_once_max, requests_per_minute_max, cost_per_minute_max from oauth_client
where coalesce(requests_at_once_max, requests_per_minute_max, cost_per_minute_max) is not null and archived_at is null
"""


class Limit(NamedTuple):
    """What one program may ask for in one worker; None is no limit of its own."""

    at_once: int | None
    per_minute: int | None
    cost_per_minute: int | None = None


_NONE: Final = Limit(None, None)


@dataclass
class ClientLimits:
    """Counts the requests of programs in one worker."""

    # For those that have no limit of their own, and at most for the others; None is no limit.
    at_once_max: int
    cost_per_minute_max: int | None = None
    clock: Clock = field(default_factory=SystemClock)
    now: Callable[[], float] = time.monotonic
    limits: Mapping[str, Limit] = field(default_factory=dict[str, Limit])
    _working_for: Counter[str] = field(default_factory=Counter[str], init=False)
    _buckets: dict[str, Bucket] = field(default_factory=dict[str, Bucket], init=False)
    _costs: OrderedDict[str, Bucket] = field(default_factory=OrderedDict[str, Bucket], init=False)

    async def refresh(self, pool: Pool) -> None:
        """Read the limits of all programs that have some; while the database is away, those that were read last hold."""
        rows: Sequence[Record] = ()
        try:
            async with asyncio.timeout(_READ_WITHIN_SECONDS):
                rows = await pool.fetch(_LIMITED)
        except (*AWAY, TimeoutError):
            return
        self.limits = {row["client_id"]: Limit(*list(row.values())[1:]) for row in rows}
        self._buckets = {name: bucket for name, bucket in self._buckets.items() if name in self.limits}

    @contextmanager
    def within(self, client: str) -> Generator[None]:
        """Count a request of a program for as long as it is worked on.

        Raises:
            HttpRefused: it is one too many; the answer says when to come again.
        """
        limit = self.limits.get(client)
        if self._working_for[client] >= self._at_once(limit):
            raise _too_many("Too many requests of this client are being worked on; wait for answers.", 1)
        if limit is not None and limit.per_minute is not None:
            self._take(client, limit.per_minute)
        self._working_for[client] += 1
        try:
            yield
        finally:
            self._working_for[client] -= 1

    def budget(self, client: str) -> "ClientBudget":
        """Give what a program may ask for in a minute, by what it costs."""
        return ClientBudget(self, client)

    def costs(self, client: str) -> Bucket | None:
        """Give what is left of it; None where there is no limit."""
        own = self.limits.get(client, _NONE).cost_per_minute
        per_minute = min((each for each in (own, self.cost_per_minute_max) if each is not None), default=None)
        if per_minute is None:
            return None
        bucket = self._costs.get(client)
        if bucket is None or bucket.per_minute != per_minute:
            bucket = self._costs[client] = Bucket(per_minute, per_minute, self.now())
        self._costs.move_to_end(client)
        if len(self._costs) > REMEMBERED_MAX:
            self._costs.popitem(last=False)
        bucket.fill(self.now())
        return bucket

    def _at_once(self, limit: Limit | None) -> int:
        if limit is None or limit.at_once is None:
            return self.at_once_max
        return min(limit.at_once, self.at_once_max)

    def _take(self, client: str, per_minute: int) -> None:
        bucket = self._buckets.get(client)
        if bucket is None or bucket.per_minute != per_minute:
            bucket = self._buckets[client] = Bucket(per_minute, per_minute, self.now())
        if wait := bucket.take(self.now()):
            raise _too_many("This client has asked too often in the last minute.", wait)


@dataclass(frozen=True, slots=True)
class ClientBudget:
    """What one program may ask for in one worker."""

    limits: ClientLimits
    client: str

    def spend(self, cost: int) -> None:
        """Take what an operation costs.

        Raises:
            HttpRefused: it is not there; the answer says when it is.
        """
        bucket = self.limits.costs(self.client)
        if bucket is not None and (wait := bucket.take(self.limits.now(), cost)):
            raise _too_many("This client has asked for too much in the last minute; `rateLimit` tells how much.", wait)

    def left(self) -> Allowance:
        """Tell what is left."""
        bucket = self.limits.costs(self.client)
        if bucket is None:
            return Allowance()
        reset_at = self.limits.clock.now() + timedelta(seconds=bucket.full_in_seconds)
        return Allowance(bucket.per_minute, math.floor(bucket.left), reset_at)


def _too_many(message: str, seconds: float) -> HttpRefused:
    return HttpRefused(429, "TOO_MANY_REQUESTS", message, (b"retry-after", str(math.ceil(seconds)).encode()))
