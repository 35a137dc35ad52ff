"""Metrics for Prometheus, summed over the workers.

With several workers each writes to files of its own below PROMETHEUS_MULTIPROC_DIR, which `./torso up` sets before any
worker starts; whichever worker is asked then reads the files of all.
"""

import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from asyncpg import Pool
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import (
    MultiProcessCollector,
    mark_process_dead,  # pyright: ignore[reportUnknownVariableType] - the library has no types for it
)

from server.telemetry.backlog import Backlog
from server.telemetry.exchange import Exchange
from server.telemetry.vitals import Vitals
from server.telemetry.webhooks import Webhooks

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """What is counted and measured."""

    def __init__(self) -> None:
        """Start at zero."""
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "torso_requests", "Answers, by route and status.", ["route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "torso_request_seconds", "From request to answer.", ["route"], buckets=_SECONDS, registry=registry
        )
        plans = Counter("torso_plans", "Looks into the plan cache.", ["cache"], registry=registry)
        self.plan_hits, self.plan_misses = plans.labels("hit"), plans.labels("miss")
        self.statements = Counter("torso_statements", "SQL statements of queries.", registry=registry)
        self.wall_differences = Counter(
            "torso_wall_differences",
            "Reads of which the second wall left something else than the conditions of statements.",
            registry=registry,
        )
        self.replica_reads = Counter(
            "torso_replica_reads",
            "Queries that a read replica could answer, by who has.",
            ["source"],
            registry=registry,
        )
        self.field_uses = Counter(
            "torso_field_uses", "Requests that used a field, by client.", ["client", "coordinate"], registry=registry
        )
        self.reads_lost = Counter(
            "torso_audit_reads_lost",
            "Reads of personal data that are in the log and not in the audit.",
            registry=registry,
        )
        self._connections = Gauge(
            "torso_pool_connections",
            "Connections for reading.",
            ["state"],
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._open = Gauge(
            "torso_open",
            "Sockets and streams that are open.",
            ["kind"],
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._jobs = self._gauge("torso_jobs", "Jobs that have not come to their end.", ["state"])
        self._jobs_due = self._gauge("torso_jobs_due_seconds", "How long the job has waited that is due for longest.")
        self._unsealed = self._gauge("torso_audit_unsealed", "Entries of the audit that wait for their seal.")
        self._unsealed_seconds = self._gauge("torso_audit_unsealed_seconds", "How long the oldest of these has waited.")
        self._outbox = self._gauge("torso_outbox_events", "Events that are committed and not in the feed yet.")
        self._feed_lag = self._gauge(
            "torso_feed_lag_seconds", "How long ago the transaction began of which the oldest of these is."
        )
        self._webhook_endpoints = self._gauge("torso_webhook_endpoints", "Where programs are told.", ["state"])
        self._webhook_attempts = self._gauge(
            "torso_webhook_attempts", "Messages sent since the beginning, by what came of it.", ["outcome"]
        )
        self._webhook_deliveries = self._gauge(
            "torso_webhook_deliveries", "Messages that wait, and that were given up.", ["state"]
        )
        self._webhook_pending = self._gauge(
            "torso_webhook_pending_seconds", "How long that waits to be told which has waited for longest."
        )
        self.live_batches = Counter(
            "torso_live_batches", "Batches made for subscribers, each for all who are told alike.", registry=registry
        )
        self.live_skipped = Counter(
            "torso_live_skipped", "Changes left out for subscribers who were behind.", registry=registry
        )
        self._live = Gauge(
            "torso_live", "Who is told what happens.", ["of"], registry=registry, multiprocess_mode="livesum"
        )
        self.vitals = Vitals(self._gauge)
        # Finding a label's counter costs more than counting.
        self._known: dict[tuple[str, int], Counter] = {}
        self._timed: dict[str, Histogram] = {}

    def observe(self, exchange: Exchange) -> None:
        """Count an answered request."""
        key = (exchange.route, exchange.status)
        counter = self._known.get(key)
        if counter is None:
            counter = self._known[key] = self._requests.labels(exchange.route, str(exchange.status))
            self._timed.setdefault(exchange.route, self._seconds.labels(exchange.route))
        counter.inc()
        self._timed[exchange.route].observe(exchange.ms / 1000)

    @contextmanager
    def open_as(self, kind: str) -> Generator[None]:
        """Count a socket or a stream for as long as it is open."""
        gauge = self._open.labels(kind)
        gauge.inc()
        try:
            yield
        finally:
            gauge.dec()

    def observe_pool(self, pool: Pool) -> None:
        """Note how the pool stands."""
        size, idle = pool.get_size(), pool.get_idle_size()
        self._connections.labels("idle").set(idle)
        self._connections.labels("used").set(size - idle)

    def observe_live(self, subscribers: int, cohorts: int) -> None:
        """Note how many are told what happens, and how many different things."""
        self._live.labels("subscribers").set(subscribers)
        self._live.labels("cohorts").set(cohorts)

    def observe_backlog(self, waits: Backlog) -> None:
        """Note what waits in the background."""
        for state in ("queued", "running", "held"):
            self._jobs.labels(state).set(getattr(waits, state))
        self._jobs_due.set(waits.due_seconds)
        self._unsealed.set(waits.unsealed)
        self._unsealed_seconds.set(waits.unsealed_seconds)
        self._outbox.set(waits.outbox)
        self._feed_lag.set(waits.feed_lag_seconds)

    def observe_webhooks(self, fare: Webhooks) -> None:
        """Note how webhooks fare."""
        for state in ("active", "held", "paused", "broken"):
            self._webhook_endpoints.labels(state).set(getattr(fare, state))
        for outcome in ("delivered", "failed", "given_up"):
            self._webhook_attempts.labels(outcome).set(getattr(fare, outcome))
        for state in ("pending", "dead"):
            self._webhook_deliveries.labels(state).set(getattr(fare, state))
        self._webhook_pending.set(fare.pending_seconds)

    def _gauge(self, name: str, said: str, labels: Sequence[str] = ()) -> Gauge:
        """Make a gauge of what is the same for all workers: whoever has looked last is right."""
        return Gauge(name, said, labels, registry=self._registry, multiprocess_mode="livemostrecent")

    def exposition(self) -> bytes:
        """Write everything in Prometheus' text format, of all workers."""
        if MULTIPROCESS not in os.environ:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
        return generate_latest(registry)

    @staticmethod
    def retire() -> None:
        """Take this worker's share out of what is a state and not a count."""
        if MULTIPROCESS in os.environ:
            mark_process_dead(os.getpid())
