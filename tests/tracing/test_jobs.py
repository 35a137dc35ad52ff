"""A job belongs to the trace of the request that asked for it."""

from dataclasses import replace
from uuid import UUID

from kernel.ids import uuid7
from server.jobs.here import do_here
from server.jobs.worker import tools_of
from server.tracing.tracing import tracing_of
from server.wiring import HANDLERS
from services.jobs.order import Order
from services.work import Actor
from tests.tracing.collector import Collector
from tests.tracing.test_requests import said
from tests.writing.shop import Shop

ASK = """
mutation ($id: ID!) { integrityReportRequest(companyId: $id) { job { id } errors { code } } }
"""
ADA = Actor("ada", "shop", "request-1", "Ada")


async def test_a_job_goes_on_with_the_trace_of_whoever_asked(shop: Shop, collector: Collector) -> None:
    trace = uuid7().hex
    answer = await shop.ask(ASK, {"id": f"Company:{shop.company}"}, traceparent=said(trace))
    id_ = answer["data"]["integrityReportRequest"]["job"]["id"].removeprefix("Job:")
    tracing = tracing_of(shop.site.settings)
    database = tracing.database(shop.database)
    async with tracing.lasting(), tools_of(shop.site.settings, database, tracing) as tools:
        assert await do_here(tools, HANDLERS, UUID(id_))
    (job,) = await collector.found(lambda span: span.trace == trace and span.name.startswith("job "))
    assert job.parent in {span.id for span in collector.of_trace(trace)}
    assert job.facts["torso.job.id"] == id_
    assert [span for span in collector.of_trace(trace) if span.parent == job.id]


def test_an_order_without_a_trace_is_written_as_before() -> None:
    order = Order(uuid7(), ADA, {"n": 1})
    assert b"trace" not in order.as_bytes()
    assert Order.read(order.as_bytes()) == order


def test_an_order_keeps_its_trace() -> None:
    order = Order(uuid7(), ADA, {}, said("a" * 32))
    assert Order.read(order.as_bytes()) == order == replace(order)
