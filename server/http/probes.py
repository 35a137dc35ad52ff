"""What machines ask: is the process alive, can it work, how does it do, what does the schema look like."""

from contextlib import suppress
from dataclasses import dataclass

import asyncpg
import orjson
from asyncpg import Pool
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from auth.key_ring import KeyRing
from events.away import AWAY
from kernel.clock import SystemClock
from server.http.negotiation import JSON
from server.read_only import ReadOnly
from server.settings import Settings
from server.telemetry.backlog import backlog
from server.telemetry.condition import condition, disk
from server.telemetry.exchange import exchange_of
from server.telemetry.metrics import Metrics
from server.telemetry.usage import SchemaUsage
from server.telemetry.vitals import key_ages
from server.telemetry.webhooks import webhooks

_ANSWER_WITHIN_SECONDS = 2


@dataclass(frozen=True)
class Probes:
    """Answers them; none of these tells anything of the business, and none asks for a token."""

    pool: Pool
    # What is done behind the scenes is told by a pool of the application, since nothing of it is for those who read.
    working: Pool
    head: str | None
    metrics: Metrics
    usage: SchemaUsage
    sdl: str
    settings: Settings
    ring: KeyRing

    async def healthz(self, request: Request) -> Response:
        """Say that the process is alive: whoever reads this knows."""
        exchange_of(request.scope).route = "healthz"
        return _json({"status": "alive"})

    async def readyz(self, request: Request) -> Response:
        """Say whether the database answers and has what this version needs.

        A newer one has it too: each version works on the tables of the next, so that both serve while one takes the place of
        the other.
        """
        exchange_of(request.scope).route = "readyz"
        try:
            statement = "select max(version_num) from alembic_version"
            revision = await self.pool.fetchval(statement, timeout=_ANSWER_WITHIN_SECONDS)
        except asyncpg.UndefinedTableError:
            revision = None
        except AWAY:
            return _json({"status": "the database does not answer"}, 503)
        if revision is None or (self.head is not None and revision < self.head):
            return _json({"status": "the database is not at the newest revision", "revision": revision}, 503)
        return _json({"status": "ready", "revision": revision})

    async def show_metrics(self, request: Request) -> Response:
        """Give the metrics of all workers; this one's are as of now, those of the others some seconds old."""
        exchange_of(request.scope).route = "metrics"
        self.take_stock()
        self.metrics.vitals.observe_read_only(holds=ReadOnly.of(self.settings).holds)
        self.metrics.vitals.observe_disk(disk(self.settings.home))
        self.metrics.vitals.observe_keys(key_ages(self.settings, self.ring, SystemClock()))
        # Without the database the other metrics are worth the more.
        with suppress(*AWAY):
            self.metrics.observe_backlog(await backlog(self.working))
            self.metrics.observe_webhooks(await webhooks(self.working))
            self.metrics.vitals.observe_condition(await condition(self.working))
        return Response(await run_in_threadpool(self.metrics.exposition), media_type=CONTENT_TYPE_LATEST)

    async def show_schema(self, request: Request) -> Response:
        """Give the schema in the schema definition language, with its directives."""
        exchange_of(request.scope).route = "schema"
        return Response(self.sdl, media_type="text/plain")

    def take_stock(self) -> None:
        """Bring up to date what is not counted as it happens."""
        self.usage.write_down(self.metrics)
        self.metrics.observe_pool(self.pool)


def _json(value: object, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, media_type=JSON)
