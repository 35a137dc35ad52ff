"""What somebody may send who means no good: documents and variables that are small to write, and might be dear to answer.

Each request of a case is another one, so that none is answered from what was remembered of the one before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Request = Mapping[str, Any]


@dataclass(frozen=True)
class Abuse:
    """A way to abuse the server; `request` gives the one of a number, and `code` is what it is refused with, if it is."""

    name: str
    request: Callable[[int], Request]
    code: str | None = None


def _document(write: Callable[[int], str]) -> Callable[[int], Request]:
    return lambda number: {"query": f"{write(number)} # {number}"}


def _many(count: int, template: str) -> str:
    return " ".join(template.format(n=n) for n in range(count))


def _nested(levels: int, inner: str) -> str:
    return "{ parties(first: 1) { nodes { " + "parent { " * levels + inner + " }" * levels + " } } }"


def _spreads(count: int) -> str:
    """Write fragments of which each has the next one twice."""
    fragments = _many(count, "fragment F{n} on Party {{ parent {{ ...F{n}_ ...F{n}_ }} }}")
    for n in range(count):
        fragments = fragments.replace(f"F{n}_", f"F{n + 1}" if n + 1 < count else "L")
    return f"{{ parties(first: 1) {{ nodes {{ ...F0 }} }} }} {fragments} fragment L on Party {{ id }}"


def _doubled(levels: int) -> str:
    """Write fragments that ask for the next one under two names, so that there are twice as many with each level."""
    parts = [
        f"fragment D{n} on Party {{ a{n}: parent {{ ...D{n + 1} }} b{n}: parent {{ ...D{n + 1} }} }}"
        for n in range(levels)
    ]
    return f"{{ parties(first: 1) {{ nodes {{ ...D0 }} }} }} {' '.join(parts)} fragment D{levels} on Party {{ id }}"


def _deep(levels: int) -> dict[str, Any]:
    filter_: dict[str, Any] = {"name": {"eq": "a"}}
    for _ in range(levels):
        filter_ = {"not": filter_}
    return filter_


def _filtered(filter_: Callable[[int], Any]) -> Callable[[int], Request]:
    query = "query ($filter: PartyFilter) { parties(first: 1, filter: $filter) { nodes { id } } }"
    return lambda number: {"query": f"{query} # {number}", "variables": {"filter": filter_(number)}}


def _searched(text: str) -> Callable[[int], Request]:
    query = "query ($text: String) { parties(first: 1, search: $text) { nodes { id } } }"
    return lambda number: {"query": f"{query} # {number}", "variables": {"text": f"{text} {number}"}}


_SAME: Final = "{ parties(first: 1) { nodes { " + "company { id } " * 390 + "} } }"


def _overlapping(count: int) -> str:
    spreads = _many(count, "...S{n}")
    fragments = _many(count, "fragment S{n} on Party {{ company {{ id }} }}")
    return f"{{ parties(first: 1) {{ nodes {{ {spreads} }} }} }} {fragments}"


ABUSES: Final = (
    Abuse("2,000 aliases", _document(lambda _: "{ " + _many(2_000, "a{n}: __typename") + " }"), "TOKEN_LIMIT_EXCEEDED"),
    Abuse("600 aliases", _document(lambda _: "{ viewer { " + _many(600, "a{n}: id") + " } }"), "ALIAS_LIMIT_EXCEEDED"),
    Abuse("5,000 repeated fields", _document(lambda _: "{ " + "__typename " * 5_000 + "}"), "TOKEN_LIMIT_EXCEEDED"),
    Abuse(
        "1,900 repeated fields", _document(lambda _: "{ viewer { " + "id " * 1_900 + "} }"), "REPETITION_LIMIT_EXCEEDED"
    ),
    Abuse("390 repeated objects", _document(lambda _: _SAME), "REPETITION_LIMIT_EXCEEDED"),
    Abuse("150 fragments that overlap", _document(lambda _: _overlapping(150)), "REPETITION_LIMIT_EXCEEDED"),
    Abuse("35 fragments that overlap", _document(lambda _: _overlapping(35))),
    Abuse(
        "overlapping fields 300 deep",
        _document(lambda _: _nested(300, "id") + " fragment F on Query " + _nested(300, "id")),
        "GRAPHQL_PARSE_FAILED",
    ),
    Abuse("a bomb of 60 fragments", _document(lambda _: _spreads(60)), "DEPTH_LIMIT_EXCEEDED"),
    Abuse("a bomb of 9 fragments", _document(lambda _: _spreads(9))),
    Abuse("fields that double 9 times", _document(lambda _: _doubled(9)), "SELECTION_LIMIT_EXCEEDED"),
    Abuse("fields that double 5 times", _document(lambda _: _doubled(5))),
    Abuse(
        "a fragment that contains itself",
        _document(lambda _: "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    Abuse(
        "2,000 directives",
        _document(lambda _: "{ __typename " + "@skip(if: false) " * 2_000 + "}"),
        "TOKEN_LIMIT_EXCEEDED",
    ),
    Abuse("300 directives", _document(lambda _: "{ __typename " + "@a " * 300 + "}"), "DIRECTIVE_LIMIT_EXCEEDED"),
    Abuse(
        "300 fields that are not there",
        _document(lambda _: "{ " + _many(300, "salesOrdes{n}") + " }"),
        "ROOT_FIELD_LIMIT_EXCEEDED",
    ),
    Abuse(
        "900 fields that are not there",
        _document(lambda _: "{ viewer { " + _many(900, "nam{n}") + " } }"),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    Abuse("a comment of 1 MB", _document(lambda _: "{ __typename } # " + "x" * 1_000_000), "DOCUMENT_TOO_LARGE"),
    Abuse(
        "brackets 900 deep",
        _document(lambda _: "{ parties(filter: " + "[" * 900 + "]" * 900 + ") { totalCount } }"),
        "GRAPHQL_PARSE_FAILED",
    ),
    Abuse("a filter 20 deep", _filtered(lambda _: _deep(20)), "FILTER_LIMIT_EXCEEDED"),
    Abuse("a filter 240 deep", _filtered(lambda _: _deep(240)), "BAD_USER_INPUT"),
    Abuse(
        "a filter of 2,000 parts", _filtered(lambda _: {"or": [{"name": {"eq": "a"}}] * 2_000}), "FILTER_LIMIT_EXCEEDED"
    ),
    Abuse("1,000 values", _filtered(lambda number: {"name": {"in": [f"{number} {n}" for n in range(1_000)]}})),
    Abuse(
        "90,000 values", _filtered(lambda _: {"name": {"in": [f"a{n}" for n in range(90_000)]}}), "VALUE_LIMIT_EXCEEDED"
    ),
    Abuse("a search that looks like a pattern", _searched("((a+)+)+$ .*.*.* %_%_%_ [^a]{1,9999}\\")),
    Abuse("a search of 100 kB", _searched("ab " * 33_000)),
)
