"""Which parts of the schema each program uses, by what its requests name.

On the way of a request this is one step of a counter. Every few seconds it is spelled out by part, for the metrics, and every
minute what has come together is added to the days in the database, many parts by one statement.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import asyncpg
from asyncpg import Pool
from structlog.typing import FilteringBoundLogger

from kernel.clock import Clock
from server.graphql.naming import Names
from server.telemetry.metrics import Metrics

KEEP_EVERY_SECONDS: Final = 60
WRITE_WITHIN_SECONDS: Final = 10
_ADD: Final = """
insert into schema_use (coordinate, client_id, used_on, requests)
select coordinate, client_id, $1, requests from unnest($2::text[], $3::text[], $4::bigint[]) as used (coordinate, client_id, requests)
order by 1, 2
on conflict (coordinate, client_id, used_on) do update set requests = schema_use.requests + excluded.requests
"""


@dataclass
class SchemaUsage:
    """Counts what is used until it is written down."""

    clock: Clock
    log: FilteringBoundLogger
    _named: Counter[tuple[str, Names]] = field(default_factory=Counter[tuple[str, Names]], init=False)
    # By client and coordinate; a day of UTC is over when the next one begins, to within a minute.
    _kept: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]], init=False)

    def count(self, client: str, names: Names) -> None:
        """Count one request."""
        self._named[client, names] += 1

    def write_down(self, metrics: Metrics | None = None) -> None:
        """Add what was counted to what the database is to keep, and to the metrics where somebody reads them."""
        named, self._named = self._named, Counter()
        for (client, names), requests in named.items():
            for coordinate in names:
                if metrics is not None:
                    metrics.field_uses.labels(client, coordinate).inc(requests)
                self._kept[client, coordinate] += requests

    async def keep(self, pool: Pool) -> None:
        """Add what has come together to today; while the database is away, it waits."""
        kept, self._kept = self._kept, Counter()
        if not kept:
            return
        clients, coordinates = ([key[place] for key in kept] for place in (0, 1))
        try:
            values = (self.clock.now().date(), coordinates, clients, list(kept.values()))
            await pool.execute(_ADD, *values, timeout=WRITE_WITHIN_SECONDS)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            self.log.warning("the use of the schema could not be written down", parts=len(kept), exc_info=True)
            self._kept.update(kept)
