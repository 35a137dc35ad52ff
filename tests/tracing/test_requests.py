"""What a request leaves behind as a trace."""

import pytest

from kernel.ids import uuid7
from tests.tracing.collector import Collector
from tests.transports.listeners import PROGRESS, UNITS, Listeners
from tests.writing.shop import CREATE, Shop

PARENT = "00f067aa0ba902b7"
MARK = "Confidential7f3a"
ORDERS = 'query Orders { salesOrders(first: 1, filter: { number: { eq: "SO-1" } }) { nodes { id } } }'


def said(trace: str, flags: str = "01") -> str:
    """Say to which trace a request belongs."""
    return f"00-{trace}-{PARENT}-{flags}"


async def test_a_query_is_a_request_an_operation_a_plan_and_a_statement(shop: Shop, collector: Collector) -> None:
    trace = uuid7().hex
    answer = await shop.ask(ORDERS, traceparent=said(trace))
    spans = await collector.whole(trace)
    request, operation, statement = spans["POST /graphql"], spans["query Orders"], spans["SELECT"]
    assert (request.parent, operation.parent) == (PARENT, request.id)
    assert spans["plan"].parent == statement.parent == operation.id
    assert request.facts["http.response.status_code"] == 200
    assert operation.facts["graphql.operation.type"] == "query"
    assert operation.facts["torso.cost"] == answer["extensions"]["cost"]["requested"]
    assert operation.facts["torso.client"] == request.facts["torso.client"]
    assert statement.facts == {"db.system.name": "postgresql", "db.operation.name": "SELECT"}


async def test_a_plan_that_is_there_has_no_span(shop: Shop, collector: Collector) -> None:
    for trace in (uuid7().hex, uuid7().hex):
        await shop.ask("query Twice { units(first: 2) { totalCount } }", traceparent=said(trace))
    assert "plan" not in await collector.whole(trace)


async def test_a_mutation_tells_its_tables_and_its_commit(shop: Shop, collector: Collector) -> None:
    trace = uuid7().hex
    await shop.ask(CREATE, {"input": shop.product()}, traceparent=said(trace))
    spans = await collector.whole(trace)
    assert {"mutation", "BEGIN", "INSERT product", "COMMIT"} <= spans.keys()
    assert spans["INSERT product"].facts["db.collection.name"] == "product"


@pytest.mark.parametrize(
    "parent",
    [
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{'c' * 32}-{'0' * 16}-01",
        f"ff-{'c' * 32}-{PARENT}-01",
        f"00-{'c' * 31}-{PARENT}-01",
        f"00-{'c' * 32}-{PARENT}-01-{MARK}",
        f"01-{'c' * 32}-{PARENT}-01-{MARK * 5_000}",
        MARK,
        "",
    ],
)
async def test_a_parent_that_is_not_well_formed_begins_a_new_trace(
    shop: Shop, collector: Collector, parent: str
) -> None:
    name = f"Q{uuid7().hex}"
    answer = await shop.ask(f"query {name} {UNITS}", traceparent=parent)
    (span,) = await collector.found(lambda span: span.name == f"query {name}")
    assert "data" in answer
    assert span.trace != "c" * 32
    assert MARK.encode() not in collector.sent


async def test_whoever_says_two_parents_says_none(shop: Shop, collector: Collector) -> None:
    name, traces = f"Q{uuid7().hex}", (uuid7().hex, uuid7().hex)
    headers = [("authorization", f"Bearer {shop.token()}"), *(("traceparent", said(trace)) for trace in traces)]
    await shop.site.client.post("/graphql", json={"query": f"query {name} {UNITS}"}, headers=headers)
    (span,) = await collector.found(lambda span: span.name == f"query {name}")
    assert span.trace not in traces


async def test_whoever_is_not_sampled_is_not_told_of(shop: Shop, collector: Collector) -> None:
    trace, later = uuid7().hex, uuid7().hex
    await shop.ask(UNITS, traceparent=said(trace, "00"))
    await shop.ask(UNITS, traceparent=said(later))
    await collector.whole(later)
    assert collector.of_trace(trace) == []


async def test_only_ids_are_taken_over_from_others(shop: Shop, collector: Collector) -> None:
    trace = uuid7().hex
    await shop.ask(UNITS, traceparent=said(trace), tracestate=f"x={MARK}", baggage=f"token={MARK}", user_agent=MARK)
    await collector.whole(trace)
    assert MARK.encode() not in collector.sent


async def test_a_path_and_a_method_of_somebody_are_not_told(shop: Shop, collector: Collector) -> None:
    first, second, third = uuid7().hex, uuid7().hex, uuid7().hex
    client = shop.site.client
    await client.get(f"/{MARK}?token={MARK}", headers={"traceparent": said(first)})
    await client.request("PROPFIND", "/graphql", headers={"traceparent": said(second)})
    await client.get(f"/files/{uuid7()}?signature={MARK}&expires=1", headers={"traceparent": said(third)})
    (lost,) = (await collector.whole(first)).values()
    assert (lost.name, lost.facts["http.response.status_code"]) == ("GET", 404)
    assert [*(await collector.whole(second))] == ["_OTHER /graphql"]
    assert [*(await collector.whole(third))][-1] == "GET /files/{file_id:uuid}"
    assert MARK.encode() not in collector.sent


async def test_a_program_that_somebody_claims_to_be_is_not_told(shop: Shop, collector: Collector) -> None:
    first, second = uuid7().hex, uuid7().hex
    client, form = shop.site.client, {"grant_type": "client_credentials"}
    await client.post("/oauth/token", data=form, auth=(MARK, "x"), headers={"traceparent": said(first)})
    await client.post("/oauth/token", data={**form, "client_id": MARK}, headers={"traceparent": said(second)})
    assert [*(await collector.whole(first))][-1] == [*(await collector.whole(second))][-1] == "POST /oauth/token"
    assert MARK.encode() not in collector.sent


async def test_what_is_asked_every_few_seconds_has_no_trace(shop: Shop, collector: Collector) -> None:
    trace, later = uuid7().hex, uuid7().hex
    await shop.site.client.get("/readyz", headers={"traceparent": said(trace)})
    await shop.ask(UNITS, traceparent=said(later))
    await collector.whole(later)
    assert collector.of_trace(trace) == []


async def test_a_refusal_is_told_by_its_code(shop: Shop, collector: Collector) -> None:
    trace = uuid7().hex
    await shop.ask("query Q($id: ID!) { unit(id: $id) { id } }", {"id": None}, traceparent=said(trace))
    operation = (await collector.whole(trace))["query Q"]
    assert (operation.failed, operation.facts["error.type"]) == (True, "BAD_USER_INPUT")
    assert operation.events == 0


async def test_a_stream_ends_where_it_begins_and_its_batches_have_traces_of_their_own(
    listeners: Listeners, collector: Collector
) -> None:
    trace = uuid7().hex
    async with listeners.stream(PROGRESS, traceparent=said(trace)) as response:
        await anext(response.aiter_lines())
        spans = await collector.whole(trace)
        assert "POST /graphql" in spans
        assert "subscription Progress" in spans
        await listeners.work(await listeners.job())
        batches = await collector.found(lambda span: span.name == "subscription batch")
    assert trace not in {batch.trace for batch in batches}
    assert all(batch.parent == "" for batch in batches)
    statements = await collector.found(lambda span: span.parent == batches[0].id)
    assert "SELECT" in {span.name for span in statements}


async def test_an_operation_of_a_socket_begins_a_trace(listeners: Listeners, collector: Collector) -> None:
    name = f"Q{uuid7().hex}"
    async with listeners.known() as socket:
        await socket.subscribe(f"query {name} {UNITS}")
        await socket.hear()
        (span,) = await collector.found(lambda span: span.name == f"query {name}")
    assert span.parent == ""
