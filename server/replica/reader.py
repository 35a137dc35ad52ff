"""Reading from a replica, and from the primary where the replica cannot answer."""

from collections.abc import Sequence
from typing import Any, Final

import asyncpg

from planner.access import Access
from server.graphql.errors import Refused
from server.graphql.reader import UNAVAILABLE, PoolReader
from server.telemetry.metrics import Metrics

REPLICA: Final = "replica"
PRIMARY: Final = "primary"


class ReplicaReader:
    """Runs statements on a replica where there is one for this caller, and otherwise on the primary."""

    def __init__(self, replica: PoolReader | None, primary: PoolReader, metrics: Metrics) -> None:
        """Read from these."""
        self._replica, self._primary = replica, primary
        self._by_replica, self._by_primary = (metrics.replica_reads.labels(each) for each in (REPLICA, PRIMARY))

    async def fetch_row(self, sql: str, values: Sequence[Any], access: Access) -> Sequence[str | None]:
        """Run a statement for a viewer and give its one row.

        A replica ends a statement that stands in the way of what it replays, and may be at an older revision. Then the
        primary says what is right.

        Raises:
            Refused: it took too long, the database is away, or it cannot hold a value.
        """
        if self._replica is not None:
            try:
                row = await self._replica.fetch_row(sql, values, access)
            except Refused as refused:
                if not _is_away(refused):
                    raise
            except asyncpg.PostgresError:
                pass
            else:
                self._by_replica.inc()
                return row
        self._by_primary.inc()
        return await self._primary.fetch_row(sql, values, access)


def _is_away(refused: Refused) -> bool:
    return any((error.extensions or {}).get("code") == UNAVAILABLE for error in refused.errors)
