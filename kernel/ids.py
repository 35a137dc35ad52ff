"""Ids as clients see them: `SalesOrder:<uuid>`, the same in and out.

One spelling only: the type's name, a colon, the UUID with hyphens in lower case. Any version of RFC 9562 is welcome,
because clients choose ids too; the nil and the max UUID are not ids of anything.
"""

import re
import secrets
import time
from dataclasses import dataclass
from typing import NamedTuple, Self
from uuid import UUID

from kernel.errors import DomainError, echo

_NODE_ID = re.compile(
    r"([A-Z][A-Za-z0-9]{0,62}):([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"
)
_RANDOM_BITS = 62


@dataclass(eq=False)
class IdInvalid(DomainError):
    """An id is a type name, a colon and a UUID in lower case with hyphens."""

    message = '"{text}" is not an id such as SalesOrder:0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f.'
    text: str


@dataclass(eq=False)
class IdOfOtherType(DomainError):
    """An argument for one type of document does not take the id of another."""

    message = "This is the id of a {actual}, and a {expected} is expected."
    actual: str
    expected: str


class NodeId(NamedTuple):
    """The id of an entity: the name of its type in the schema, and its key."""

    type_name: str
    key: UUID

    @classmethod
    def parse(cls, text: str, expected: str | None = None) -> Self:
        """Read an id, and check that it names the expected type where one is given.

        Raises:
            IdInvalid: the text is not an id.
            IdOfOtherType: it is an id of another type than expected.
        """
        match = _NODE_ID.fullmatch(text)
        if match is None:
            raise IdInvalid(echo(text))
        type_name, key = match.groups()
        if expected is not None and type_name != expected:
            raise IdOfOtherType(type_name, expected)
        return cls(type_name, UUID(key))

    def __str__(self) -> str:
        return f"{self.type_name}:{self.key}"


def uuid7() -> UUID:
    """Make an id of version 7, as the database's own `uuidv7()` does: later ids sort later."""
    return uuid7_from(time.time_ns(), secrets.randbits(_RANDOM_BITS))


def uuid7_from(unix_ns: int, randomness: int) -> UUID:
    """Compose a version 7 UUID: milliseconds, then 12 bits of the fraction of one, then 62 random bits.

    RFC 9562, 5.7 and 6.2 method 3.
    """
    milliseconds, rest_ns = divmod(unix_ns, 1_000_000)
    fraction = (rest_ns << 12) // 1_000_000
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | randomness)
