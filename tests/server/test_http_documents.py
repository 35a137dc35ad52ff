"""Which documents are remembered, and for how long."""

import pytest
from graphql import build_schema

from server.graphql import documents as module
from server.graphql.documents import Documents
from server.graphql.errors import Refused


@pytest.fixture
def documents() -> Documents:
    return Documents(build_schema("type Query { a: Int b: Int }"))


def read(documents: Documents, text: str) -> None:
    documents.require_valid(documents.parsed(text))


def test_remembers_a_document_that_is_valid(documents: Documents) -> None:
    read(documents, "{ a }")
    known = documents.known("{ a }")
    assert known is not None
    assert known is documents.known("{ a }")


def test_remembers_none_that_is_not(documents: Documents) -> None:
    with pytest.raises(Refused):
        read(documents, "{ c }")
    assert documents.known("{ c }") is None


def test_forgets_the_one_that_was_not_used_for_longest(documents: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DOCUMENTS_MAX", 2)
    read(documents, "{ a }")
    read(documents, "{ b }")
    documents.known("{ a }")
    read(documents, "{ a b }")
    assert [text for text in ("{ a }", "{ b }", "{ a b }") if documents.known(text)] == ["{ a }", "{ a b }"]


def test_forgets_more_for_a_large_one(documents: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TOKENS_MAX", 10)
    for text in ("{ a }", "{ b }", "{ a b }", "{ a b a b a b }"):
        read(documents, text)
    assert [text for text in ("{ a }", "{ b }", "{ a b }", "{ a b a b a b }") if documents.known(text)] == [
        "{ a b a b a b }"
    ]
