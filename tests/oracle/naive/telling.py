"""The log of events: what has happened, to whom it is told, and where a page of it ends."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tests.oracle.naive.asked import Asked
from tests.oracle.naive.dynamic import Given, Row, Value
from tests.oracle.naive.pages import CURSOR, PAGE_MAX, Edge
from tests.oracle.naive.refusals import Refused
from tests.oracle.naive.values import parse_id


@dataclass(frozen=True)
class EventLog:
    """One page of the log."""

    rows: Sequence[Row]
    has_next_page: bool

    def part(self, name: str) -> Value:
        """Give a field of the page."""
        match name:
            case "nodes":
                return self.rows
            case "edges":
                return [Edge(_cursor(row.position), row) for row in self.rows]
            case "hasNextPage":
                return self.has_next_page
            case "cursor" if self.has_next_page:
                return _cursor(self.rows[-1].position)
            case _:
                return _cursor("head")


def event_log(asked: Asked, given: Given) -> EventLog:
    """Cut the page of the log that the arguments ask for."""
    size = PAGE_MAX if given.get("first") is None else given["first"]
    if not 1 <= size <= PAGE_MAX:
        raise Refused("BAD_USER_INPUT")
    rows = sorted(_chosen(asked, given), key=lambda row: row.position)
    return EventLog(rows[:size], len(rows) > size)


def _chosen(asked: Asked, given: Given) -> list[Row]:
    company = None if given.get("companyId") is None else parse_id(given["companyId"], "Company")[1]
    about = None if given.get("nodeId") is None else parse_id(given["nodeId"])
    return [
        row
        for row in asked.store.all("Event")
        if asked.visible(row) is not None
        and (given.get("topics") is None or row.topic in given["topics"])
        and (company is None or row.company_id == company)
        and (about is None or (row.entity_type, row.entity_id) == about)
    ]


def _cursor(place: int | str) -> str:
    return CURSOR + json.dumps(["eventLog", place])
