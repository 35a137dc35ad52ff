"""The glossary: every noun of the schema is in it, and each word is easy to find."""

import re

from graphql import GraphQLInterfaceType, build_schema

from server.cli.schema import schema_text
from server.settings import REPOSITORY

WORDS = re.findall(r"^\*\*([^*]+)\*\*:", (REPOSITORY / "docs/glossary.md").read_text(), re.MULTILINE)


def test_the_words_are_sorted() -> None:
    assert sorted(WORDS, key=str.lower) == WORDS


def test_every_entity_is_explained() -> None:
    schema = build_schema(schema_text())
    node = schema.get_type("Node")
    assert isinstance(node, GraphQLInterfaceType)
    words = {re.sub(r"\W", "", word).lower() for word in WORDS}

    assert [type_.name for type_ in schema.get_possible_types(node) if type_.name.lower() not in words] == []
