"""A collector that is away holds up nobody, and without traces there is nothing in the way."""

import gc
import os
import subprocess
import sys
import time
from dataclasses import replace

import asyncpg
import pytest
import sqlalchemy as sa
from opentelemetry.sdk.trace import ReadableSpan
from sqlalchemy.exc import DBAPIError

from kernel.ids import uuid7
from server.database import create_engine
from server.settings import REPOSITORY, Settings
from server.tracing.marks import mark_trace
from server.tracing.statements import STATEMENTS_MAX, Statements
from server.tracing.traced import FLUSH_SECONDS, SERVICE, provider_of
from server.tracing.tracing import UNTRACED, tracing_of
from tests.server.site import Site, running
from tests.tracing.collector import Collector, silent
from tests.transports.listeners import UNITS
from tests.writing.shop import Shop

NOWHERE = "http://127.0.0.1:9"
QUEUE_MAX, BATCH_MAX = 20, 10
LOADED = "import server.app, server.jobs.worker, sys; sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"


async def test_a_collector_that_is_away_holds_up_nobody(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", str(QUEUE_MAX))
    monkeypatch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", str(BATCH_MAX))
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "10")
    settings = shop.site.settings.model_copy(update={"otlp_endpoint": NOWHERE})
    async with running(settings, shop.database) as site:
        await ask_often(site, shop, UNITS)
        began = time.monotonic()
    assert time.monotonic() - began < FLUSH_SECONDS + 10


async def test_a_collector_that_never_answers_holds_up_nobody(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", str(QUEUE_MAX))
    monkeypatch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", str(BATCH_MAX))
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "10")
    name = f"Q{uuid7().hex}"
    with silent() as address:
        settings = shop.site.settings.model_copy(update={"otlp_endpoint": address})
        async with running(settings, shop.database) as site:
            await ask_often(site, shop, f"query {name} {UNITS}")
            assert kept_spans(f"query {name}") <= QUEUE_MAX + BATCH_MAX
            began = time.monotonic()
        assert time.monotonic() - began < FLUSH_SECONDS + 10


async def ask_often(site: Site, shop: Shop, document: str) -> None:
    """Ask more often than a short queue takes spans; every request is answered."""
    headers = {"authorization": f"Bearer {shop.token()}"}
    for _ in range(2 * (QUEUE_MAX + BATCH_MAX)):
        answer = await site.client.post("/graphql", json={"query": document}, headers=headers)
        assert answer.status_code == 200


def kept_spans(name: str) -> int:
    """Count the spans that wait to be sent, wherever they are.

    What waits is the copy that is made at the end of a span. The span itself hangs on the context of timers that were cancelled,
    which the event loop keeps for as long as it likes.
    """
    gc.collect()
    return sum(type(each) is ReadableSpan and each.name == name for each in gc.get_objects())


def test_without_traces_the_library_is_not_even_loaded() -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)}
    subprocess.run([sys.executable, "-P", "-c", LOADED], env=environment, check=True, timeout=300)


def test_without_traces_every_part_is_what_it_was(shop: Shop) -> None:
    part = object()
    ways = (UNTRACED.app, UNTRACED.operations, UNTRACED.plans, UNTRACED.database, UNTRACED.teller, UNTRACED.sender)
    assert all(way(part) is part for way in ways)  # pyright: ignore[reportArgumentType] - whatever it is
    assert UNTRACED.attempts("x", part) is part  # pyright: ignore[reportArgumentType] - as above
    assert UNTRACED.trace() is None
    assert shop.database.watch is None


@pytest.mark.parametrize(
    ("said", "traced"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318/"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "TORSO_TRACES": "off"}, False),
        ({"TORSO_TRACES": "on"}, True),
        ({"TORSO_TRACES": "on", "OTEL_TRACES_EXPORTER": "none"}, False),
        ({"TORSO_TRACES": "on", "OTEL_TRACES_EXPORTER": "otlp", "OTEL_SDK_DISABLED": "false"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_the_environment_says_whether_there_are_traces(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], traced: bool
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert (settings.is_traced, tracing_of(Settings(traces="off")) is UNTRACED) == (traced, True)
    assert settings.traces_endpoint in ("http://localhost:4318/v1/traces", "http://collector:4318/v1/traces")


def test_a_line_of_the_log_says_its_trace() -> None:
    tracer = provider_of(NOWHERE).get_tracer(SERVICE)
    with tracer.start_as_current_span("a request") as span:
        line = mark_trace(None, "info", {"event": "request"})
    at = span.get_span_context()
    assert line == {"event": "request", "trace_id": f"{at.trace_id:032x}", "span_id": f"{at.span_id:016x}"}
    assert mark_trace(None, "info", {"event": "request"}) == {"event": "request"}


async def test_of_a_million_statements_the_first_have_spans(shop: Shop, collector: Collector) -> None:
    provider = provider_of(f"{collector.address}/v1/traces")
    tracer = provider.get_tracer(SERVICE)
    connection_class = Statements(tracer).connection_class
    connection = await asyncpg.connect(shop.database.app_url, connection_class=connection_class)
    with tracer.start_as_current_span("much") as span:
        for _ in range(STATEMENTS_MAX + 5):
            await connection.fetchval("select 1")
    await connection.close()
    provider.shutdown()
    trace = f"{span.get_span_context().trace_id:032x}"
    told = collector.of_trace(trace)
    assert len(told) <= STATEMENTS_MAX + 1
    assert next(each for each in told if each.name == "much").facts["torso.statements.beyond"] is True


async def test_a_statement_of_sqlalchemy_that_fails_says_how_and_not_of_what(shop: Shop, collector: Collector) -> None:
    provider = provider_of(f"{collector.address}/v1/traces")
    tracer = provider.get_tracer(SERVICE)
    engine = create_engine(replace(shop.database, watch=Statements(tracer)))
    secret = f"secret{uuid7().hex}"
    with tracer.start_as_current_span("a request") as span, pytest.raises(DBAPIError):
        async with engine.connect() as connection:
            await connection.execute(sa.text("select cast(cast(:value as text) as integer)"), {"value": secret})
    await engine.dispose()
    provider.shutdown()
    failing = [each for each in collector.of_trace(f"{span.get_span_context().trace_id:032x}") if each.failed]
    assert [(each.name, each.facts["db.response.status_code"]) for each in failing] == [("SELECT", "22P02")]
    assert secret.encode() not in collector.sent
