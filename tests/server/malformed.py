"""Requests that nobody sends on purpose, made up from a seed: the same number is always the same request."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, TypeAlias, cast
from urllib.parse import quote_from_bytes

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLSchema,
    is_leaf_type,
)

from planner.types import bare, type_of

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JSON: Final = {"content-type": "application/json"}
UUID: Final = "0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f"

TEXTS: Final = (
    "", " ", "\0", "a\0b", "'", '"', "\\", "';drop table company;--", "%", "_%_", "\x7f\x1b[0m", "é", "日本語", "🏴‍☠️", "\u202e", "\ufeff",
    "x" * 5_000, "null", "None", "{}", "[]", "$1", ":p0", "%s", "\n\r\t", "ǅ", "a" * 63 + "é", "&|!", "foo:*", "<->", "(", "\\x00",
)  # fmt: skip
IDS: Final = (
    f"SalesOrder:{UUID}", f"Sku:{UUID}", f"Nothing:{UUID}", f"salesorder:{UUID}", f"SalesOrder:{UUID.upper()}", f"SalesOrder:{UUID}\n",
    "SalesOrder:", ":", UUID, f"SalesOrder:{UUID}:{UUID}", "SalesOrder:" + "0" * 36, "U2FsZXNPcmRlcjox", f"__Type:{UUID}", f" Sku:{UUID}", "Query:1",
)  # fmt: skip
NUMBERS: Final = (
    "0", "-0", "1e400", "1e-400", "NaN", "Infinity", "-Infinity", "1_000", "١٢", "0x10", ".5", "5.", "1.", "1.0000000", "9" * 15, "9" * 16, "9" * 400,
    "-" + "9" * 15 + ".999999", "0.0000001", "+1", " 1", "1,5", "", "--1",
)  # fmt: skip
MOMENTS: Final = (
    "2026-11-20T10:00:00Z", "2026-11-20T10:00:00", "2026-11-20", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31", "0001-01-01",
    "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2026-02-30", "2026-13-01T00:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T10:00:00+99:99", "now",
    "infinity", "-infinity", "2026-11-20t10:00:00z", "20261120", "epoch", "2016-12-31T23:59:60Z",
)  # fmt: skip
CURSORS: Final = (
    "",
    "garbage",
    "AAAA",
    "====",
    "e30=",
    "eyJhIjoxfQ",
    "a" * 10_000,
    "../../etc/passwd",
    "MTIz.NDU2",
    "\0",
    "é",
    "-_-_",
    "bnVsbA==",
)
INTEGERS: Final = (
    0,
    -1,
    1,
    100,
    101,
    -2_147_483_648,
    2_147_483_647,
    2_147_483_648,
    -(2**63),
    2**63 - 1,
    2**64,
    10**30,
    10_001,
)
OTHERS: Final[tuple[Json, ...]] = (
    None,
    True,
    1.5,
    -0.0,
    1e308,
    5,
    "text",
    [],
    {},
    [[]],
    [None],
    {"eq": None},
    {"__proto__": 1},
    ["a", 1, None],
)
TOKENS: Final = (
    "{", "}", "(", ")", "[", "]", ":", "=", "!", "|", "&", "@", "...", "$", "#", ",", '"', '"""', '"\\u0000"', '"\\uD800"', '"\\u{110000}"', "query", "mutation",
    "subscription", "fragment", "on", "null", "true", "1", "-", "1e999", "0123", "salesOrders", "first", "nodes", "id", "__typename", "__schema", "@skip", "é", "\0",
)  # fmt: skip
GOOD: Final = "query Q($n: Int!, $f: SalesOrderFilter) { salesOrders(first: $n, filter: $f) { totalCount nodes { id lines { net { amount } } } } }"


@dataclass(frozen=True)
class Attempt:
    """One request."""

    method: str = "POST"
    query_string: bytes = b""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def attempts(schema: GraphQLSchema, number: int, seed: int) -> Iterator[Attempt]:
    """Make up so many requests."""
    for index in range(number):
        yield Malformed(schema, Random(f"{seed} {index}")).attempt()


class Malformed:
    """Makes up one request."""

    def __init__(self, schema: GraphQLSchema, random: Random) -> None:
        """Make it up for a schema, by chance."""
        assert schema.query_type is not None
        self._fields = schema.query_type.fields
        self._random = random

    def attempt(self) -> Attempt:
        """Make up a request of one of several kinds; most of them are wrong in their values."""
        kinds: tuple[Callable[[], Attempt], ...] = (
            self._noise, self._broken, self._parameters, self._deep, self._soup, self._cut, self._query_string, self._headers,
            *[self._values] * 12, *[self._literals] * 4,
        )  # fmt: skip
        return self._random.choice(kinds)()

    def _noise(self) -> Attempt:
        return Attempt(body=self._random.randbytes(self._random.randrange(200)), headers=JSON)

    def _broken(self) -> Attempt:
        body = bytearray(orjson.dumps({"query": GOOD, "variables": {"n": 1, "f": None}, "operationName": "Q"}))
        for _ in range(self._random.randrange(1, 5)):
            body[self._random.randrange(len(body))] = self._random.randrange(256)
        return Attempt(body=bytes(body), headers=JSON)

    def _parameters(self) -> Attempt:
        names = ("query", "variables", "operationName", "extensions", "id", "documentId", "")
        body = {name: self._random.choice((*OTHERS, *TEXTS, GOOD)) for name in self._random.sample(names, 4)}
        return _post(body)

    def _deep(self) -> Attempt:
        depth = self._random.choice((50, 500, 1_100, 20_000))
        opening, closing = self._random.choice(((b"[", b"]"), (b'{"not":', b"}"), (b'{"and":[', b"]}")))
        value = opening * depth + b"1" + closing * depth
        return Attempt(body=b'{"query":"%s","variables":{"n":1,"f":%s}}' % (GOOD.encode(), value), headers=JSON)

    def _soup(self) -> Attempt:
        return _post({"query": " ".join(self._random.choices(TOKENS, k=self._random.randrange(1, 60)))})

    def _cut(self) -> Attempt:
        start, end = sorted(self._random.choices(range(len(GOOD)), k=2))
        return _post({"query": GOOD[:start] + GOOD[end:], "variables": {"n": 1}})

    def _query_string(self) -> Attempt:
        names = (b"query", b"variables", b"extensions", b"operationName", b"%00", b"x")
        values = (GOOD.encode(), b'{"n":1}', b"{", b"\xff\xfe", b"\0", b"[1]", self._random.randbytes(20), b"")
        pairs = [
            self._random.choice(names) + b"=" + quote_from_bytes(self._random.choice(values)).encode() for _ in range(3)
        ]
        return Attempt("GET", b"&".join(pairs))

    def _headers(self) -> Attempt:
        names = ("accept", "content-type", "accept-language", "x-request-id", "accept-encoding", "content-encoding")
        values = (
            "",
            "*/*;q=x",
            ";;;,,,",
            "application/json;charset=utf-16",
            "a" * 3_000,
            "text/html;q=0",
            "de;q=9,*",
            "\xe9",
            "gzip",
            '"',
            "0",
        )
        headers = {name: self._random.choice(values) for name in self._random.sample(names, 2)}
        return Attempt(body=orjson.dumps({"query": "{ __typename }"}), headers={**JSON, **headers})

    def _values(self) -> Attempt:
        name, definition = self._random.choice(sorted(self._fields.items()))
        given = self._chosen(definition)
        defined = ", ".join(f"${argument}: {definition.args[argument].type}" for argument in given)
        passed = ", ".join(f"{argument}: ${argument}" for argument in given)
        query = (
            f"query({defined}) {{ {name}({passed}) {_selection(definition)} }}"
            if given
            else f"{{ {name} {_selection(definition)} }}"
        )
        return _post({"query": query, "variables": given})

    def _literals(self) -> Attempt:
        name, definition = self._random.choice(sorted(self._fields.items()))
        passed = ", ".join(f"{argument}: {_literal(value)}" for argument, value in self._chosen(definition).items())
        return _post({"query": f"{{ {name}{f'({passed})' if passed else ''} {_selection(definition)} }}"})

    def _chosen(self, definition: GraphQLField) -> dict[str, Json]:
        """Choose few arguments: the more there are, the sooner one of them is refused and nobody sees the others."""
        chosen: dict[str, Json] = {"first": 2} if "first" in definition.args else {}
        for name, argument in definition.args.items():
            type_: object = cast("Any", argument).type
            if str(type_).endswith("!") or self._random.random() < 0.2:
                chosen[name] = self._value(type_, name)
        if "last" in chosen:
            chosen.pop("first", None)
        return chosen

    def _value(self, type_: object, name: str, deep: int = 3) -> Json:
        if self._random.random() < 0.07:
            return self._random.choice(OTHERS)
        if str(type_).endswith("!"):
            return self._value(_of(type_), name, deep)
        if str(type_).endswith("]"):
            return [self._value(_of(type_), name, deep) for _ in range(self._random.choice((0, 1, 2, 120)))]
        match type_:
            case GraphQLEnumType():
                return self._random.choice((*type_.values, "NOTHING", "", 0))
            case GraphQLInputObjectType():
                names = self._random.sample(
                    sorted(type_.fields), min(len(type_.fields), self._random.choice((0, 1, 2)))
                )
                return {each: self._value(type_.fields[each].type, each, deep - 1) for each in names} if deep else {}
            case _:
                return self._scalar(str(type_), name)

    def _scalar(self, type_name: str, name: str) -> Json:
        pools: Mapping[str, tuple[Json, ...]] = {
            "ID": IDS + TEXTS, "Int": INTEGERS, "Decimal": NUMBERS + INTEGERS, "DateTime": MOMENTS, "Date": MOMENTS, "Boolean": (True, False, 0),
        }  # fmt: skip
        return self._random.choice(CURSORS if name in ("after", "before") else pools.get(type_name, TEXTS))


def _of(type_: object) -> object:
    return cast("Any", type_).of_type


def _post(body: dict[str, Json]) -> Attempt:
    return Attempt(body=json.dumps(body).encode(), headers=JSON)


def _selection(definition: GraphQLField) -> str:
    inner = bare(type_of(definition))
    if is_leaf_type(inner):
        return ""
    return (
        "{ totalCount pageInfo { endCursor } nodes { id } }" if inner.name.endswith("Connection") else "{ __typename }"
    )


def _literal(value: Json) -> str:
    match value:
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case dict():
            return "{" + ", ".join(f"{name}: {_literal(inner)}" for name, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_literal, value)) + "]"
        case str():
            return orjson.dumps(value).decode()
        case _:
            return str(value)
