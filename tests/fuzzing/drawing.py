"""What schemathesis draws: operations of every root field, from the schema as anybody can introspect it."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, Final

import schemathesis
from graphql import DocumentNode, IntrospectionQuery
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.hooks import HookContext

from tests.fuzzing.settling import settled
from tests.fuzzing.values import SCALARS, Conditions, World, scalar
from tests.oracle.naive.dynamic import Value

FILTER: Final = "Filter"
SEEDS: Final = st.integers(0, 2**32 - 1)


def operations_of(introspected: IntrospectionQuery, world: World) -> Mapping[str, Value]:
    """Give schemathesis' operations by label, such as `Query.salesOrders`."""
    _register(world)
    schema: Value = schemathesis.graphql.from_dict(_with_bounded_filters(introspected))

    @schema.hook
    def flatmap_body(_context: HookContext, body: DocumentNode) -> st.SearchStrategy[DocumentNode]:
        return SEEDS.map(lambda drawn: settled(body, world, drawn))

    return {each.ok().label: each.ok() for each in schema.get_all_operations()}


def drawn(operation: Value, number: int, start: int) -> list[Case[Any]]:
    """Draw so many cases of an operation; the simplest one, with which hypothesis always begins, is left out."""
    cases: list[Case[Any]] = []

    @seed(start)
    @settings(
        max_examples=number + 1,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.filter_too_much,
            HealthCheck.large_base_example,
        ],
    )
    @given(operation.as_strategy())
    def draw(case: Case[Any]) -> None:
        cases.append(case)

    draw()
    return cases[1:] or cases


def _register(world: World) -> None:
    """Say what scalars and filters look like; schemathesis has one table of scalars for all schemas."""
    for name in SCALARS:
        schemathesis.graphql.scalar(name, SEEDS.map(lambda drawn, name=name: scalar(name, Random(drawn))))
    for name in _filters(world):
        schemathesis.graphql.scalar(name, SEEDS.map(lambda drawn, name=name: Conditions(world, Random(drawn)).of(name)))


def _filters(world: World) -> Iterator[str]:
    return (name for name in world.schema.type_map if name.endswith(FILTER))


def _with_bounded_filters(introspected: Value) -> Value:
    """Show filters as scalars, so that they are drawn by us and with a bound."""
    types = [
        {**each, "kind": "SCALAR", "inputFields": None}
        if each["kind"] == "INPUT_OBJECT" and each["name"].endswith(FILTER)
        else each
        for each in introspected["__schema"]["types"]
    ]
    return {"__schema": {**introspected["__schema"], "types": types}}
