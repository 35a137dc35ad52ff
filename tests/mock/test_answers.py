"""What is made up fits the contract, and is the same each time."""

from collections.abc import AsyncIterable
from typing import Any

import pytest
from graphql import ExecutionResult, GraphQLSchema, build_schema

from server.contract.contract import SCHEMA
from server.documentation.site import CONTRACT
from server.mock.answers import Mock
from tests.contract.operations import OPERATIONS, Shown


@pytest.fixture(scope="session")
def promised() -> GraphQLSchema:
    """The schema of the contract."""
    return build_schema((CONTRACT / SCHEMA).read_text(), assume_valid=True)


@pytest.fixture(scope="session")
def mock(promised: GraphQLSchema) -> Mock:
    """A mock of all of it."""
    return Mock(promised)


async def _told(mock: Mock, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    given = await mock.answer(query, variables, None)
    if not isinstance(given, ExecutionResult):
        given = await anext(aiter(given))
    assert given.errors is None
    assert given.data is not None
    return given.data


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
async def test_answers_every_operation_of_the_contract_alike_each_time(mock: Mock, operation: Shown) -> None:
    first = await _told(mock, operation.text, operation.variables)
    assert first
    assert await _told(mock, operation.text, operation.variables) == first


async def test_a_thing_is_the_same_wherever_it_is_asked_for(mock: Mock) -> None:
    (listed,) = (await _told(mock, "{ salesOrders(first: 1) { nodes { id number total { amount } } } }"))[
        "salesOrders"
    ]["nodes"]
    looked_up = await _told(
        mock, "query ($id: ID!) { salesOrder(id: $id) { id number total { amount } } }", {"id": listed["id"]}
    )
    node = await _told(
        mock,
        "query ($id: ID!) { node(id: $id) { ... on SalesOrder { id number total { amount } } } }",
        {"id": listed["id"]},
    )
    assert looked_up["salesOrder"] == listed
    assert node["node"] == listed


async def test_a_list_is_as_long_as_was_asked_for(mock: Mock) -> None:
    told = (await _told(mock, "{ salesOrders(first: 7) { nodes { id } edges { node { id } } totalCount } }"))[
        "salesOrders"
    ]
    assert (len(told["nodes"]), len(told["edges"]), told["totalCount"]) == (7, 7, 7)


async def test_a_mutation_is_refused_nothing_and_gives_what_it_was_about(mock: Mock) -> None:
    order = (await _told(mock, "{ salesOrders(first: 1) { nodes { id number } } }"))["salesOrders"]["nodes"][0]
    hold = "mutation ($id: ID!) { salesOrderHold(id: $id, version: 1) { salesOrder { id number } errors { code } } }"
    assert await _told(mock, hold, {"id": order["id"]}) == {"salesOrderHold": {"salesOrder": order, "errors": []}}


async def test_a_field_says_what_it_was_told_to_say(promised: GraphQLSchema) -> None:
    mock = Mock(promised, {"SalesOrder.number": "SO-1", "SalesOrder.margin": None})
    told = await _told(mock, "{ salesOrders(first: 1) { nodes { number margin { amount } } } }")
    assert told["salesOrders"]["nodes"] == [{"number": "SO-1", "margin": None}]


async def test_says_what_does_not_fit_the_contract(mock: Mock) -> None:
    given = await mock.answer("{ viewer { colour } }", None, None)
    assert isinstance(given, ExecutionResult)
    assert [error.message for error in given.errors or ()] == ["Cannot query field 'colour' on type 'Viewer'."]


async def test_a_subscription_goes_on(promised: GraphQLSchema) -> None:
    mock = Mock(promised, every_seconds=0.01)
    given = await mock.answer("subscription { salesOrdersChanged { cursor changes { node { number } } } }", None, None)
    assert isinstance(given, AsyncIterable)
    batches = aiter(given)
    first, second = await anext(batches), await anext(batches)
    assert first.data
    assert second.data
    assert first.data["salesOrdersChanged"]["cursor"] != second.data["salesOrdersChanged"]["cursor"]


async def test_events_are_of_the_types_that_there_are(mock: Mock) -> None:
    told = await _told(
        mock, "subscription { events { changes { __typename kind ... on SalesOrderChange { node { number } } } } }"
    )
    assert all(change["__typename"].endswith("Change") for change in told["events"]["changes"])
