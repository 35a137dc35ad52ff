"""Every error has a code that a client can act on, and says nothing of how Torso is made."""

from typing import Any

import pytest

from auth.roles import RoleCode
from tests.server.site import Site

MARGINS = "{ salesOrders(first: 3) { nodes { number margin { amount } } } }"
SWITCH = {"denied": "SILENT"}


def codes(answer: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in answer["errors"]]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ a " * 300 + "}" * 300, "GRAPHQL_PARSE_FAILED"),
        ("{ unitz }", "GRAPHQL_VALIDATION_FAILED"),
        ("mutation { x }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...A } fragment A on Query { ...A }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILED"),
        ("query($n: Int!) { units(first: $n) { totalCount } }", "BAD_USER_INPUT"),
        ("{ units { nodes { code } } }", "BAD_USER_INPUT"),
        ('{ unit(id: "Sku:1") { code } }', "ID_INVALID"),
    ],
)
async def test_says_by_a_code_why_there_is_no_answer(site: Site, query: str, code: str) -> None:
    answer = await site.post({"query": query})
    assert (answer.status_code, codes(answer.json())) == (400, [code])
    assert "data" not in answer.json()


async def test_says_where_in_the_document_a_fault_is(site: Site) -> None:
    answer = await site.ask("{\n  unitz\n}")
    assert answer["errors"][0]["locations"] == [{"line": 2, "column": 3}]


async def test_finds_an_operation_by_its_name(site: Site) -> None:
    body = {"query": "query A { a: __typename } query B { b: __typename }", "operationName": "B"}
    assert (await site.post(body)).json()["data"] == {"b": "Query"}
    assert codes((await site.post({**body, "operationName": "C"})).json()) == ["OPERATION_RESOLUTION_FAILED"]


async def test_tells_denied_fields_among_the_errors(site: Site) -> None:
    answer = await site.ask(MARGINS, RoleCode.SALES_REP)
    assert [node["margin"] for node in answer["data"]["salesOrders"]["nodes"]] == [None] * 3
    [error] = answer["errors"]
    assert error["path"] == ["salesOrders", "nodes", "margin"]
    assert error["extensions"] == {
        "code": "FORBIDDEN",
        "coordinate": "SalesOrder.margin",
        "permission": "sales.margin:read",
        "count": 3,
    }


async def test_tells_denied_fields_apart_where_the_client_wishes_it(site: Site) -> None:
    answer = (await site.post({"query": MARGINS, "extensions": SWITCH}, RoleCode.SALES_REP)).json()
    assert "errors" not in answer
    assert answer["extensions"]["denied"][0]["extensions"]["coordinate"] == "SalesOrder.margin"


@pytest.mark.parametrize("on_error", ["NULL", "PROPAGATE"])
async def test_never_lets_a_denied_field_null_what_is_around_it(site: Site, on_error: str) -> None:
    body = {"query": MARGINS, "extensions": {"onError": on_error}}
    answer = (await site.post(body, RoleCode.SALES_REP)).json()
    assert len(answer["data"]["salesOrders"]["nodes"]) == 3


@pytest.mark.parametrize("where", [{"onError": "HALT"}, {"extensions": {"onError": "HALT"}}])
async def test_halts_at_the_first_error_where_the_client_wishes_it(site: Site, where: dict[str, Any]) -> None:
    answer = (await site.post({"query": MARGINS, **where}, RoleCode.SALES_REP)).json()
    assert (answer["data"], codes(answer)) == (None, ["FORBIDDEN"])
    whole = (await site.post({"query": MARGINS, **where})).json()
    assert len(whole["data"]["salesOrders"]["nodes"]) == 3


async def test_halts_no_mutation(site: Site) -> None:
    mutation = 'mutation { productArchive(id: "Product:0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f", version: 1) { errors { code } } }'
    answer = await site.post({"query": mutation, "onError": "HALT"})
    assert (answer.status_code, codes(answer.json())) == (400, ["BAD_USER_INPUT"])


@pytest.mark.parametrize("extensions", [{"onError": "IGNORE"}, {"onError": []}, {"denied": {}}, {"denied": True}])
async def test_refuses_wishes_that_it_does_not_know_how_to_fulfil(site: Site, extensions: dict[str, Any]) -> None:
    answer = await site.post({"query": MARGINS, "extensions": extensions})
    assert (answer.status_code, codes(answer.json())) == (400, ["BAD_USER_INPUT"])


async def test_leaves_extensions_of_others_alone(site: Site) -> None:
    answer = await site.post({"query": "{ __typename }", "extensions": {"tracing": {"on": True}}})
    assert answer.status_code == 200


async def test_refuses_the_one_character_that_the_database_cannot_hold(site: Site) -> None:
    query = "query($s: String!) { parties(first: 1, filter: { name: { eq: $s } }) { totalCount } }"
    answer = await site.ask(query, s="a\0b")
    assert codes(answer) == ["BAD_USER_INPUT"]
    assert answer["errors"][0]["message"] == "Text cannot hold the character U+0000."


async def test_answers_in_the_language_of_the_client(site: Site) -> None:
    body = {"query": '{ countryByCode(code: "AT") { name } }'}
    german = await site.post(body, accept_language="xx;q=1, de-AT;q=0.9, en;q=0.1")
    assert german.json()["data"]["countryByCode"]["name"] == "Österreich"
