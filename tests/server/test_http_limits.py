"""The limits of a request: what is within is answered, and one more is refused with a code of its own."""

from collections.abc import AsyncGenerator

import pytest
from httpx import Response

from server.graphql import limits
from tests.server.site import Site

MANY_PARTS: list[dict[str, object]] = [{}] * 2_000


def refusal(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


def fields(number: int, template: str = "a{n}: __typename") -> str:
    return "{ " + " ".join(template.format(n=n) for n in range(number)) + " }"


def nested(levels: int) -> str:
    """Nest so many levels, of which `edges { node }` are one."""
    pairs, one_more = divmod(levels - 3, 2)
    inner = "parent { id }" if one_more else "id"
    for _ in range(pairs):
        inner = f"children(first: 1) {{ nodes {{ {inner} }} }}"
    return f"{{ parties(first: 1) {{ edges {{ node {{ {inner} }} }} }} }}"


def listing(tokens: int) -> str:
    """Write a query that has this many tokens in two lists, and some around them."""
    values = '"a" ' * (tokens // 2)
    return f"{{ parties(first: 1, filter: {{ name: {{ in: [{values}] }}, number: {{ in: [{values}] }} }}) {{ totalCount }} }}"


@pytest.mark.parametrize(
    ("within", "beyond", "code"),
    [
        (fields(limits.ROOT_FIELDS), fields(limits.ROOT_FIELDS + 1), "ROOT_FIELD_LIMIT_EXCEEDED"),
        (
            "{ viewer " + fields(limits.ALIASES, "a{n}: id") + " }",
            "{ viewer " + fields(limits.ALIASES + 1, "a{n}: id") + " }",
            "ALIAS_LIMIT_EXCEEDED",
        ),
        (
            "{ viewer " + fields(limits.DIRECTIVES, "id @skip(if: false)") + " }",
            "{ viewer " + fields(limits.DIRECTIVES + 1, "id @skip(if: false)") + " }",
            "DIRECTIVE_LIMIT_EXCEEDED",
        ),
        (
            listing(limits.TOKENS - 100),
            listing(limits.TOKENS),
            "TOKEN_LIMIT_EXCEEDED",
        ),
        (nested(limits.DEPTH), nested(limits.DEPTH + 1), "DEPTH_LIMIT_EXCEEDED"),
        (
            "{ __schema { types { fields { type { fields { name } } } } } }",
            "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
            "INTROSPECTION_LIMIT_EXCEEDED",
        ),
        (
            "{ salesOrders(first: 100) { nodes { lines(first: 50) { id } } } }",
            "{ salesOrders(first: 100) { nodes { lines(first: 500) { id } } } }",
            "COST_LIMIT_EXCEEDED",
        ),
    ],
)
async def test_refuses_one_more(site: Site, within: str, beyond: str, code: str) -> None:
    answered, refused = await site.post({"query": within}), await site.post({"query": beyond})
    assert answered.status_code == 200, answered.text
    assert refusal(refused) == (400, code)


async def test_counts_what_fragments_bring(site: Site) -> None:
    many = "{ ...A ...B } fragment A on Query " + fields(11) + " fragment B on Query " + fields(11, "b{n}: __typename")
    deep = (
        nested(limits.DEPTH).replace("{ id }", "{ ...P }")
        + " fragment P on Party { children(first: 1) { nodes { id } } }"
    )
    assert refusal(await site.post({"query": many})) == (400, "ROOT_FIELD_LIMIT_EXCEEDED")
    assert refusal(await site.post({"query": deep}))[1] == "DEPTH_LIMIT_EXCEEDED"


async def test_refuses_a_document_that_is_too_large(site: Site) -> None:
    blank = "{ __typename }" + " " * (limits.DOCUMENT_BYTES - 14)
    assert (await site.post({"query": blank})).status_code == 200
    assert refusal(await site.post({"query": blank + " "})) == (413, "DOCUMENT_TOO_LARGE")


async def test_refuses_variables_that_are_too_large(site: Site) -> None:
    body = {"query": "{ __typename }", "variables": {"unused": "x" * (limits.VARIABLES_BYTES - 13)}}
    assert (await site.post(body)).status_code == 200
    body["variables"] = {"unused": "x" * limits.VARIABLES_BYTES}
    assert refusal(await site.post(body)) == (413, "VARIABLES_TOO_LARGE")


async def test_refuses_a_body_that_is_too_large(site: Site) -> None:
    answer = await site.post({"query": "{ __typename }", "padding": "x" * limits.BODY_BYTES})
    assert refusal(answer) == (413, "BODY_TOO_LARGE")


async def test_refuses_a_body_that_does_not_say_how_large_it_is(site: Site) -> None:
    async def endless() -> AsyncGenerator[bytes]:
        for _ in range(200):
            yield b" " * 10_000

    headers = site.headers(content_type="application/json")
    answer = await site.client.post("/graphql", content=endless(), headers=headers)
    assert refusal(answer) == (413, "BODY_TOO_LARGE")


async def test_refuses_a_comment_on_every_line(site: Site) -> None:
    answer = await site.post({"query": "{ __typename }" + "#\n" * (limits.COMMENTS + 1)})
    assert refusal(answer) == (400, "TOKEN_LIMIT_EXCEEDED")


async def test_tells_of_no_limit_where_there_is_none(site: Site) -> None:
    answer = await site.ask("{ rateLimit { limit remaining resetAt cost } }")
    cost = answer["extensions"]["cost"]["requested"]
    assert answer["data"]["rateLimit"] == {"limit": None, "remaining": None, "resetAt": None, "cost": cost}


@pytest.mark.parametrize("number", ["9" * 5_000, "-" + "9" * 5_000, "0." + "9" * 5_000])
async def test_refuses_a_number_of_5000_digits_in_words_of_its_own(site: Site, number: str) -> None:
    answer = await site.post({"query": f"{{ salesOrders(first: {number}) {{ totalCount }} }}"})
    assert refusal(answer) == (400, "GRAPHQL_VALIDATION_FAILED")
    assert [error["message"] for error in answer.json()["errors"]] == ["A number is written with at most 100 digits."]


async def test_refuses_a_filter_of_2000_parts_as_one_that_is_planned(site: Site) -> None:
    query = "query ($filter: PartyFilter) { parties(first: 1, filter: $filter) { totalCount } }"
    for parts in (201, 2_000):
        filter_ = {"and": [{"not": {"or": [{"name": {"eq": "a"}}] * parts}}]}
        assert refusal(await site.post({"query": query, "variables": {"filter": filter_}})) == (
            400,
            "FILTER_LIMIT_EXCEEDED",
        )


@pytest.mark.parametrize(
    ("query", "filter_"),
    [
        ("query ($f: [PartyFilter!]!) { parties(first: 1, filter: { and: $f }) { totalCount } }", MANY_PARTS),
        ("subscription ($f: SalesOrderFilter) { salesOrdersChanged(filter: $f) { cursor } }", {"and": MANY_PARTS}),
    ],
)
async def test_refuses_a_list_of_filters_and_one_of_a_subscription_alike(
    site: Site, query: str, filter_: object
) -> None:
    answer = await site.post(
        {"query": query, "variables": {"f": filter_}}, accept="text/event-stream, application/json"
    )
    assert "FILTER_LIMIT_EXCEEDED" in answer.text


async def test_answers_a_filter_with_as_many_parts_as_there_may_be(site: Site) -> None:
    query = "query ($filter: PartyFilter) { parties(first: 1, filter: $filter) { totalCount } }"
    filter_ = {"or": [{"name": {"eq": "a"}}] * 199}
    assert (await site.post({"query": query, "variables": {"filter": filter_}})).status_code == 200
