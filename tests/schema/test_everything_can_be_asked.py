"""Whatever the schema offers, the database can answer: every field, order, condition and key of every list."""

import pytest
from graphql import GraphQLSchema

from planner.entity import spec_of
from planner.fields import Groups, Pages
from resolvers.schema import build_schema, core_of
from tests.schema.asking_everything import all_fields, all_filters, all_groups, all_orders
from tests.schema.conftest import Ask

QUERY = core_of(build_schema()).query_type
assert QUERY is not None
LISTS = [name for name, field in QUERY.fields.items() if isinstance(spec_of(field), Pages)]
AGGREGATES = [name for name, field in QUERY.fields.items() if isinstance(spec_of(field), Groups)]


@pytest.mark.parametrize("name", LISTS)
async def test_every_field(ask: Ask, planned: GraphQLSchema, name: str) -> None:
    assert set((await ask(all_fields(planned, name)))[name]) == {
        "__typename",
        "edges",
        "nodes",
        "pageInfo",
        "totalCount",
    }


@pytest.mark.parametrize("name", LISTS)
async def test_every_order(ask: Ask, planned: GraphQLSchema, name: str) -> None:
    assert await ask(all_orders(planned, name))


@pytest.mark.parametrize("name", LISTS)
async def test_every_condition(ask: Ask, planned: GraphQLSchema, name: str) -> None:
    for query in all_filters(planned, name):
        assert await ask(query)


@pytest.mark.parametrize("name", AGGREGATES)
async def test_every_key_and_figure(ask: Ask, planned: GraphQLSchema, name: str) -> None:
    assert await ask(all_groups(planned, name)) == {name: []}
