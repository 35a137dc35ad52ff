"""A message to a webhook carries its trace, and its span says no more than the host."""

from datetime import UTC, datetime
from ipaddress import ip_network

from server.settings import Settings
from server.tracing.tracing import tracing_of
from server.webhooks.sending import Sender
from tests.tracing.collector import Collector
from tests.webhooks.receiver import receiving, status

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NETWORKS = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
SECRET = "T0KEN-in-the-address"


async def test_a_message_carries_its_trace_to_the_receiver(settings: Settings, collector: Collector) -> None:
    tracing = tracing_of(settings)
    async with tracing.lasting(), receiving() as receiver:
        url = f"{receiver.url}/{SECRET}?key={SECRET}"
        answered = await tracing.sender(Sender(NETWORKS)).send(url, {"webhook-id": "msg_1"}, b"{}", NOW)
        assert answered.fault is None
        (message,) = receiver.came
    _, trace, parent, _ = message.headers["traceparent"].split("-")
    (span,) = await collector.found(lambda span: span.trace == trace)
    assert (span.id, span.name) == (parent, "webhook")
    assert (span.facts["server.address"], span.facts["torso.webhook.message"]) == ("localhost", "msg_1")
    assert SECRET.encode() not in collector.sent


async def test_what_was_not_taken_is_told_by_its_fault(settings: Settings, collector: Collector) -> None:
    tracing = tracing_of(settings)
    async with tracing.lasting(), receiving() as receiver:
        receiver.answers = status(500)
        await tracing.sender(Sender(NETWORKS)).send(receiver.url, {}, b"{}", NOW)
    (span,) = await collector.found(lambda span: span.facts.get("error.type") == "STATUS")
    assert (span.failed, span.facts["http.response.status_code"]) == (True, 500)


async def test_without_traces_nothing_is_carried() -> None:
    async with receiving() as receiver:
        await tracing_of(Settings()).sender(Sender(NETWORKS)).send(receiver.url, {}, b"{}", NOW)
        (message,) = receiver.came
    assert "traceparent" not in message.headers
