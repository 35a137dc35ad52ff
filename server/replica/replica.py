"""One replica, as one process sees it: how far it is, and who may be answered from it."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from asyncpg import Pool
from structlog.typing import FilteringBoundLogger

from events.away import AWAY
from planner.answer import Reader
from server.graphql.caller import Caller
from server.graphql.reader import PoolReader
from server.replica.lag import Lag
from server.replica.positions import Positions
from server.replica.reader import ReplicaReader
from server.row_security import RowSecurity
from server.telemetry.metrics import Metrics

LOOK_SECONDS: Final = 0.1
ANSWER_SECONDS: Final = 2.0
BEHIND_SECONDS_MAX: Final = 10.0
"""From how many seconds on a replica that is behind is not asked at all."""
UNHEARD_BYTES: Final = 2**28
"""How much further somebody may have written where the primary did not say; the log comes there by itself."""

_REPLAYED: Final = "select pg_is_in_recovery(), coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0)::bigint"
_WRITTEN: Final = "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"


class Replica:
    """Says by whom a query is read: by the replica once that has replayed what its caller wrote, else by the primary."""

    def __init__(
        self,
        pool: Pool,
        primary: Pool,
        positions: Positions,
        metrics: Metrics,
        log: FilteringBoundLogger,
        *,
        wall: RowSecurity = RowSecurity.OFF,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read from one pool what the other writes."""
        self._pool, self._primary, self._positions = pool, primary, positions
        self._metrics, self._log, self._now = metrics, log, now
        of_primary = PoolReader(primary, metrics, log, wall=wall)
        self._from_replica = ReplicaReader(PoolReader(pool, metrics, log, wall=wall), of_primary, metrics)
        self._from_primary = ReplicaReader(None, of_primary, metrics)
        self._lag = Lag()
        self._replayed, self._written, self._is_followed = 0, 0, False

    def reader_for(self, caller: Caller, at_least: int = 0) -> Reader:
        """Give what reads for somebody, at a position of the log that they name or later."""
        needed = max(at_least, self._positions.of(caller.principal.subject))
        return self._from_replica if self._is_followed and needed <= self._replayed else self._from_primary

    async def wrote(self, caller: Caller) -> int:
        """Remember that somebody has written just now, and tell up to where."""
        try:
            self._written = await self._primary.fetchval(_WRITTEN, timeout=ANSWER_SECONDS)
            position = self._written
        except AWAY:
            # What they wrote is committed whatever becomes of the primary now.
            position = self._written + UNHEARD_BYTES
        self._positions.note(caller.principal.subject, position)
        return position

    async def follow(self) -> None:
        """Look how far the replica is, until it is cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Look once; a replica that does not answer, is no replica any more or is far behind is not asked."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                self._written = await self._primary.fetchval(_WRITTEN)
                row = await self._pool.fetchrow(_REPLAYED)
        except AWAY as error:
            self._become(is_followed=False, why=f"{type(error).__name__}: {error}")
            return
        assert row is not None
        is_replica, self._replayed = row
        lag = self._lag.seconds(self._now(), self._written, self._replayed)
        self._metrics.vitals.observe_replica(lag)
        why = f"it is {lag:.0f} s behind" if is_replica else "it is no replica any more"
        self._become(is_followed=is_replica and lag <= BEHIND_SECONDS_MAX, why=why)

    def _become(self, *, is_followed: bool, why: str) -> None:
        if self._is_followed and not is_followed:
            self._log.warning("the replica is not asked", why=why)
        if is_followed and not self._is_followed:
            self._log.info("queries are read from the replica")
        self._is_followed = is_followed
