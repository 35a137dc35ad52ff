"""GraphQL over HTTP: methods, media types, statuses, headers. The public suite is in test_http_audit."""

import pytest
from httpx import Response

from tests.server.site import RESPONSE_JSON, Site

UNITS = "{ units(first: 1) { totalCount } }"


def code(answer: Response) -> str:
    [error] = answer.json()["errors"]
    return error["extensions"]["code"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json", "application/json"),
        (RESPONSE_JSON, RESPONSE_JSON),
        (f"{RESPONSE_JSON};q=0.5, application/json;q=0.9", "application/json"),
        (f"{RESPONSE_JSON}, application/json, text/event-stream", RESPONSE_JSON),
        ("text/event-stream, application/json", "text/event-stream"),
        ("text/html, */*;q=0.1", "application/json"),
        ("*/*", "application/json"),
    ],
)
async def test_answers_in_the_media_type_that_the_client_likes_best(site: Site, accept: str, media_type: str) -> None:
    answer = await site.post({"query": UNITS}, accept=accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{media_type}; charset=utf-8")
    assert answer.headers["vary"] == "Accept, Origin"


async def test_answers_queries_by_get(site: Site) -> None:
    parameters = {"query": "query U($n: Int!) { units(first: $n) { totalCount } }", "variables": '{"n": 1}'}
    answer = await site.client.get("/graphql", params=parameters, headers=site.headers())
    assert answer.json()["data"]["units"]["totalCount"] > 0


async def test_tells_what_an_answer_cost(site: Site) -> None:
    answer = await site.ask(UNITS)
    assert answer["extensions"]["cost"]["requested"] > 0


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
async def test_takes_no_other_method(site: Site, method: str) -> None:
    answer = await site.client.request(method, "/graphql", headers=site.headers())
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


async def test_changes_nothing_by_get(site: Site) -> None:
    answer = await site.client.get("/graphql", params={"query": "mutation { x }"}, headers=site.headers())
    assert (answer.status_code, code(answer)) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
async def test_takes_bodies_of_json_alone(site: Site, content_type: str) -> None:
    answer = await site.client.post("/graphql", content="{}", headers=site.headers(content_type=content_type))
    assert (answer.status_code, code(answer)) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_refuses_a_client_that_takes_nothing_of_what_there_is(site: Site) -> None:
    answer = await site.post({"query": UNITS}, accept="application/xml")
    assert (answer.status_code, code(answer)) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"text"', b"null", b'{"query": 1}', b'{"query": ""}', b'{"variables": {}}']
)
async def test_refuses_what_is_not_a_request(site: Site, body: bytes) -> None:
    answer = await site.client.post("/graphql", content=body, headers=site.headers(content_type="application/json"))
    assert (answer.status_code, code(answer)) == (400, "BAD_REQUEST")


async def test_takes_one_operation_at_a_time(site: Site) -> None:
    answer = await site.post([{"query": UNITS}, {"query": UNITS}])
    assert (answer.status_code, code(answer)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("query_string", ["query=%FF", "query={__typename}&variables={", "variables=1&query=x"])
async def test_refuses_a_query_string_that_is_not_a_request(site: Site, query_string: str) -> None:
    answer = await site.client.get(f"/graphql?{query_string}", headers=site.headers())
    assert (answer.status_code, code(answer)) == (400, "BAD_REQUEST")


async def test_keeps_the_request_id_of_the_client(site: Site) -> None:
    answer = await site.post({"query": UNITS}, x_request_id="order-4711.retry")
    assert answer.headers["x-request-id"] == "order-4711.retry"


@pytest.mark.parametrize("given", ["short", "with blanks in it", "a" * 65, 'quote"quote"'])
async def test_makes_a_request_id_where_the_given_one_is_not_well_formed(site: Site, given: str) -> None:
    answer = await site.post({"query": UNITS}, x_request_id=given)
    assert len(answer.headers["x-request-id"]) == 32


async def test_tells_old_clients_200_for_a_document_that_is_not_valid(site: Site) -> None:
    answer = await site.post({"query": "{ nothing }"}, accept="application/json")
    assert (answer.status_code, "data" in answer.json()) == (200, False)


async def test_answers_what_is_not_there_in_json(site: Site) -> None:
    answer = await site.client.get("/somewhere")
    assert (answer.status_code, code(answer)) == (404, "NOT_FOUND")
