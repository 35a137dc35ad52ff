"""Connections: the rows of a list, cut to a page."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.oracle.naive.dynamic import Given, Row, Value
from tests.oracle.naive.facts import SEARCHED
from tests.oracle.naive.filters import Filters
from tests.oracle.naive.orders import By, comparison, default, sort
from tests.oracle.naive.refusals import Refused
from tests.oracle.naive.text import has_words, words

PAGE_MAX = 100
OFFSET_MAX = 10_000
CURSOR = "cursor of the naive side: "


@dataclass(frozen=True)
class Connection:
    """One page of a list of a type."""

    type_name: str
    rows: Sequence[Row]
    total: int
    cursors: Mapping[Any, str]
    has_next_page: bool
    has_previous_page: bool
    # Whether the request says how many; it must, unless it asks for the total alone.
    is_sized: bool

    def part(self, name: str) -> Value:
        """Give a field of the connection."""
        if name == "totalCount":
            return self.total
        if not self.is_sized:
            raise Refused("BAD_USER_INPUT")
        edges = [Edge(self.cursors[row.id], row) for row in self.rows]
        return {"edges": edges, "nodes": self.rows, "pageInfo": PageInfo(self, edges)}[name]


class Edge(NamedTuple):
    """One place in a list."""

    cursor: str
    node: Row

    def part(self, name: str) -> Value:
        """Give a field of the edge."""
        return getattr(self, name)


class PageInfo(NamedTuple):
    """Where a page stands in its list."""

    page: Connection
    edges: list[Edge]

    def part(self, name: str) -> Value:
        """Give a field of the page's place."""
        match name:
            case "hasNextPage":
                return self.page.has_next_page
            case "hasPreviousPage":
                return self.page.has_previous_page
            case "startCursor":
                return self.edges[0].cursor if self.edges else None
            case _:
                return self.edges[-1].cursor if self.edges else None


def connection(filters: Filters, type_name: str, rows: Sequence[Row], given: Given) -> Connection:
    """Cut the page of a list that the arguments ask for; `rows` are those that the list has without a viewer."""
    size, backward, offset = _size(given), given.get("last") is not None, _offset(given)
    order = _order(filters, type_name, given)
    compare = comparison(filters.sdl, filters.store, type_name, order)
    chosen = sort(_chosen(filters, type_name, rows, given), compare)
    about = json.dumps([type_name, order, given.get("filter"), given.get("search")], sort_keys=True)
    window = chosen
    if (after := _opened(filters, type_name, about, given.get("after"))) is not None:
        window = [row for row in window if compare(row, after) > 0]
    if (before := _opened(filters, type_name, about, given.get("before"))) is not None:
        window = [row for row in window if compare(row, before) < 0]
    rest = window[offset or 0 :]
    page = rest[-size:] if backward else rest[:size]
    more = len(rest) > size
    return Connection(
        type_name,
        page,
        len(chosen),
        {row.id: CURSOR + json.dumps([about, str(row.id)]) for row in page},
        has_next_page=before is not None if backward else more,
        has_previous_page=more if backward else after is not None or bool(offset),
        is_sized=size > 0,
    )


def _chosen(filters: Filters, type_name: str, rows: Sequence[Row], given: Given) -> list[Row]:
    holds = filters.condition(type_name, given.get("filter") or {})
    found = [row for row in rows if filters.viewer.sees(row, filters.store) and holds(row)]
    if given.get("search") is None:
        return found
    wanted = words(given["search"])
    if not wanted:
        raise Refused("BAD_USER_INPUT")
    return [row for row in found if is_found(type_name, row, wanted)]


def is_found(type_name: str, row: Row, wanted: list[str]) -> bool:
    """Tell whether a search for words finds a row."""
    return has_words([getattr(row, attribute) for attribute in SEARCHED[type_name]], wanted)


def _order(filters: Filters, type_name: str, given: Given) -> list[By]:
    asked = given.get("orderBy") or ()
    for one in asked:
        enum, value = f"{type_name}OrderField", one["field"]
        filters.viewer.require(f"{enum}.{value}", filters.sdl.need_of_value(enum, value))
    order = [By(_camel(one["field"]), one.get("direction") == "DESC") for one in asked]
    return order or default(type_name)


def _camel(value: str) -> str:
    first, *rest = value.lower().split("_")
    return first + "".join(word.title() for word in rest)


def _opened(filters: Filters, type_name: str, about: str, cursor: str | None) -> Row | None:
    if cursor is None:
        return None
    list_, key = json.loads(cursor.removeprefix(CURSOR)) if cursor.startswith(CURSOR) else (None, None)
    row = next((row for row in filters.store.all(type_name) if str(row.id) == key), None)
    if list_ != about or row is None:
        raise Refused("CURSOR_INVALID")
    return row


def _size(given: Given) -> int:
    sizes = [given[name] for name in ("first", "last") if given.get(name) is not None]
    if len(sizes) > 1 or any(not 1 <= size <= PAGE_MAX for size in sizes):
        raise Refused("BAD_USER_INPUT")
    return sizes[0] if sizes else 0


def _offset(given: Given) -> int | None:
    offset = given.get("offset")
    if offset is None:
        return None
    if any(given.get(name) is not None for name in ("after", "before", "last")) or not 0 <= offset <= OFFSET_MAX:
        raise Refused("BAD_USER_INPUT")
    return offset
