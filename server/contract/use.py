"""What of the contract is used, and by whom: an export of a running system, which a check is given.

`./torso usage` writes it. It has what each program has used and when, and the documents that programs have stored: in whose
shape they are told of events, and by which they ask. What these name is used, whether anything has happened or not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import orjson
from graphql import GraphQLSchema, GraphQLSyntaxError, OperationDefinitionNode, parse

from server.graphql.naming import Naming

USED_WITHIN: Final = timedelta(days=92)
"""What was not used for a quarter is not used: some programs run at its end alone."""
GOOD_FOR: Final = timedelta(days=7)
"""How old an export may be."""


class Use(NamedTuple):
    """That a program uses a part of the contract."""

    client: str
    coordinate: str
    requests: int
    last_on: date


class Stored(NamedTuple):
    """A document that a program has stored."""

    name: str
    document: str
    operation_name: str | None
    variables: Mapping[str, Any]


@dataclass(frozen=True)
class Usage:
    """What was used in a running system, as of a day."""

    taken_on: date
    counted_since: date
    uses: Sequence[Use] = ()
    documents: Sequence[Stored] = field(default_factory=tuple[Stored, ...])

    def tells_of_now(self, today: date) -> bool:
        """Tell whether it is new enough, and has counted for long enough, to say that something is not used."""
        is_new = self.taken_on <= today <= self.taken_on + GOOD_FOR
        return is_new and self.counted_since <= self.taken_on - USED_WITHIN

    def users_of(self, coordinates: Iterable[str], schema: GraphQLSchema) -> list[str]:
        """Say who uses one of these parts of a schema, in words."""
        wanted = set(coordinates)
        recent = self.taken_on - USED_WITHIN
        by_requests = [
            f"{use.client} ({use.requests:,} requests, the last on {use.last_on})"
            for use in self.uses
            if use.coordinate in wanted and use.last_on >= recent
        ]
        naming = Naming(schema)
        by_documents = [stored.name for stored in self.documents if not wanted.isdisjoint(_named(naming, stored))]
        return [*by_requests, *by_documents]


def read_usage(written: bytes) -> Usage:
    """Read an export."""
    said = orjson.loads(written)
    return Usage(
        date.fromisoformat(said["takenOn"]),
        date.fromisoformat(said["countedSince"]),
        [
            Use(each["client"], each["coordinate"], each["requests"], date.fromisoformat(each["lastOn"]))
            for each in said["uses"]
        ],
        [
            Stored(each["name"], each["document"], each["operationName"], each["variables"])
            for each in said["documents"]
        ],
    )


def usage_document(usage: Usage) -> bytes:
    """Write an export."""
    said = {
        "takenOn": usage.taken_on,
        "countedSince": usage.counted_since,
        "uses": [
            {"client": use.client, "coordinate": use.coordinate, "requests": use.requests, "lastOn": use.last_on}
            for use in usage.uses
        ],
        "documents": [
            {
                "name": stored.name,
                "document": stored.document,
                "operationName": stored.operation_name,
                "variables": stored.variables,
            }
            for stored in usage.documents
        ],
    }
    return orjson.dumps(said, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _named(naming: Naming, stored: Stored) -> frozenset[str]:
    try:
        document = parse(stored.document)
    except GraphQLSyntaxError:
        return frozenset()
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    return frozenset[str]().union(
        *(
            naming.of(document, operation).with_variables(stored.variables)
            for operation in operations
            if stored.operation_name is None or (operation.name and operation.name.value == stored.operation_name)
        )
    )
