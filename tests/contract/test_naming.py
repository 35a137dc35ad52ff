"""Which parts of the schema an operation names."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, parse

from server.graphql.naming import Naming

SCHEMA = build_schema(
    """
    enum Size { SMALL LARGE }
    input Filter { size: Size and: [Filter!] name: String }
    interface Thing { id: ID }
    type Box implements Thing { id: ID size: Size }
    type Query { boxes(filter: Filter, sizes: [Size!]): [Box!] thing(id: ID): Thing }
    """
)


def named(text: str, which: int = 0, **variables: Any) -> set[str]:
    """Find what an operation names with variables."""
    document = parse(text)
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    return set(Naming(SCHEMA).of(document, operations[which]).with_variables(variables))


def test_names_fields_arguments_inputs_and_values() -> None:
    assert named("{ boxes(filter: { and: [{ size: LARGE }] }) { a: size __typename } }") == {
        "Query.boxes", "Query.boxes(filter:)", "Filter.and", "Filter.size", "Size.LARGE", "Box.size",
    }  # fmt: skip


def test_names_what_is_asked_for_under_a_condition_too() -> None:
    assert "Box.id" in named("{ boxes { id @include(if: false) } }")


def test_names_types_by_which_is_asked() -> None:
    assert named("{ thing { id ... on Box { size } } }") == {"Query.thing", "Thing.id", "Box", "Box.size"}


def test_names_what_is_in_the_fragments_of_the_operation_alone() -> None:
    text = "query A { boxes { ...F } } query B { thing { id } } fragment F on Box { ...G } fragment G on Box { size }"
    assert "Box.size" in named(text)
    assert named(text, 1) == {"Query.thing", "Thing.id"}


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"name": "A"}, {"Filter.name"}),
        ({"and": [{"size": "SMALL"}, {"name": None}]}, {"Filter.and", "Filter.size", "Size.SMALL", "Filter.name"}),
        ({"unknown": 1, "size": None}, {"Filter.size"}),
        ("not an object", set[str]()),
    ],
)
def test_names_what_is_in_variables(given: object, names: set[str]) -> None:
    without = named("query ($f: Filter) { boxes(filter: $f) { id } }")
    assert named("query ($f: Filter) { boxes(filter: $f) { id } }", f=given) - without == names


def test_names_the_values_of_a_list_in_variables() -> None:
    assert {"Size.SMALL", "Size.LARGE"} <= named(
        "query ($s: [Size!]) { boxes(sizes: $s) { id } }", s=["SMALL", "LARGE"]
    )
