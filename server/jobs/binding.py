"""What the tables of `server/wiring.py` are made of: handlers of jobs, and what is done by the clock."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from asyncpg import Pool
from joserfc.jwk import ECKey

from kernel.clock import Clock
from server.jobs.transaction import JobTransactions
from server.settings import Settings
from server.tracing.tracing import UNTRACED, Tracing
from services.jobs import Handler


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker has: the application's connections, and the key of the installation."""

    settings: Settings
    pool: Pool
    key: ECKey
    clock: Clock
    transactions: JobTransactions
    tracing: Tracing = UNTRACED


@dataclass(frozen=True, slots=True)
class Bound:
    """How a kind of job is done, and how often it is tried before it is held: at once, then later each time."""

    handler: Callable[[Tools], Handler]
    attempts_max: int = 8
    first_delay: timedelta = timedelta(seconds=2)
    delay_max: timedelta = timedelta(hours=1)
    # How many of this kind all workers together do at once; 0 is as many as there are.
    at_once: int = 0

    def delay(self, attempt: int) -> timedelta:
        """Give how long to wait after an attempt that failed."""
        return min(self.first_delay * 4 ** (attempt - 1), self.delay_max)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is done by the clock: when, as a cron expression in UTC whose sixth part is seconds, and what."""

    when: str
    what: Callable[[Tools], Awaitable[object]]


Handlers: TypeAlias = Mapping[str, Bound]
Schedules: TypeAlias = Mapping[str, Due]
