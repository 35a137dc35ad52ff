"""What an endpoint is told is said by a subscription that is stored with it; what can be made of one is known outside of here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from asyncpg import Connection

from kernel.errors import DomainError


@dataclass(eq=False)
class WebhookDocumentUnfit(DomainError):
    """What is delivered is shaped by a document with one subscription, which is valid and asks for one field."""

    message = "This document cannot shape what is delivered: {problem}"
    problem: str


@dataclass(eq=False)
class CursorInvalid(DomainError):
    """What is delivered again begins after a cursor of the feed of events."""

    message = "The cursor is none of the feed of events."


@dataclass(eq=False)
class ResyncRequired(DomainError):
    """What is delivered again is still kept."""

    message = "What came after the cursor is not known any more."


class Wanted(NamedTuple):
    """What an endpoint wants to be told: a subscription, the operation of it, and its variables."""

    document: str
    operation_name: str | None
    variables: Mapping[str, Any]


class Shapes(Protocol):
    """Knows what subscriptions are about, and opens the cursors that they give."""

    def topics(self, wanted: Wanted) -> list[str]:
        """Give what a subscription is about.

        Raises:
            WebhookDocumentUnfit: it cannot shape what is delivered.
        """
        ...

    async def position(self, reading: Connection, cursor: str) -> int:
        """Give the position that a cursor stands for.

        Raises:
            CursorInvalid, ResyncRequired: as their names say.
        """
        ...
