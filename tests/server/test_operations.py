"""The operations that the contract shows are valid, and are answered over HTTP in the demo company, with the rights of a fitting role."""

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, OperationType, build_schema, parse, validate

from auth.permissions.permission import Module
from server.cli.schema import DIRECTORY, SCHEMA
from tests.contract.operations import OPERATIONS, Shown
from tests.server.site import Site


@pytest.fixture(scope="module")
def promised() -> GraphQLSchema:
    """The schema as programs read it."""
    return build_schema((DIRECTORY / SCHEMA).read_text(encoding="utf-8"), assume_valid=True)


def definition(shown: Shown) -> OperationDefinitionNode:
    """Give the one operation of a file."""
    (node,) = parse(shown.text).definitions
    assert isinstance(node, OperationDefinitionNode)
    return node


@pytest.mark.parametrize("shown", OPERATIONS, ids=lambda shown: shown.name)
def test_is_valid_and_has_the_name_of_its_file(shown: Shown, promised: GraphQLSchema) -> None:
    name = definition(shown).name
    assert validate(promised, parse(shown.text)) == []
    assert name is not None
    assert name.value == shown.name
    assert Module(shown.module)


@pytest.mark.parametrize("shown", OPERATIONS, ids=lambda shown: shown.name)
async def test_is_answered(shown: Shown, site: Site) -> None:
    body = {"query": shown.text, "variables": shown.variables}
    if definition(shown).operation is OperationType.SUBSCRIPTION:
        headers = {**site.headers(shown.role), "accept": "text/event-stream"}
        async with site.client.stream("POST", "/graphql", json=body, headers=headers) as stream:
            assert stream.status_code == 200
            assert '"errors"' not in await anext(stream.aiter_text())
        return
    response = await site.post(body, shown.role)
    answer = response.json()
    assert response.status_code == 200
    assert "errors" not in answer
    assert all(not root.get("errors") for root in answer["data"].values())
