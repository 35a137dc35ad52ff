"""A plan serves every request that differs from its own only in values that it binds."""

from typing import Any

import pytest
from graphql import GraphQLSchema

from planner.operation import Plan
from tests.planner.conftest import Plans, coerced, operation_of

PAGE = "query ($n: Int, $a: String) { salesOrders(first: $n, after: $a) { nodes { id } } }"
FILTER = "query ($f: SalesOrderFilter) { salesOrders(first: 5, filter: $f) { nodes { id } } }"
SKIP = "query ($s: Boolean!) { units(first: 5) { nodes { id code @skip(if: $s) } } }"
ORDER = "query ($o: [SalesOrderOrder!]) { salesOrders(first: 5, orderBy: $o) { nodes { id } } }"
NODE = "query ($id: ID!) { node(id: $id) { id } }"


Case = tuple[str, dict[str, Any], dict[str, Any]]

SAME: list[Case] = [
    (FILTER, {"f": {"number": {"eq": "A"}}}, {"f": {"number": {"eq": "B"}}}),
    (FILTER, {"f": {"number": {"in": ["A"]}}}, {"f": {"number": {"in": ["B", "C"]}}}),
    (
        NODE,
        {"id": "Unit:01900000-0000-7000-8000-000000000000"},
        {"id": "Unit:01900000-0000-7000-8000-000000000001"},
    ),
    (PAGE, {"n": 5}, {"n": 5}),
]
OTHER: list[Case] = [
    (PAGE, {"n": 5}, {"n": 6}),
    (PAGE, {"n": 5}, {"n": 5, "a": "x"}),
    (FILTER, {"f": {"number": {"eq": "A"}}}, {"f": {"number": {"ne": "A"}}}),
    (FILTER, {"f": {"number": {"eq": "A"}}}, {"f": {"number": None}}),
    (FILTER, {"f": {"number": {"eq": "A"}}}, {}),
    (FILTER, {}, {"f": {"number": {"eq": "A"}}}),
    (FILTER, {"f": {"or": [{}]}}, {"f": {"or": [{}, {}]}}),
    (FILTER, {"f": {"number": {"isNull": True}}}, {"f": {"number": {"isNull": False}}}),
    (SKIP, {"s": True}, {"s": False}),
    (ORDER, {"o": [{"field": "NUMBER"}]}, {"o": [{"field": "NUMBER", "direction": "DESC"}]}),
    (ORDER, {"o": [{"field": "NUMBER"}]}, {"o": [{"field": "PLACED_AT"}]}),
    (NODE, {"id": "Unit:01900000-0000-7000-8000-000000000000"}, {"id": "Sku:01900000-0000-7000-8000-000000000000"}),
]


@pytest.mark.parametrize(("text", "first", "second"), SAME)
def test_serves_other_values(
    graphql_schema: GraphQLSchema, plan: Plans, text: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    assert serves(graphql_schema, plan(text, first), text, second)
    assert plan(text, first).sql == plan(text, second).sql


@pytest.mark.parametrize(("text", "first", "second"), OTHER)
def test_does_not_serve_what_it_looked_at(
    graphql_schema: GraphQLSchema, plan: Plans, text: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    made = plan(text, first)
    assert serves(graphql_schema, made, text, first)
    assert not serves(graphql_schema, made, text, second)


def test_binds_every_value_of_a_request(plan: Plans) -> None:
    made = plan(FILTER, {"f": {"number": {"startsWith": "'; drop table sku --"}}})
    assert "drop table" not in made.sql


def test_a_literal_stands_for_itself_whatever_the_variables(plan: Plans) -> None:
    made = plan('{ salesOrders(first: 5, filter: {number: {in: ["A", "B"]}}) { nodes { id } } }')
    assert ["A", "B"] in [bind({}) for bind in made.parameters if not isinstance(bind, str)]


def test_a_variable_inside_a_literal_is_read_where_it_stands(graphql_schema: GraphQLSchema, plan: Plans) -> None:
    text = "query ($n: String) { salesOrders(first: 5, filter: {number: {eq: $n}}) { nodes { id } } }"
    made = plan(text, {"n": "A"})
    assert serves(graphql_schema, made, text, {"n": "B"})
    assert "B" in [bind({"n": "B"}) for bind in made.parameters if not isinstance(bind, str)]


def serves(schema: GraphQLSchema, plan: Plan, text: str, variables: dict[str, Any]) -> bool:
    """Tell whether the plan may be used for the same document with these variables."""
    given = coerced(operation_of(schema, text), variables)
    return all(look.at(given) == seen for look, seen in plan.looks.items())
