"""What a request leaves behind as a trace."""

from tests.server.site import Site
from tests.tracing.collector import Collector

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"
MARK = "Confidential-7f3a"
ORDERS = 'query Orders { salesOrders(first: 1, filter: { number: { eq: "SO-1" } }) { nodes { id } } }'


async def test_a_query_is_a_request_an_operation_a_plan_and_a_statement(site: Site, collector: Collector) -> None:
    trace = "a" * 32
    answer = await site.post({"query": ORDERS}, traceparent=f"00-{trace}-{PARENT}-01")
    assert answer.status_code == 200, answer.text
    spans = await collector.whole(trace)
    request, operation = spans["POST /graphql"], spans["query Orders"]
    assert request.parent == PARENT
    assert operation.parent == request.id
    assert spans["plan"].parent == spans["SELECT"].parent == operation.id
    assert request.facts["http.response.status_code"] == 200
    assert operation.facts["graphql.operation.type"] == "query"
    assert operation.facts["torso.cost"] == answer.json()["extensions"]["cost"]["requested"]
    assert operation.facts["torso.client"] == request.facts["torso.client"] == "torso-demo"
    assert spans["SELECT"].facts == {"db.system.name": "postgresql", "db.operation.name": "SELECT"}
