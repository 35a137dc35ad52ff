"""The site holds: links lead somewhere, everything in the contract is told, and nothing is loaded from elsewhere."""

import re
from base64 import b64encode
from hashlib import sha256

import orjson
import pytest
from graphql import GraphQLEnumType, GraphQLField, GraphQLNamedType, build_schema

from server.contract.contract import ERRORS, SCHEMA
from server.documentation.atlas import Composed, told_types
from server.documentation.site import CONTRACT
from tests.documentation.made import Made

TYPES = list(told_types(build_schema((CONTRACT / SCHEMA).read_text(), assume_valid=True)))


@pytest.fixture(scope="module")
def anchors(made: Made) -> set[str]:
    """Everything that can be led to."""
    return {anchor for anchors in made.anchors.values() for anchor in anchors}


def test_every_link_leads_to_a_page_and_a_place_on_it(made: Made) -> None:
    assert len(made.texts) > 250
    assert made.broken_links() == []


def test_every_part_of_the_schema_has_its_place(anchors: set[str]) -> None:
    parts = [part for type_ in TYPES for part in (type_.name, *_parts(type_))]
    assert len(parts) > 10_000
    assert [part for part in parts if part not in anchors] == []


def test_every_query_mutation_and_subscription_has_its_place(anchors: set[str]) -> None:
    schema = build_schema((CONTRACT / SCHEMA).read_text(), assume_valid=True)
    roots = [schema.query_type, schema.mutation_type, schema.subscription_type]
    told = [f"{root.name}.{name}" for root in roots if root for name in root.fields]
    assert [part for part in told if part not in anchors] == []


def test_every_code_of_an_error_has_its_place(anchors: set[str]) -> None:
    errors = orjson.loads((CONTRACT / ERRORS).read_bytes())
    assert [code for codes in errors.values() for code in codes if code not in anchors] == []


def test_says_what_a_field_takes(made: Made) -> None:
    page = made.texts[made.root / "reference/sales/sales-order/index.html"]
    margin = page[page.index('id="SalesOrder.margin"') :].partition("</dd>")[0]
    assert "sales.margin:read" in margin


def test_loads_nothing_from_elsewhere(made: Made) -> None:
    assert made.loaded_from_elsewhere() == set()


def test_its_policy_names_the_scripts_that_are_written_into_its_pages(made: Made) -> None:
    written = {
        script for text in made.texts.values() for script in re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    }
    hashes = {f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in written}
    assert hashes
    assert [each for each in hashes if each not in made.policy] == []


def _parts(type_: GraphQLNamedType) -> list[str]:
    if isinstance(type_, GraphQLEnumType):
        return [f"{type_.name}.{value}" for value in type_.values]
    if not isinstance(type_, Composed):
        return []
    fields = type_.fields.items()
    arguments = [
        f"{type_.name}.{name}({each}:)"
        for name, field in fields
        if isinstance(field, GraphQLField)
        for each in field.args
    ]
    return [*(f"{type_.name}.{name}" for name, _ in fields), *arguments]
